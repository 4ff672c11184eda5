"""getUpdates: one long poll at a time."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from bot.simulator.telegram_api.errors import ApiError, conflict
from bot.simulator.telegram_api.updates import UpdateStore

MAX_TIMEOUT = 50
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
BY_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class LongPoll:
    """Waits for updates. ``scale`` shortens the penalty between repeated 409 answers."""

    def __init__(self, updates: UpdateStore, scale: float) -> None:
        self.updates = updates
        self._scale = scale
        self._current: asyncio.Future[Any] | None = None
        self._arrived = asyncio.Event()
        self._next_conflict = 0.0
        self._last_offset = 0
        self._last_start = float("-inf")
        self.closed = False

    def wake(self) -> None:
        """New updates are there."""
        self._arrived.set()

    def abort(self, reason: str = TERMINATED) -> None:
        """End the running poll, if there is one, with a 409."""
        if self._current is not None and not self._current.done():
            self._current.set_result(reason)

    def close(self) -> None:
        """End the running poll with an empty answer: the simulator stops."""
        self.closed = True
        self._arrived.set()

    async def refuse(self, reason: str) -> ApiError:
        """The 409 to raise; when repeated within 3 s it comes 3 s late, as from the server."""
        now = time.monotonic()
        if now < self._next_conflict:
            await asyncio.sleep(3.0 * min(1.0, self._scale))
        else:
            self._next_conflict = now + 3.0
        return conflict(reason)

    async def get(self, offset: int, limit: int, seconds: int) -> list[dict[str, Any]]:
        """Updates from ``offset`` on; waits up to ``seconds`` for the first. Raises 409."""
        now = time.monotonic()
        if offset == self._last_offset:
            if seconds < 3 and now < self._last_start + 3.0:
                seconds = 3
            if now < self._last_start + 0.5:
                limit = 1
        self._last_offset, self._last_start = offset, now
        self.abort()
        mine: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._current = mine
        self._forget(offset)
        deadline = now + seconds
        while True:
            self._arrived.clear()
            self.updates.expire()
            found = self.updates.slice(limit)
            left = deadline - time.monotonic()
            if found or left <= 0 or self.closed:
                return [update.to_json() for update in found]
            arrived: asyncio.Future[Any] = asyncio.ensure_future(self._arrived.wait())
            await asyncio.wait([arrived, mine], timeout=left, return_when=asyncio.FIRST_COMPLETED)
            arrived.cancel()
            if mine.done():
                raise await self.refuse(mine.result())

    def _forget(self, offset: int) -> None:
        if offset >= 0:
            self.updates.confirm_below(offset)
            return
        kept = {update.update_id for update in self.updates.slice(10**9)[offset:]}
        for update_id in [key for key in self.updates.pending if key not in kept]:
            self.updates.confirm(update_id)
