"""Builds the numbers of a country from its row."""

import re
from dataclasses import replace
from functools import cache, lru_cache

from .number_types import (
    CONFLICTING,
    DIFFERS,
    NO_DATA,
    ONE_SOURCE,
    TWO_SOURCES,
    CountryNumbers,
    NumberLine,
    TextLine,
)
from .overlay import CONFIRMED, dial_string
from .tables import Row, confirmed, normal_iso2, split_list, table

SERVICES = ("police", "ambulance", "fire")
OTHER_LINES = (
    "coast_guard",
    "search_rescue",
    "tourist_police",
    "women_line",
    "child_line",
    "trafficking_line",
    "traffic_police",
)
# The columns keep the word of the comparison; people see the words of the row.
_CONFIDENCE = {"two sources": TWO_SOURCES, ONE_SOURCE: ONE_SOURCE, DIFFERS: DIFFERS, CONFLICTING: CONFLICTING}
_ALTERNATE = re.compile(r"^(?P<number>[^\[]+)\[(?P<families>[^\]]+)\]$")
_FAMILY_NAMES = {
    "ITU": "ITU-T E.129 national record",
    "GOV": "GOV.UK travel page",
    "AOSP": "Android emergency number table (2023-12-28)",
    "WP": "community lists (2024)",
    "LPN": "libphonenumber",
}
_OFFICIAL = ("GOV", "ITU")
# Date of the last change of each family that is not dated by country.
_FAMILY_DATES = {"AOSP": "2023-12-28", "WP": "2024-09-20"}


def _families_text(families: str) -> str:
    return "; ".join(_FAMILY_NAMES.get(name, name) for name in families.split("+") if name)


def _stated(families: str, official_date: str) -> str:
    """The newest date of the source families that name a number."""
    names = families.split("+")
    dates = [_FAMILY_DATES[name] for name in names if name in _FAMILY_DATES]
    if official_date and any(name in _OFFICIAL for name in names):
        dates.append(official_date)
    return max(dates, default="")


def _line(row: Row, label: str, number: str, confidence: str, stated: str, source: str) -> NumberLine:
    fails = split_list(row["recommended_not_in_libphonenumber"])
    return NumberLine(
        label=label,
        number=number,
        dial=dial_string(number),
        country=row["iso2"],
        confidence=confidence,
        stated=stated,
        source=source,
        may_fail_without_sim=number in fails,
    )


def _as_confirmed(row: Row, column: str, lines: tuple[NumberLine, ...]) -> tuple[NumberLine, ...]:
    """The lines of a column; confidence, date and source are those of its confirmation where it has one."""
    known = confirmed("emergency_numbers", row["iso2"]).get(column)
    if known is None:
        return lines
    return tuple(
        replace(line, confidence=CONFIRMED, stated=known.stated, source=known.source) for line in lines
    )


def _service(row: Row, service: str) -> tuple[NumberLine, ...]:
    families = row[f"{service}_sources"]
    confidence = _CONFIDENCE.get(row[f"conf_{service}"], NO_DATA)
    stated = _stated(families, row["official_stated_date"])
    lines = tuple(
        _line(row, service, number, confidence, stated, _families_text(families))
        for number in split_list(row[service])
    )
    return _as_confirmed(row, service, lines)


def _alternates(row: Row, service: str) -> tuple[NumberLine, ...]:
    """The other numbers that some source gives, official and often named ones first."""
    found = []
    for part in split_list(row[f"{service}_alt"]):
        match = _ALTERNATE.match(part)
        if match:
            found.append((match["number"].strip(), match["families"].split("+")))
    # Local subscriber numbers (more than six digits) come last: they rarely work from a mobile.
    found.sort(
        key=lambda item: (
            len(dial_string(item[0])) > 6,
            not any(f in _OFFICIAL for f in item[1]),
            -len(item[1]),
        )
    )
    return tuple(
        _line(
            row,
            service,
            number,
            ONE_SOURCE if len(families) == 1 else DIFFERS,
            _stated("+".join(families), row["official_stated_date"]),
            _families_text("+".join(families)),
        )
        for number, families in found
    )


def _general(row: Row) -> tuple[NumberLine, ...]:
    confidence = _CONFIDENCE.get(row["conf_general"], NO_DATA)
    stated = _stated(row["source"], row["official_stated_date"])
    lines = tuple(
        _line(row, "general", number, confidence, stated, _families_text(row["source"]))
        for number in split_list(row["general"])
    )
    return _as_confirmed(row, "general", lines)


def _text_lines(row: Row) -> tuple[TextLine, ...]:
    lines = []
    if row["deaf_line"]:
        limits = row["note"] if row["deaf_line"] in row["note"] else "line for deaf people"
        lines.append(
            TextLine("deaf", row["deaf_line"], limits, row["iso2"], ONE_SOURCE, _families_text(row["source"]))
        )
    if row["sms_text"]:
        number, _, limits = row["sms_text"].partition(" ")
        lines.append(
            TextLine(
                "sms",
                number,
                limits.strip("() ") or row["sms_source"],
                row["iso2"],
                row["sms_confidence"],
                row["sms_source"],
            )
        )
    return tuple(lines)


@cache
def _rows() -> dict[str, Row]:
    return {row["iso2"]: row for row in table("emergency_numbers")}


@lru_cache(maxsize=512)
def country_row_numbers(iso2: str) -> CountryNumbers:
    """The numbers of one country as its row has them; empty lists for an unknown code."""
    code = normal_iso2(iso2)
    row = _rows().get(code)
    if row is None:
        return CountryNumbers(iso2=code)
    stated = row["official_stated_date"]
    others = {
        name: _as_confirmed(
            row,
            name,
            tuple(
                _line(row, name, number, ONE_SOURCE, stated, _families_text(row["source"]))
                for number in split_list(row[name])
            ),
        )
        for name in OTHER_LINES
    }
    alternates = {service: _alternates(row, service) for service in SERVICES}
    alternates["general"] = tuple(
        _line(row, "general", number, ONE_SOURCE, stated, _families_text(row["source"]))
        for number in split_list(row["general_one_source"])
    )
    return CountryNumbers(
        iso2=code,
        general=_general(row),
        police=_service(row, "police"),
        ambulance=_service(row, "ambulance"),
        fire=_service(row, "fire"),
        **others,
        alternates={name: lines for name, lines in alternates.items() if lines},
        text_lines=_text_lines(row),
        stated=stated,
        confidence=row["confidence"] or NO_DATA,
        notes=row["note"],
        may_fail_without_sim=split_list(row["recommended_not_in_libphonenumber"]),
    )
