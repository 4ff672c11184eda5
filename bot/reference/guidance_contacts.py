"""Whom to contact in a case, here: each line of a guide becomes numbers of dated rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import phonenumbers

from .guidance import HOME, Guide, Situation
from .home_lines import ministry_hotline
from .indonesia import indonesian_line
from .missions import Mission, missions_for
from .number_types import CONFLICTING, NumberLine
from .numbers import numbers_for

_SERVICES = {
    "emergency": ("general", "police", "ambulance"),
    "police": ("police", "general"),
    "ambulance": ("ambulance", "general"),
    "fire": ("fire", "general"),
}
_OWN_ROW = "id:"


@dataclass(frozen=True, slots=True)
class Contact:
    """One line to show. ``name`` is that of the guide's line (or ``mission``); ``mission`` where it is one's number."""

    name: str
    number: NumberLine
    mission: Mission | None = None


def contacts(
    guide: Guide,
    situation: Situation,
    subdivision: str | None = None,
    position: tuple[float, float] | None = None,
    today: date | None = None,
) -> list[Contact]:
    """Return the contacts of a case, best first, each number once.

    Args:
        guide: the case.
        situation: where, and for which passport.
        subdivision: ISO 3166-2 code; Jakarta has numbers of its own.
        position: (lat, lon) in degrees, to choose the nearest mission.
        today: what "old" is measured from.
    """
    found: list[Contact] = []
    for name in guide.contacts(situation):
        for contact in _of_line(name, situation, subdivision, position, today):
            if all(known.number.dial != contact.number.dial for known in found):
                found.append(contact)
    return found


def _of_line(
    name: str,
    situation: Situation,
    subdivision: str | None,
    position: tuple[float, float] | None,
    today: date | None,
) -> Iterable[Contact]:
    if name.startswith(_OWN_ROW):
        return _of_own_row(name, situation)
    if name == "ministry":
        line = ministry_hotline(_passport(situation))
        return [Contact(name, line)] if line else []
    if name == "mission":
        return _of_mission(situation, position, today)
    numbers = numbers_for(situation.country, subdivision)
    for service in _SERVICES[name]:
        lines = getattr(numbers, service)[:1]
        if lines:
            # Where sources contradict each other, the other number is shown beside it.
            others = numbers.alternates.get(service, ())[:1] if lines[0].confidence == CONFLICTING else ()
            return [Contact(name, line) for line in (*lines, *others)]
    return []


def _of_own_row(name: str, situation: Situation) -> Iterable[Contact]:
    """A line of Indonesia's own: abroad in its international form, and not at all if it has none."""
    line = indonesian_line(name.removeprefix(_OWN_ROW))
    if situation.country == HOME:
        return [Contact(name, line)]
    if not line.dial.startswith("+"):
        return []
    shown = phonenumbers.format_number(phonenumbers.parse(line.dial), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return [Contact(name, replace(line, number=shown))]


def _of_mission(
    situation: Situation, position: tuple[float, float] | None, today: date | None
) -> Iterable[Contact]:
    for mission in missions_for(_passport(situation) or "", situation.country, position):
        lines = mission.numbers_to_show(today)
        if lines:
            return [
                Contact("ministry" if line.label == "ministry_hotline" else "mission", line, mission)
                for line in lines
            ]
    return []


def _passport(situation: Situation) -> str | None:
    """The passport to look up by; not said, an Indonesian's abroad and nobody's in Indonesia."""
    if situation.nationality is None:
        return "ID" if situation.is_indonesian else ""
    return situation.nationality
