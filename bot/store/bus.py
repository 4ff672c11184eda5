"""Wake-ups: "there is work of this kind". They may be lost; a one-second poll is the net below."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Protocol

import psycopg
import structlog
from psycopg.conninfo import make_conninfo

from bot.store.network import LIMITS

log = structlog.get_logger(__name__)


class Waiter:
    """Waits for any of some topics; a wake-up between two waits is not missed."""

    def __init__(self, topics: tuple[str, ...]) -> None:
        self.topics = topics
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self._seen: set[str] = set()

    def notify(self, topic: str) -> None:
        """Wake the waiter; may be called from any thread."""
        if self._loop.is_closed():
            return

        def _set() -> None:
            self._seen.add(topic)
            self._event.set()

        self._loop.call_soon_threadsafe(_set)

    async def wait(self, seconds: float) -> set[str]:
        """Return the topics woken since the last call; empty after ``seconds`` without one."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return set()
        self._event.clear()
        seen, self._seen = self._seen, set()
        return seen


class Bus(Protocol):
    """Publishes topics and makes waiters."""

    def publish(self, topic: str) -> None:
        """Wake the waiters of a topic in this process."""

    def waiter(self, *topics: str) -> Waiter:
        """Return a waiter for these topics; a trailing ``*`` stands for any ending."""

    def release(self, waiter: Waiter) -> None:
        """Forget a waiter."""

    def close(self) -> None:
        """End listening."""


class LocalBus:
    """Wake-ups within one process."""

    def __init__(self) -> None:
        self._waiters: set[Waiter] = set()
        self._lock = threading.Lock()

    def publish(self, topic: str) -> None:
        """Wake the waiters of a topic in this process."""
        with self._lock:
            waiters = list(self._waiters)
        for waiter in waiters:
            if any(_matches(pattern, topic) for pattern in waiter.topics):
                waiter.notify(topic)

    def waiter(self, *topics: str) -> Waiter:
        """Return a waiter for these topics."""
        waiter = Waiter(topics)
        with self._lock:
            self._waiters.add(waiter)
        return waiter

    def release(self, waiter: Waiter) -> None:
        """Forget a waiter."""
        with self._lock:
            self._waiters.discard(waiter)

    def close(self) -> None:
        """Nothing runs here."""


class PostgresBus(LocalBus):
    """Wake-ups between processes by LISTEN/NOTIFY on a connection of its own, in a thread."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def waiter(self, *topics: str) -> Waiter:
        """Return a waiter; listening starts with the first one."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._listen, name="store-listen", daemon=True)
            self._thread.start()
        return super().waiter(*topics)

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(make_conninfo(self._url, **LIMITS), autocommit=True) as connection:
                    connection.execute("LISTEN lindung")
                    self._drain(connection)
            except psycopg.Error as error:
                log.warning("listen_lost", error=type(error).__name__)
                self._stop.wait(1.0)

    def _drain(self, connection: psycopg.Connection[Any]) -> None:
        while not self._stop.is_set():
            for note in connection.notifies(timeout=1.0):
                self.publish(note.payload)

    def close(self) -> None:
        """End the listening thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=3)


def _matches(pattern: str, topic: str) -> bool:
    return topic.startswith(pattern[:-1]) if pattern.endswith("*") else topic == pattern
