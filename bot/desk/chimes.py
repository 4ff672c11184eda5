"""What chimes once on a screen, softly: a new urgent case, or one that escalated. Pure, as ``alarms`` is.

A chime never repeats; what rings on a screen does not chime there as well. The page remembers what it
has played, so that the server need not know what each page has heard.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.alarms import Person, RingingCase, alarms_of, without_drills

FRESH = timedelta(seconds=60)
"""A page that opens later than this after something happened is silent about it."""


@dataclass(frozen=True)
class Chime:
    """One reason for one chime. ``kind``: urgent or escalated."""

    case: RingingCase
    kind: str

    @property
    def at(self) -> datetime:
        """When it happened: with the code it names the chime."""
        escalated = self.case.escalated_at if self.kind == "escalated" else None
        return escalated or self.case.since


def chimes_of(
    person: Person, people: Collection[Person], cases: Sequence[RingingCase], now: datetime
) -> list[Chime]:
    """Return what chimes for a person now, the oldest first.

    Only the own desk is heard, and not on a break. Like the alarm, a drill is silent while a real
    critical case rings anywhere.
    """
    if person.role == "trainer" or person.on_break or person.desk_id is None:
        return []
    loud = {case.code for case in alarms_of(person, people, cases)}
    found = [
        Chime(case, kind)
        for case in without_drills(cases)
        if case.desk_id == person.desk_id and case.code not in loud and (kind := _kind(case, now))
    ]
    return sorted(found, key=lambda chime: (chime.at, chime.case.code))


def _kind(case: RingingCase, now: datetime) -> str:
    if case.urgency == "routine":
        return ""
    if case.escalated_at is not None and case.escalated_at >= now - FRESH:
        return "escalated"
    return "urgent" if case.urgency == "urgent" and case.since >= now - FRESH else ""
