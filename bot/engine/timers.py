"""The clock: fires timers, takes cases from lost screens, notes the state of the parts."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.orm import Session

from bot.cases.ladder import fire_due, lapse_lost_screens
from bot.engine.emergency import repeat_number
from bot.engine.runtime import Runtime
from bot.system.components import set_state

log = structlog.get_logger(__name__)
EVERY_S = 0.5
STATES_EVERY = 4
"""The parts are asked at every fourth round."""


class Clock:
    """Runs until it is stopped."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def run(self, stop: asyncio.Event) -> None:
        """Fire what is due, twice a second."""
        rounds = 0
        while not stop.is_set():
            await self._runtime.store.write(self.tick)
            if rounds % STATES_EVERY == 0:
                await self.note_states()
            rounds += 1
            try:
                await asyncio.wait_for(stop.wait(), EVERY_S)
            except TimeoutError:
                continue

    def tick(self, session: Session) -> None:
        """One round: due timers, lost screens."""
        now = self._runtime.store.now(session)
        fire_due(session, now, lambda inner, case: repeat_number(inner, self._runtime, case))
        lapse_lost_screens(session, now)

    async def note_states(self) -> None:
        """Ask each part how it is and keep what has changed."""
        found = {name: ask() for name, ask in self._runtime.watch.items()}

        def _apply(session: Session) -> None:
            for name, trouble in found.items():
                if set_state(session, name, "degraded" if trouble else "ok", trouble):
                    log.warning("component", name=name, trouble=trouble or "ok again")

        await self._runtime.store.write(_apply)
