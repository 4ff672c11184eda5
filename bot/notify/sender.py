"""The loop that makes the calls: several at once, each tried again until it went out or is too old."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.notify.notifier import Notifier, NotifyError
from bot.notify.queue import DueCall, record_failure, record_sent, take_due
from bot.notify.registry import NOT_SET_UP
from bot.store.commits import is_outage
from bot.store.database import Store

log = structlog.get_logger(__name__)
BATCH = 16
LONGEST_S = 40.0
"""Below :data:`bot.notify.queue.HOLD`, so that no call is taken by two."""
NOTE_EVERY_S = 0.3


class PushSender:
    """Sends what is due until it is stopped. Several may run over one database."""

    def __init__(self, store: Store, notifiers: Mapping[str, Notifier]) -> None:
        self._store = store
        self._notifiers = notifiers
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop`` is set; then let what is under way finish."""
        waiter = self._store.bus.waiter("push")
        try:
            while not stop.is_set():
                if not await self.send_due():
                    await waiter.wait(1.0)
        finally:
            self._store.bus.release(waiter)
            if stop.is_set():
                await self.finish()

    async def send_due(self) -> int:
        """Take the calls that are due and start making them; returns how many were taken.

        One that hangs holds up none of the others.
        """
        room = BATCH - len(self._running)
        if room <= 0:
            await asyncio.wait(self._running, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            return 0
        calls = await self._store.write(lambda session: take_due(session, self._store.now(session), room))
        for call in calls:
            task = asyncio.create_task(self._send(call), name=f"push-{call.push_id}")
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return len(calls)

    async def finish(self) -> None:
        """Wait for the calls that are under way, at most 20 seconds."""
        if self._running:
            await asyncio.wait(self._running, timeout=20)

    async def close(self) -> None:
        """Close the connections of all notifiers."""
        for notifier in self._notifiers.values():
            await notifier.close()

    async def _send(self, call: DueCall) -> None:
        failure: NotifyError | None = None
        try:
            async with asyncio.timeout(LONGEST_S):
                await self._notifier(call.kind).send(call.address, call.notice)
        except NotifyError as error:
            failure = error
        except TimeoutError:
            failure = NotifyError("The call took too long. It is tried again.", retryable=True)
        except Exception as error:  # A notifier's bug must not keep the call "sending".
            log.exception("push_crashed", push_id=call.push_id)
            failure = NotifyError(f"The notifier failed: {type(error).__name__}.", retryable=True)
        if failure is None:
            await self._note(lambda session: record_sent(session, call.push_id, self._store.now(session)))
            return
        log.warning("push_failed", push_id=call.push_id, kind=call.kind, retryable=failure.retryable)
        await self._note(partial(self._record_failure, call.push_id, failure))

    def _record_failure(self, push_id: int, failure: NotifyError, session: Session) -> None:
        record_failure(session, push_id, failure, self._store.now(session))

    def _notifier(self, kind: str) -> Notifier:
        found = self._notifiers.get(kind)
        if found is None:
            raise NotifyError(
                NOT_SET_UP.get(kind, f"Nothing here can call by '{kind}'. Remove this address.")
            )
        return found

    async def _note(self, outcome: Callable[[Session], None]) -> None:
        """Record how a call went as soon as the database takes it, so that nobody is called again for it."""
        while True:
            try:
                return await self._store.write(outcome)
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("push_outcome_waits_for_the_database", error=type(error).__name__)
                await asyncio.sleep(NOTE_EVERY_S)
