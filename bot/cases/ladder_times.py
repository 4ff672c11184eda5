"""After how many seconds a case rings wider: 15, 20, 60 and then every 60, unless a desk says otherwise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.store.tables import Desk

SHORTEST_S = 1.0
LONGEST_S = 3600.0
BEYOND = 3
"""Ring level from which it is no longer the desk alone that rings."""
LEVELS = {"ring_desk": 1, "ring_supervisor": 2, "ring_beyond": BEYOND}
"""Step of the ladder → ring level it reaches; ``ring_beyond:4`` and on carry their level themselves."""


@dataclass(frozen=True)
class LadderTimes:
    """Seconds from the ring to each step, and between the steps beyond the desk."""

    desk: float = 15
    supervisor: float = 20
    beyond: float = 60
    every: float = 60

    def steps(self) -> tuple[tuple[str, timedelta], ...]:
        """Return the steps that every ring of a critical case has, with their time after the ring."""
        seconds = (self.desk, self.supervisor, self.beyond)
        return tuple((step, timedelta(seconds=s)) for step, s in zip(LEVELS, seconds, strict=True))


def times_of(desk: Desk) -> LadderTimes:
    """Return the times of a desk.

    What is no number of seconds from 1 to 3600 counts as not given, and no step comes before a lower one.
    """
    usual = LadderTimes()
    at_desk = _seconds(desk.ladder.get("desk"), usual.desk)
    supervisor = max(at_desk, _seconds(desk.ladder.get("supervisor"), usual.supervisor))
    beyond = max(supervisor, _seconds(desk.ladder.get("beyond"), usual.beyond))
    return LadderTimes(at_desk, supervisor, beyond, _seconds(desk.ladder.get("every"), usual.every))


def level_of(step: str) -> int:
    """Return the ring level that a step of the ladder reaches."""
    name, _colon, level = step.partition(":")
    return int(level) if level else LEVELS[name]


def _seconds(value: Any, usual: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return usual
    return float(value) if SHORTEST_S <= value <= LONGEST_S else usual
