"""Live updates: one reader for all open consoles of this process.

A wake-up leads to one snapshot, whatever the number of consoles; each console is then told only what
changed for it. Nothing is queued: a slow console finds the newest state when it looks.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Awaitable
from dataclasses import dataclass, field

import structlog
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.desk.alarms import Person, alarms_of
from bot.desk.chimes import chimes_of
from bot.desk.snapshot import Snapshot, take_snapshot
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import User

log = structlog.get_logger(__name__)
POLL_S = 1.0
"""The net below lost wake-ups, and how late a change from the command line may show."""
SPACING_S = 0.05
"""Shortest time between two snapshots: a surge of changes is told in steps."""
BEAT_S = 15.0
PRESENCE_S = 10.0


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    name: str
    data: str = ""

    def encode(self) -> bytes:
        """Return the event as it goes over the wire."""
        return f"event: {self.name}\ndata: {self.data}\n\n".encode()


@dataclass(eq=False)
class Console:
    """One open page: whose it is, which case it shows, what it was told last."""

    user_id: int
    code: str
    news: asyncio.Event = field(default_factory=asyncio.Event)
    told: dict[str, str] = field(default_factory=lambda: {"chime": "[]"})
    """What the page has; it begins without chimes."""

    def changes(self, snapshot: Snapshot, is_reachable: bool) -> list[Event]:
        """Return what this console has not been told yet."""
        found = [("queue", snapshot.queue, ""), ("health", f"{snapshot.health}{is_reachable}", "")]
        if self.code:
            found.append((f"case:{self.code}", snapshot.cases.get(self.code, ""), ""))
        alarms = self._alarms(snapshot)
        # The alarm goes first: it must not wait behind a page that is being drawn.
        chimes = self._chimes(snapshot)
        found[:0] = [("alarm", alarms, alarms), ("chime", chimes, chimes)]
        events = [Event(name, data) for name, digest, data in found if self.told.get(name) != digest]
        self.told.update({name: digest for name, digest, _data in found})
        return events

    def _alarms(self, snapshot: Snapshot) -> str:
        """Code, desk, urgency, level and time of what rings here; nothing else leaves (CARE §5)."""
        person = self._person(snapshot)
        rings = alarms_of(person, snapshot.people, snapshot.ringing) if person is not None else []
        return json.dumps(
            [
                {
                    "code": case.code,
                    "desk": case.desk_name,
                    "urgency": case.urgency,
                    "level": case.level,
                    "since": case.since.isoformat(),
                    "exercise": case.exercise,
                }
                for case in rings
            ]
        )

    def _chimes(self, snapshot: Snapshot) -> str:
        """What chimes here once: code, kind, time, and whether it is a drill."""
        person = self._person(snapshot)
        if person is None or snapshot.at is None:
            return "[]"
        return json.dumps(
            [
                {
                    "code": chime.case.code,
                    "kind": chime.kind,
                    "at": chime.at.isoformat(),
                    "exercise": chime.case.exercise,
                }
                for chime in chimes_of(person, snapshot.people, snapshot.ringing, snapshot.at)
            ]
        )

    def _person(self, snapshot: Snapshot) -> Person | None:
        return next((person for person in snapshot.people if person.id == self.user_id), None)


class Feed:
    """Watches the store while at least one console is open."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._consoles: set[Console] = set()
        self._snapshot = Snapshot()
        self._is_reachable = True
        self._task: asyncio.Task[None] | None = None
        self._look = asyncio.Event()

    async def events(self, user_id: int, code: str) -> AsyncGenerator[Event, None]:
        """Yield events for one console until its reader goes away; a beat at least every 15 seconds."""
        console = Console(user_id, code)
        self._consoles.add(console)
        try:
            await self._note_presence()
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._watch(), name="desk-feed")
            self._look.set()
            while True:
                try:
                    await asyncio.wait_for(console.news.wait(), BEAT_S)
                except TimeoutError:
                    yield Event("beat", utcnow().isoformat())
                    continue
                console.news.clear()
                for event in console.changes(self._snapshot, self._is_reachable):
                    yield event
        finally:
            self._consoles.discard(console)
            if not self._consoles and self._task is not None:
                self._task.cancel()
                self._task = None

    async def _watch(self) -> None:
        waiter = self._store.bus.waiter("desk")
        present_at = time.monotonic()
        try:
            while True:
                await self._read()
                if time.monotonic() - present_at > PRESENCE_S:
                    present_at = time.monotonic()
                    await self._note_presence()
                await asyncio.sleep(SPACING_S)
                self._look.clear()
                await _first_of(waiter.wait(POLL_S), self._look.wait())
        finally:
            self._store.bus.release(waiter)

    async def _read(self) -> None:
        codes = {console.code for console in self._consoles if console.code}
        try:
            self._snapshot = await self._store.read(lambda session: take_snapshot(session, codes, utcnow()))
            self._is_reachable = True
        except SQLAlchemyError as error:
            log.warning("desk_feed_read_failed", error=type(error).__name__)
            self._is_reachable = False
        for console in self._consoles:
            console.news.set()

    async def _note_presence(self) -> None:
        """One statement for all consoles: an operator whose screen is gone loses critical claims."""
        ids = sorted({console.user_id for console in self._consoles})

        def _apply(session: Session) -> None:
            session.execute(update(User).where(User.id.in_(ids)).values(last_seen_at=utcnow()))

        try:
            await self._store.write(_apply)
        except SQLAlchemyError as error:
            log.warning("desk_presence_failed", error=type(error).__name__)


async def _first_of(*waits: Awaitable[object]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
