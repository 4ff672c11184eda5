"""The courier's loop: hand due lines to the platforms, several chats at once, one line a chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import msgspec
import structlog

from bot.messages.capabilities import capabilities_of
from bot.messages.channel import ChannelAdapter
from bot.messages.courier import record_failure, record_wired, recover_abandoned, take_due
from bot.messages.errors import SendError
from bot.messages.pacing import Pacer
from bot.messages.types import Outgoing
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import OutboxItem

log = structlog.get_logger(__name__)
BATCH = 32
RECOVER_EVERY_S = 10.0


class Courier:
    """Sends what is due until it is stopped."""

    def __init__(self, store: Store, adapters: Mapping[str, ChannelAdapter]) -> None:
        self._store = store
        self._adapters = adapters
        self._pacer = Pacer(time.monotonic)
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop`` is set; then let what is under way finish."""
        waiter = self._store.bus.waiter("outbox")
        recovered_at = float("-inf")
        try:
            while not stop.is_set():
                if time.monotonic() - recovered_at > RECOVER_EVERY_S:
                    await self._store.write(lambda session: recover_abandoned(session, utcnow()))
                    recovered_at = time.monotonic()
                if not await self.send_due():
                    await waiter.wait(self._nap_s())
        finally:
            self._store.bus.release(waiter)
            if self._running:
                await asyncio.wait(self._running, timeout=20)

    async def send_due(self) -> int:
        """Take what is due and start sending it; returns how many lines were taken."""
        room = BATCH - len(self._running)
        if room <= 0:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            return 1
        paused = self._pacer.waiting()
        items = await self._store.write(lambda session: take_due(session, utcnow(), room, paused))
        for item in items:
            self._pacer.spend(item.conversation_id, capabilities_of(item.channel))
            task = asyncio.create_task(self._send(item))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return len(items)

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
            await self._store.write(lambda session: record_failure(session, item.id, failure))
        except Exception as error:  # An adapter's bug must not leave the line "sending" for ever.
            log.exception("send_crashed", outbox_id=item.id)
            crash = SendError("internal", f"The sender failed: {type(error).__name__}.", certain=False)
            await self._store.write(lambda session: record_failure(session, item.id, crash))
        else:
            receipts = capabilities_of(item.channel).has_receipts
            await self._store.write(
                lambda session: record_wired(session, item.id, result.external_id, receipts)
            )
