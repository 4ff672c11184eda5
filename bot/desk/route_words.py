"""Why a desk has a case, in the operator's language: reads what ``bot.cases.routing`` wrote.

What cannot be read stays as it was written: an old row or a new phrase must never hide the reason.
"""

from __future__ import annotations

import re
from functools import cache

from bot.desk.labels import Labels
from bot.reference.countries import countries, country_name
from bot.reference.tables import table

_CLOSED = r"closed now(?:, opens \w{3} \d\d:\d\d \S+)?"
_PASSED = rf"(?:is a contact without a desk here|is {_CLOSED})"
_KEPT = re.compile(rf"^(?P<passed>.+? {_PASSED}): (?P<desk>.+?) keeps it \((?P<why>.+)\)$", re.DOTALL)
_EACH = re.compile(rf"(?:^|; )(?P<desk>.+?) (?P<why>{_PASSED})(?=; |$)", re.DOTALL)
_OPENS = re.compile(r"^closed now, opens (?P<day>\w{3}) (?P<time>\d\d:\d\d) (?P<zone>\S+)$")
_NOTE = re.compile(rf", (?P<closed>{_CLOSED}), (?P<note>it can wait|somebody is on shift)$")
_NATIONALITY = re.compile(r", nationality (?P<country>.+)$")
_QUALITY = re.compile(r", (?:(?P<metres>\d+) m|(?P<minutes>-?\d+) min old|(?P<hours>\d+) h old)$")
_AWAY = re.compile(r"^(?P<km>\d+) km from (?P<place>.+)$")
_OTHER_COUNTRY = " is another country's service: the person is asked before a transfer"
_NO_MISSION = re.compile(r"^no mission known for nationality (?P<country>.+) there$")
_TRANSFERRED = re.compile(r"^transferred from (?P<desk>.+?): (?P<reason>.+)$", re.DOTALL)
_ON_DUTY = " (on duty)"
_WHOLE = {
    "complaints and requests on personal data go to no other desk": "route.complaints",
    "place not known yet": "route.unknown",
    "shared position outside every country": "route.outside",
}
_NOTES = {"it can wait": "route.can_wait", "somebody is on shift": "route.on_shift"}


def route_words(labels: Labels, why: str) -> str:
    """Return one sentence: the desk, and why it has the case."""
    kept = _KEPT.match(why)
    if kept is not None:
        return labels(
            "route.keeps",
            passed=labels("route.then").join(_passed(labels, each) for each in _EACH.finditer(kept["passed"])),
            desk=_keeper(labels, kept["desk"]),
            why=_reason(labels, kept["why"]) or kept["why"],
        )
    # Names of desks may hold a colon: the first place at which the rest can be read parts them.
    for colon in re.finditer(": ", why):
        reason = _reason(labels, why[colon.end() :])
        if reason:
            return labels("route.line", desk=_keeper(labels, why[: colon.start()]), why=reason)
    return why


def _passed(labels: Labels, each: re.Match[str]) -> str:
    if each["why"].startswith("is a contact"):
        return labels("route.contact", desk=each["desk"])
    return labels("route.is_closed", desk=each["desk"], closed=_closed(labels, each["why"].removeprefix("is ")))


def _keeper(labels: Labels, desk: str) -> str:
    if desk.endswith(_ON_DUTY):
        return labels("route.on_duty", desk=desk.removesuffix(_ON_DUTY))
    return desk


def _closed(labels: Labels, text: str) -> str:
    opens = _OPENS.match(text)
    if opens is None:
        return labels("route.closed")
    day = labels.find(f"route.day.{opens['day']}", opens["day"])
    return labels("route.opens", day=day, time=opens["time"], zone=opens["zone"])


def _reason(labels: Labels, text: str) -> str:
    """Return why, or nothing when it cannot be read."""
    if text in _WHOLE:
        return labels(_WHOLE[text])
    moved = _TRANSFERRED.match(text)
    if moved is not None:
        return labels("route.transferred", desk=moved["desk"], reason=moved["reason"])
    place, semicolon, mission = text.rpartition("; ")
    said = _mission(labels, mission) if semicolon else ""
    parts = _place_and_notes(labels, place if said else text)
    return labels("route.then").join(part for part in (parts, said) if part) if parts else ""


def _mission(labels: Labels, text: str) -> str:
    if text == "nationality not told yet":
        return labels("route.no_nationality")
    if text.endswith(_OTHER_COUNTRY):
        return labels("route.other_country", desk=text.removesuffix(_OTHER_COUNTRY))
    unknown = _NO_MISSION.match(text)
    return labels("route.no_mission", country=_country(labels, unknown["country"])) if unknown else ""


def _place_and_notes(labels: Labels, text: str) -> str:
    """Return place, how exact it is, nationality and hours; they were written one after the other."""
    found: list[str] = []
    note = _NOTE.search(text)
    if note is not None:
        text = text[: note.start()]
        found = [_closed(labels, note["closed"]), labels(_NOTES[note["note"]])]
    told = _NATIONALITY.search(text)
    if told is not None:
        text = text[: told.start()]
        found.insert(0, labels("route.nationality", country=_country(labels, told["country"])))
    place = _place(labels, text)
    return labels("route.and").join([place, *found]) if place else ""


def _place(labels: Labels, text: str) -> str:
    if text in _WHOLE:
        return labels(_WHOLE[text])
    if text.startswith("country answered: "):
        country = _country(labels, text.removeprefix("country answered: "))
        return labels("route.answered", country=country)
    if text.startswith("place named: "):
        return labels("route.named", place=_town(labels, text.removeprefix("place named: ")))
    if not text.startswith("shared position "):
        return ""
    where, quality = text.removeprefix("shared position "), ""
    while (match := _QUALITY.search(where)) is not None:
        key, value = next((name, found) for name, found in match.groupdict().items() if found)
        where = where[: match.start()]
        quality = labels("route.and") + labels(f"route.{key}", n=value) + quality
    away = _AWAY.match(where)
    if away is not None:
        spot = labels("route.away", km=away["km"], place=_town(labels, away["place"]))
    else:
        spot = labels("route.in", place=_town(labels, where.removeprefix("in ")))
    return labels("route.position", where=spot) + quality


def _town(labels: Labels, text: str) -> str:
    """Return "town, country" in the reader's language; what the person called it stays."""
    at = next((comma.end() for comma in re.finditer(", ", text) if text[comma.end() :] in _codes()), 0)
    if not at:
        return _country(labels, text) if text in _codes() else _city(labels, text)
    return _city(labels, text[: at - 2]) + labels("route.and") + _country(labels, text[at:])


def _city(labels: Labels, name: str) -> str:
    row = _cities().get(name)
    return (row.get(f"name_{labels.language}") if row else "") or name


def _country(labels: Labels, name: str) -> str:
    return country_name(_codes()[name], labels.language) if name in _codes() else name


@cache
def _codes() -> dict[str, str]:
    return {country.names["en"]: code for code, country in countries().items()}


@cache
def _cities() -> dict[str, dict[str, str]]:
    return {row["name_en"]: row for row in table("cities")}
