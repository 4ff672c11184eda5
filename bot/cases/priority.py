"""How pressing a case is, as one figure that explains itself. It orders; it decides nothing.

Nothing lowers it: a suspicion of a prank is a mark for the operator, and every open case stays above zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.tables import Case

URGENCY = {"critical": 1000.0, "urgent": 300.0, "routine": 100.0}
VULNERABLE = {"child": 60.0, "pregnant": 60.0, "alone": 40.0, "disabled": 40.0, "elderly": 30.0}
OTHER_VULNERABLE = 30.0
WATCHED, SILENT, MORE_DANGER = 80.0, 100.0, 50.0
PER_MINUTE, MOST_FOR_AGE = 1.0, 600.0
"""Points for waiting: between two of equal need the longer wait, and an hour counts as much as a child."""


@dataclass(frozen=True)
class Priority:
    """``reasons`` are (key, points), the weightiest first; the points add up to ``score``."""

    score: float
    reasons: tuple[tuple[str, float], ...]

    @property
    def words(self) -> str:
        """Say it in one line: ``critical 1000 + child 60 + waiting 4``."""
        return " + ".join(f"{key} {points:.0f}" for key, points in self.reasons)


def priority(case: Case, now: datetime, waiting_since: datetime | None = None) -> Priority:
    """Return how pressing a case is.

    Args:
        waiting_since: since when the person waits for a human; without, since the case was opened.
    """
    found = {case.urgency: URGENCY.get(case.urgency, URGENCY["routine"])}
    for who in case.vulnerable:
        found[str(who)] = VULNERABLE.get(str(who), OTHER_VULNERABLE)
    if case.watched:
        found["watched"] = WATCHED
    if case.marks.get("silent_since"):
        found["silent"] = SILENT
    if case.marks.get("more_danger"):
        found["more_danger"] = MORE_DANGER
    minutes = max(0.0, (now - (waiting_since or case.opened_at)).total_seconds() / 60)
    found["waiting"] = min(MOST_FOR_AGE, minutes * PER_MINUTE)
    reasons = sorted(((key, points) for key, points in found.items() if points > 0), key=lambda one: -one[1])
    return Priority(sum(points for _key, points in reasons), tuple(reasons))
