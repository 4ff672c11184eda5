"""Polling: fetch, store everything, then move on. The offset is committed with the updates."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.receiving import keep, read
from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.telegram.inbound import CHANNEL
from bot.channels.telegram.polling_lease import LeaseLost, advance, give_back, take
from bot.channels.telegram.updates import PollError, get_updates, next_offset
from bot.store.database import Store
from bot.system.components import set_state

log = structlog.get_logger(__name__)
T = TypeVar("T")
COMPONENT = "telegram_polling"
STANDBY_S = 5.0
MAX_BACKOFF_S = 30.0
PATIENCE = 3
"""Failures in a row before the console is told; a token or a conflict is told at once."""
TOLD_AT_ONCE = (401, 404, 409)


class _Stopped(Exception):
    """The service is stopping."""


class Poller:
    """Fetches the updates of one bot. Of several processes one polls, the others stand by.

    Args:
        holder: name of this process, at most 64 characters.
        timeout_s: how long Telegram may wait for an update before it answers with none.
        standby_s: how often a process that stands by looks whether it is needed.
    """

    def __init__(
        self,
        store: Store,
        adapter: TelegramAdapter,
        holder: str,
        *,
        timeout_s: int = 10,
        standby_s: float = STANDBY_S,
    ) -> None:
        self._store = store
        self._adapter = adapter
        self._holder = holder
        self._timeout_s = timeout_s
        self._standby_s = standby_s
        self._failures = 0
        self._told = ""
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until ``stop`` is set, then give the lease back."""
        try:
            while not stop.is_set():
                await _nap(stop, await self._round(stop))
        except _Stopped:
            pass
        finally:
            await self._leave()

    async def _round(self, stop: asyncio.Event) -> float:
        """Poll once; returns the seconds to wait before the next round."""
        try:
            if self._offset is None:
                self._offset = await self._store.write(
                    lambda session: take(self._store, session, self._adapter.account, self._holder)
                )
            if self._offset is None:
                return self._standby_s
            updates = await _unless(stop, get_updates(self._adapter, self._offset, self._timeout_s))
            await self._keep(updates)
            await self._works()
            return 0.0
        except LeaseLost:
            log.warning("polling_lease_lost")
            self._offset = None
            return self._standby_s
        except PollError as error:
            self._offset = None  # The lease is looked at again before the next attempt.
            return await self._failed(error)
        except SQLAlchemyError as error:
            # Nothing was stored and nothing confirmed: Telegram keeps the updates.
            log.error("polling_store_failed", error=type(error).__name__)
            self._offset = None
            return self._backoff()

    async def _keep(self, updates: list[bytes]) -> None:
        """Store what came, and the offset, in one transaction."""
        offset = self._offset if not updates else next_offset(updates)
        if offset is None:
            raise PollError(200, "Telegram's updates carry no numbers. Tell the team.")
        received = [await asyncio.to_thread(read, self._adapter, update) for update in updates]
        await keep(
            self._store,
            CHANNEL,
            received,
            lambda session: advance(self._store, session, self._adapter.account, self._holder, offset),
        )
        self._offset = offset

    async def _works(self) -> None:
        self._failures = 0
        if self._told != "ok":
            await self._store.write(lambda session: set_state(session, COMPONENT, "ok"))
            self._told = "ok"

    async def _failed(self, error: PollError) -> float:
        wait = max(self._backoff(), error.retry_after_s)
        log.warning("polling_failed", code=error.code, reason=error.text)
        if (error.code in TOLD_AT_ONCE or self._failures >= PATIENCE) and self._told != error.text:
            try:
                await self._store.write(lambda session: set_state(session, COMPONENT, "down", error.text))
                self._told = error.text
            except SQLAlchemyError:
                log.exception("polling_state_not_kept")
        return wait

    def _backoff(self) -> float:
        self._failures += 1
        return min(MAX_BACKOFF_S, 2.0 ** (self._failures - 1))

    async def _leave(self) -> None:
        try:
            await self._store.write(
                lambda session: give_back(self._store, session, self._adapter.account, self._holder)
            )
        except (SQLAlchemyError, RuntimeError):
            log.warning("polling_lease_not_given_back")


async def _unless(stop: asyncio.Event, work: Awaitable[T]) -> T:
    """Await work, or raise ``_Stopped`` when the service stops first."""
    task = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise _Stopped
        return task.result()
    finally:
        task.cancel()
        stopping.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)


async def _nap(stop: asyncio.Event, seconds: float) -> None:
    if seconds > 0:
        try:
            await asyncio.wait_for(stop.wait(), seconds)
        except TimeoutError:
            return
