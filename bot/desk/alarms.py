"""For whom a case rings. Pure: people and cases in, yes or no out.

Level 0: who shares the traveller's language, everyone when none of them is there. 1: everyone on the
desk and on duty. 2: supervisors too. 3 and on: everybody who has a console open, breaks or not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.accounts.roles import ANSWERING_ROLES

BEYOND = 3


@dataclass(frozen=True)
class Person:
    """Somebody with a console open, as the ladder sees them."""

    id: int
    role: str
    languages: tuple[str, ...]
    desk_id: int | None
    on_duty_desk: bool
    on_break: bool = False


@dataclass(frozen=True)
class RingingCase:
    """A case that rings."""

    code: str
    desk_id: int
    desk_name: str
    urgency: str
    level: int
    language: str | None
    since: datetime
    exercise: bool = False
    escalated_at: datetime | None = None
    """When its urgency rose or its ring went wider, if that was a moment ago."""


def rings_for(person: Person, case: RingingCase, online_languages: Collection[str]) -> bool:
    """Whether a ringing case rings on this person's screen.

    Args:
        online_languages: what the operators of the case's desk and of the duty desk speak who are there
            now, breaks left out.
    """
    if person.role == "trainer":
        return False
    if case.level >= BEYOND:
        return True
    if person.on_break or not (person.desk_id == case.desk_id or person.on_duty_desk):
        return False
    if person.role not in ANSWERING_ROLES:
        # With no operator there at all, waiting for the second level would ring in an empty room.
        return case.level >= 2 or not online_languages
    if case.level >= 1:
        return True
    return case.language is None or case.language not in online_languages or case.language in person.languages


def online_languages(people: Collection[Person], case: RingingCase) -> frozenset[str]:
    """Return the languages of the operators who are there for this case."""
    return frozenset(
        language
        for person in people
        if person.role in ANSWERING_ROLES
        and not person.on_break
        and (person.desk_id == case.desk_id or person.on_duty_desk)
        for language in person.languages
    )


def alarms_of(person: Person, people: Collection[Person], cases: Sequence[RingingCase]) -> list[RingingCase]:
    """Return the critical cases that ring for a person, the longest waiting first.

    A drill rings nobody while a real critical case rings anywhere.
    """
    critical = [case for case in without_drills(cases) if case.urgency == "critical"]
    mine = [case for case in critical if rings_for(person, case, online_languages(people, case))]
    return sorted(mine, key=lambda case: (case.since, case.code))


def without_drills(cases: Sequence[RingingCase]) -> list[RingingCase]:
    """Return the cases that may be heard: no drill while a real critical case rings anywhere."""
    is_real = any(case.urgency == "critical" and not case.exercise for case in cases)
    return [case for case in cases if not (is_real and case.exercise)]
