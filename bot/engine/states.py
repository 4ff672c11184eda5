"""Keeps the state of the engine's parts where every console and ``/readyz`` see it."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.orm import Session

from bot.engine.runtime import Runtime
from bot.system.components import set_state

log = structlog.get_logger(__name__)
EVERY_S = 2.0


class States:
    """Asks the parts of this process how they are, until it is stopped."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def run(self, stop: asyncio.Event) -> None:
        """Ask every two seconds."""
        while not stop.is_set():
            await self.note()
            try:
                await asyncio.wait_for(stop.wait(), EVERY_S)
            except TimeoutError:
                continue

    async def note(self) -> None:
        """Ask each part how it is and keep what has changed."""
        found = {name: ask() for name, ask in self._runtime.watch.items()}

        def _apply(session: Session) -> None:
            for name, trouble in found.items():
                if set_state(session, name, "degraded" if trouble else "ok", trouble):
                    log.warning("component", name=name, trouble=trouble or "ok again")

        await self._runtime.store.write(_apply)
