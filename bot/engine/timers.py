"""The clock: fires timers, takes cases from lost screens."""

from __future__ import annotations

import asyncio

from sqlalchemy.orm import Session

from bot.cases.ladder import fire_due, lapse_lost_screens
from bot.engine.emergency import repeat_number
from bot.engine.runtime import Runtime

EVERY_S = 0.5


class Clock:
    """Runs until it is stopped."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def run(self, stop: asyncio.Event) -> None:
        """Fire what is due, twice a second."""
        while not stop.is_set():
            await self._runtime.store.write(self.tick)
            try:
                await asyncio.wait_for(stop.wait(), EVERY_S)
            except TimeoutError:
                continue

    def tick(self, session: Session) -> None:
        """One round: due timers, lost screens."""
        now = self._runtime.store.now(session)
        fire_due(session, now, lambda inner, case: repeat_number(inner, self._runtime, case))
        lapse_lost_screens(session, now)
