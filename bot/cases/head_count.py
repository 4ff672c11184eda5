"""How many people an incident has, as far as its cases say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import Case

MOST = 100_000
"""A figure above this is a slip of the finger, and counts as unknown."""


@dataclass(frozen=True)
class HeadCount:
    """``told``: sum of what cases say. ``unknown``: cases that say nothing; each is at least one person."""

    cases: int
    told: int
    unknown: int

    @property
    def at_least(self) -> int:
        """The smallest number that fits everything said."""
        return self.told + self.unknown


def head_count(session: Session, incident_id: int) -> HeadCount:
    """Count the people of an incident; duplicates and taken-back cases are left out, ended ones are not."""
    cases = session.scalars(
        select(Case).where(
            Case.incident_id == incident_id, Case.duplicate_of_id.is_(None), Case.status != "cancelled"
        )
    ).all()
    counts = [people_in(case) for case in cases]
    told = [count for count in counts if count is not None]
    return HeadCount(len(cases), sum(told), len(counts) - len(told))


def people_in(case: Case) -> int | None:
    """Return how many people a case speaks of; of "3-5" the lower figure; None when it does not say."""
    value: Any = case.facts.get("people")
    if isinstance(value, dict):
        value = value.get("code")
    if isinstance(value, bool) or value is None:
        return None
    found = re.match(r"\s*(\d+)", str(value))
    count = int(found[1]) if found else None
    return count if count is not None and 0 < count <= MOST else None
