"""Small signs to the person that somebody reads: read marks, "typing…", a button that stops spinning.

None of them is stored, waited for or repeated: when one fails, nothing is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.engine.loading import Job
from bot.messages.capabilities import capabilities_of
from bot.messages.channel import ChannelAdapter

SLOW_AFTER_S = 1.0
AT_MOST = 50
"""Signs under way at once; more are left out, because in a surge answers matter and signs do not."""


class Courtesies:
    """Sends signs beside the work."""

    def __init__(self, adapters: Mapping[str, ChannelAdapter]) -> None:
        self._adapters = adapters
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def during(self, job: Job) -> AsyncIterator[None]:
        """Acknowledge a tap and mark as read at once; show "typing…" where a turn takes long.

        While an operator speaks, only the tap is acknowledged: "typing…" would be untrue.
        """
        adapter = self._adapters.get(job.channel)
        if adapter is None:
            yield
            return
        if job.event.tap_id:
            self._send(adapter.acknowledge_tap(job.event.tap_id))
        slow: asyncio.Task[None] | None = None
        if job.owner == "bot":
            if capabilities_of(job.channel).has_receipts:
                self._send(adapter.show_typing(job.event.chat_id, job.event.message_id))
            else:
                slow = self._send(_later(adapter, job))
        try:
            yield
        finally:
            if slow is not None:
                slow.cancel()

    def _send(self, sign: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
        if len(self._tasks) >= AT_MOST:
            sign.close()
            return None
        task = asyncio.create_task(sign)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _later(adapter: ChannelAdapter, job: Job) -> None:
    await asyncio.sleep(SLOW_AFTER_S)
    await adapter.show_typing(job.event.chat_id, job.event.message_id)
