"""Emergency numbers: all of a country, and the one or two of a first answer."""

from dataclasses import replace
from datetime import date

from . import indonesia
from .country_numbers import country_row_numbers
from .dates import SHORT_NUMBER_OLD_AFTER_DAYS, is_old
from .home_lines import ministry_hotline
from .number_types import CONFLICTING, DIFFERS, CountryNumbers, NumberLine, TextLine
from .tables import normal_iso2

__all__ = [
    "CountryNumbers",
    "NumberLine",
    "TextLine",
    "first_answer_numbers",
    "ministry_hotline",
    "numbers_for",
]

# Which service answers which danger. Topics not listed take the general number.
_SERVICE = {
    "emergency_medical": "ambulance",
    "emergency_accident": "ambulance",
    "emergency_self_harm": "ambulance",
    "emergency_fire": "fire",
    "emergency_crime": "police",
    "emergency_domestic_violence": "police",
    "emergency_captivity": "police",
    "emergency_missing_child": "police",
    "emergency_conflict": "general",
    "emergency_sexual_violence": "sexual_violence",
    "emergency_rescue": "rescue",
    "emergency_disaster": "general",
    "emergency_unspecified": "general",
}
# Where the mission is an equal of the local number (taxonomy: "also: consular").
_ALSO_CONSULAR = frozenset({"emergency_captivity", "emergency_conflict"})
# Without a general number: what comes in its place, in this order.
_INSTEAD_OF_GENERAL = {"emergency_disaster": ("fire", "ambulance")}
_INDONESIA_SECOND = {
    "ambulance": indonesia.AMBULANCE,
    "fire": indonesia.FIRE,
    "police": indonesia.POLICE,
    "rescue": indonesia.RESCUE,
    "sexual_violence": indonesia.POLICE,
}


def numbers_for(iso2: str, subdivision: str | None = None) -> CountryNumbers:
    """All numbers of a country, best first.

    ``subdivision`` is an ISO 3166-2 code; only Jakarta (``ID-JK``) has numbers of its own.
    An unknown country gives empty lists, ``known`` is then False.
    """
    numbers = country_row_numbers(iso2)
    if numbers.iso2 != "ID":
        return numbers
    general = indonesia.indonesian_line(indonesia.GENERAL)
    if normal_iso2(subdivision) in indonesia.JAKARTA_SUBDIVISIONS:
        return replace(
            numbers,
            general=(general,),
            police=(general, *numbers.police),
            ambulance=(general, *numbers.ambulance),
            fire=(general, *numbers.fire),
        )
    ambulance = tuple(indonesia.indonesian_line(number) for number in (indonesia.AMBULANCE, "119"))
    return replace(
        numbers,
        general=(general,),
        ambulance=ambulance,
        search_rescue=(indonesia.indonesian_line(indonesia.RESCUE, "search_rescue"),),
    )


def first_answer_numbers(
    iso2: str, topic: str, in_jakarta: bool, nationality: str | None = None, today: date | None = None
) -> list[NumberLine]:
    """At most two numbers for the first answer to a critical message, the one to dial first in front.

    ``topic`` is a name of the taxonomy; an unknown one gets the general number. ``nationality``
    is what the person stated; it chooses the ministry that stands beside a doubtful number.
    """
    service = _SERVICE.get(topic, "general")
    if normal_iso2(iso2) == "ID":
        return _in_indonesia(topic, service, in_jakarta)
    numbers = country_row_numbers(iso2)
    lines = _lines_of(numbers, topic, service)
    ministry = ministry_hotline(nationality)
    if not lines:
        return [ministry] if ministry else []
    first, chosen = lines[0], [lines[0]]
    if topic in _ALSO_CONSULAR and ministry:
        return [first, ministry]
    for second in (*lines[1:], *_company(numbers, first, ministry, today)):
        if all(second.dial != line.dial for line in chosen):
            chosen.append(second)
            break
    return chosen


def _in_indonesia(topic: str, service: str, in_jakarta: bool) -> list[NumberLine]:
    """112 alone in Jakarta; elsewhere the national line beside it, for not every district runs 112."""
    general = indonesia.indonesian_line(indonesia.GENERAL)
    if in_jakarta:
        return [general]
    second = (
        indonesia.RESCUE
        if topic == "emergency_disaster"
        else _INDONESIA_SECOND.get(service, indonesia.POLICE)
    )
    return [general, indonesia.indonesian_line(second)]


def _lines_of(numbers: CountryNumbers, topic: str, service: str) -> list[NumberLine]:
    """The lines that a topic asks for; the second is one that belongs beside the first."""
    general = list(numbers.general[:1])
    if service in ("ambulance", "fire", "police"):
        return list(getattr(numbers, service)[:1]) or general
    if service == "rescue":
        rescue = [replace(line, label="rescue") for line in (numbers.search_rescue + numbers.coast_guard)[:1]]
        return rescue + (general or list(numbers.fire[:1]) or list(numbers.police[:1]))
    if service == "sexual_violence":
        return general or [*numbers.police[:1], *numbers.ambulance[:1]]
    if general:
        return general
    services = _INSTEAD_OF_GENERAL.get(topic, ("police",))
    return [line for name in services for line in getattr(numbers, name)[:1]]


def _company(
    numbers: CountryNumbers, first: NumberLine, ministry: NumberLine | None, today: date | None
) -> list[NumberLine]:
    """What stands beside a number that should not stand alone, best first; empty if it may."""
    general = [line for line in numbers.general if not line.may_fail_without_sim]
    alternates = list(numbers.alternates.get(first.label, ()))
    home = [ministry] if ministry else []
    if first.confidence == CONFLICTING:
        return alternates[:1] + general + home
    if first.needs_company or is_old(first.stated, today, SHORT_NUMBER_OLD_AFTER_DAYS):
        return home + general + alternates[:1]
    if first.may_fail_without_sim:
        return general + [line for line in alternates if not line.may_fail_without_sim][:1]
    if first.confidence == DIFFERS:
        return general
    return []
