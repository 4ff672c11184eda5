"""The clock: fires timers, takes cases from lost screens, hears silences, keeps deadlines and transfers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from bot.cases.deadlines import fire_deadlines
from bot.cases.drills.interruption import hear_real
from bot.cases.incident_rings import ring_the_quiet
from bot.cases.ladder import fire_due, lapse_lost_screens
from bot.cases.silence import note_silences
from bot.cases.transfers import expire_due
from bot.engine.emergency import repeat_number
from bot.engine.runtime import Runtime
from bot.store.commits import is_outage

log = structlog.get_logger(__name__)
EVERY_S = 0.5
SLOWLY_S = 2.0
"""What is counted in minutes is looked at less often."""
BATCH = 50
Part = Callable[[Session, datetime], object]


class Clock:
    """Runs until it is stopped. All it knows is in the database: a new one goes on where the last stopped."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._slow_at = float("-inf")
        self.quick: tuple[Part, ...] = (self._timers, hear_real, expire_due, lapse_lost_screens, ring_the_quiet)
        self.slow: tuple[Part, ...] = (note_silences, fire_deadlines)

    async def run(self, stop: asyncio.Event) -> None:
        """Fire what is due, twice a second."""
        while not stop.is_set():
            if not await self.round(self._parts_now()):
                try:
                    await asyncio.wait_for(stop.wait(), EVERY_S)
                except TimeoutError:
                    continue

    def _parts_now(self) -> tuple[Part, ...]:
        if time.monotonic() - self._slow_at < SLOWLY_S:
            return self.quick
        self._slow_at = time.monotonic()
        return self.quick + self.slow

    async def round(self, parts: tuple[Part, ...]) -> bool:
        """Run each part in a transaction of its own: one that fails stops none of the others.

        Returns whether more timers may be due already.
        """
        more = False
        for part in parts:
            try:
                done = await self._runtime.store.write(
                    lambda session, part=part: part(session, self._runtime.store.now(session))  # type: ignore[misc]
                )
                more = more or (part == self._timers and isinstance(done, int) and done >= BATCH)
            except Exception as error:
                if is_outage(error):
                    raise
                log.exception("clock_part_failed", part=getattr(part, "__name__", "?"))
        return more

    def tick(self, session: Session) -> None:
        """One round of everything in one transaction."""
        now = self._runtime.store.now(session)
        for part in self.quick + self.slow:
            part(session, now)

    def _timers(self, session: Session, now: datetime) -> int:
        return fire_due(session, now, lambda inner, case: repeat_number(inner, self._runtime, case), BATCH)
