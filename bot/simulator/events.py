"""Live changes for the phone page, and waiting for a change in tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any


class EventHub:
    """Publishes small JSON events to any number of listeners; a slow listener loses its oldest ones."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self._changed = asyncio.Event()
        self.closed = False

    def publish(self, make: Callable[[], dict[str, Any]]) -> None:
        """Hand an event to every listener and wake whoever waits for a change.

        The event is made only when somebody listens: under load nobody does.
        """
        event = make() if self._listeners else {}
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)
        self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def wait_for_change(self, seconds: float) -> bool:
        """Wait for the next event. False when ``seconds`` pass or the simulator closes."""
        if self.closed:
            return False
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        return not self.closed

    async def listen(self) -> AsyncIterator[dict[str, Any]]:
        """Yield events until the simulator closes."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue(maxsize=1000)
        self._listeners.add(queue)
        try:
            while not self.closed:
                event = await queue.get()
                if event is None:
                    return
                yield event
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self.closed = True
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(None)
        self._wake()
