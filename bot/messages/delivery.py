"""The courier's loop: hand due lines to the platforms, several chats at once, one line a chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping

import msgspec
import structlog
from sqlalchemy.orm import Session

from bot.messages.capabilities import capabilities_of
from bot.messages.channel import ChannelAdapter
from bot.messages.courier import extend_hold, record_failure, record_wired, recover_abandoned, take_due
from bot.messages.errors import SendError
from bot.messages.pacing import Pacer
from bot.messages.types import Outgoing
from bot.store.base import utcnow
from bot.store.commits import is_outage
from bot.store.database import Store
from bot.store.tables import OutboxItem

log = structlog.get_logger(__name__)
BATCH = 32
RECOVER_EVERY_S = 2.0
NOTE_EVERY_S = 0.3


class Courier:
    """Sends what is due until it is stopped."""

    def __init__(self, store: Store, adapters: Mapping[str, ChannelAdapter]) -> None:
        self._store = store
        self._adapters = adapters
        self._pacer = Pacer(time.monotonic)
        self._running: dict[int, asyncio.Task[None]] = {}
        """Row of the outbox → its sending."""
        self._alone = store.is_sqlite  # One process: what is "sending" at its start was abandoned.

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop`` is set; then let what is under way finish."""
        waiter = self._store.bus.waiter("outbox")
        recovered_at = float("-inf")
        try:
            while not stop.is_set():
                if time.monotonic() - recovered_at > RECOVER_EVERY_S:
                    await self._store.write(self._look_after)
                    self._alone = False
                    recovered_at = time.monotonic()
                if not await self.send_due():
                    await waiter.wait(self._nap_s())
        finally:
            self._store.bus.release(waiter)
            if stop.is_set() and self._running:
                await asyncio.wait(self._running.values(), timeout=20)

    def _look_after(self, session: Session) -> None:
        """Show that what we are sending is ours, then take over from couriers that are gone."""
        now = utcnow()
        extend_hold(session, list(self._running), now)
        recover_abandoned(session, now, alone=self._alone)

    async def send_due(self) -> int:
        """Take what is due and start sending it; returns how many lines were taken."""
        room = BATCH - len(self._running)
        if room <= 0:
            await asyncio.wait(self._running.values(), timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            return 1
        paused = self._pacer.waiting()
        items = await self._store.write(lambda session: take_due(session, utcnow(), room, paused))
        for item in items:
            self._pacer.spend(item.conversation_id, capabilities_of(item.channel))
            task = asyncio.create_task(self._send(item), name=str(item.id))
            self._running[item.id] = task
            task.add_done_callback(self._sent)
        return len(items)

    def _sent(self, task: asyncio.Task[None]) -> None:
        item_id = int(task.get_name())
        if self._running.get(item_id) is task:  # It may be on its way a second time already.
            del self._running[item_id]

    def _nap_s(self) -> float:
        """One second is the net below lost wake-ups; shorter while a chat waits for its pace."""
        return min([1.0, *(self._pacer.wait_s(chat) for chat in self._pacer.waiting())])

    async def _send(self, item: OutboxItem) -> None:
        adapter = self._adapters.get(item.channel)
        try:
            if adapter is None:
                raise SendError(
                    "no_channel",
                    f"{item.channel} is not set up here. Set its token and restart.",
                    retryable=True,
                )
            message = msgspec.convert({**item.payload, "tracking": str(item.id)}, Outgoing)
            result = await adapter.send(message)
        except SendError as error:
            if error.retry_after_s:
                self._pacer.block(item.conversation_id, error.retry_after_s, capabilities_of(item.channel))
            log.warning("send_failed", outbox_id=item.id, code=error.code, certain=error.certain)
            failure = error
            await self._note(lambda session: record_failure(session, item.id, failure))
        except Exception as error:  # An adapter's bug must not leave the line "sending" for ever.
            log.exception("send_crashed", outbox_id=item.id)
            crash = SendError("internal", f"The sender failed: {type(error).__name__}.", certain=False)
            await self._note(lambda session: record_failure(session, item.id, crash))
        else:
            receipts = capabilities_of(item.channel).has_receipts
            await self._note(lambda session: record_wired(session, item.id, result.external_id, receipts))

    async def _note(self, outcome: Callable[[Session], None]) -> None:
        """Record how a send went, as soon as the database takes it: what we know must not become unsure."""
        while True:
            try:
                return await self._store.write(outcome)
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("outcome_waits_for_the_database", error=type(error).__name__)
                await asyncio.sleep(NOTE_EVERY_S)
