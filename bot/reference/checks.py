"""Checks of the reference tables: form, completeness, and what an official should confirm."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .countries import is_country
from .country_numbers import dial_string
from .dates import STALE_AFTER_DAYS, age_days, stated_date
from .geo import country_at, in_jakarta
from .geometry import distance_km, valid_position
from .missions import foreign_missions, indonesian_missions
from .number_types import CONFLICTING, ONE_SOURCE
from .tables import Row, split_list, table

_E164 = re.compile(r"^\+[1-9]\d{6,14}$")
_SHORT = re.compile(r"^[*#]?\d{2,12}$")
_NUMBER_COLUMNS = (
    "general",
    "general_one_source",
    "police",
    "ambulance",
    "fire",
    "coast_guard",
    "search_rescue",
    "tourist_police",
    "women_line",
    "child_line",
    "trafficking_line",
    "traffic_police",
    "deaf_line",
)
# Key columns that must be unique, and columns with dialled numbers in E.164 form.
_KEYS = {
    "emergency_numbers": ("iso2",),
    "countries": ("iso2",),
    "cities": ("iso2", "name_en"),
    "jakarta_areas": ("name",),
    "indonesian_missions": ("name_id",),
    "home_lines": ("nationality_iso2",),
    "embassies_jakarta": ("country_iso2", "name", "city"),
    "jakarta_places": ("category", "name", "address"),
    "indonesia_numbers": ("service", "number", "official_name_id"),
    "mission_hotlines": ("mission", "e164", "source", "url", "stated", "kind"),
}
_CODE_COLUMNS = {
    "emergency_numbers": "iso2",
    "countries": "iso2",
    "cities": "iso2",
    "indonesian_missions": "country_iso2",
    "mission_hotlines": "country_iso2",
    "embassies_jakarta": "country_iso2",
    "home_lines": "nationality_iso2",
}
_E164_COLUMNS = {
    "indonesian_missions": ("office_phone_e164", "hotline_e164"),
    "mission_hotlines": ("e164",),
    "home_lines": ("e164",),
    "indonesia_numbers": ("number_e164_from_abroad",),
}
# Missions that work from another country than the one they are accredited to.
_OFFICE_ELSEWHERE = {"KBRI Sana'a": "OM", "KBRI Takhta Suci Vatikan": "IT"}
# Islands and headlands so small that their point may fall outside the simplified coast.
_COAST_TOLERANCE_KM = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or one thing to confirm: table, row and what is the matter, in English."""

    table: str
    row: str
    text: str


def faults() -> list[Finding]:
    """What must not be: an empty list means the tables may be used."""
    return [*_key_faults(), *_number_faults(), *_place_faults(), *_mission_faults()]


def _name(name: str, row: Row) -> str:
    return " / ".join(row[key] for key in _KEYS[name])


def _key_faults() -> Iterator[Finding]:
    for name in _KEYS:
        seen: set[str] = set()
        for row in table(name):
            key = _name(name, row)
            if key in seen:
                yield Finding(name, key, "appears twice")
            seen.add(key)
            if not row["source"].strip():
                yield Finding(name, key, "has no source")
            code = _CODE_COLUMNS.get(name)
            if code and not is_country(row[code]):
                yield Finding(name, key, f"has no valid country code: {row[code]!r}")
            if row.get("stated") and stated_date(row["stated"]) is None:
                yield Finding(name, key, f"has an unreadable date: {row['stated']!r}")


def _number_faults() -> Iterator[Finding]:
    for name, columns in _E164_COLUMNS.items():
        for row in table(name):
            for column in columns:
                for number in split_list(row[column]):
                    if not _E164.match(number):
                        yield Finding(
                            name, _name(name, row), f"{column} is no international number: {number}"
                        )
    for row in table("emergency_numbers"):
        for column in _NUMBER_COLUMNS:
            for number in split_list(row[column]):
                if not (_SHORT.match(number) or _E164.match(number)):
                    yield Finding("emergency_numbers", row["iso2"], f"{column} is no number: {number}")
    for row in table("embassies_jakarta"):
        for column in ("phone", "emergency_phone"):
            for number in split_list(row[column]):
                if not _E164.match(dial_string(number)):
                    yield Finding("embassies_jakarta", _name("embassies_jakarta", row), f"{column}: {number}")


def near_country(lat: float, lon: float, iso2: str) -> bool:
    """True when the point, or one within a few kilometres of it, lies in the country."""
    if country_at(lat, lon) == iso2:
        return True
    step = _COAST_TOLERANCE_KM / 111.0
    return any(
        country_at(lat + north * step, lon + east * step) == iso2
        for north in (-1, -0.5, 0, 0.5, 1)
        for east in (-1, -0.5, 0, 0.5, 1)
    )


def _place_faults() -> Iterator[Finding]:
    for row in table("cities"):
        lat, lon = float(row["lat"]), float(row["lon"])
        if not valid_position(lat, lon) or not near_country(lat, lon, row["iso2"]):
            yield Finding("cities", _name("cities", row), f"lies in {country_at(lat, lon)}")
    for row in table("jakarta_areas"):
        if not in_jakarta(float(row["lat"]), float(row["lon"])):
            yield Finding("jakarta_areas", row["name"], "lies outside Jakarta")
    for row in table("jakarta_places"):
        if row["lat"] and not near_country(float(row["lat"]), float(row["lon"]), "ID"):
            yield Finding("jakarta_places", row["name"], "lies outside Indonesia")


def _mission_faults() -> Iterator[Finding]:
    for mission in (*indonesian_missions(), *foreign_missions()):
        if mission.lat is None or mission.lon is None:
            continue
        expected = _OFFICE_ELSEWHERE.get(mission.name, mission.country)
        if not near_country(mission.lat, mission.lon, expected):
            yield Finding("missions", mission.name, f"lies in {country_at(mission.lat, mission.lon)}")
        if (
            mission.nationality != "ID"
            and mission.city == "Jakarta"
            and distance_km(mission.lat, mission.lon, -6.2, 106.83) > 25
        ):
            yield Finding("missions", mission.name, "is not in Jakarta")
    for row in table("indonesian_missions"):
        for code in split_list(row["covers_iso2"]):
            if not is_country(code):
                yield Finding("indonesian_missions", row["name_id"], f"covers an unknown country: {code}")


def to_confirm(today: date | None = None) -> list[Finding]:
    """What may be used but should be confirmed: older than a year, one source, conflicting."""
    found: list[Finding] = []
    for name in (
        "emergency_numbers",
        "indonesia_numbers",
        "home_lines",
        "embassies_jakarta",
        "jakarta_places",
    ):
        for row in table(name):
            stated = row.get("stated", row.get("official_stated_date", ""))
            found += _doubts(name, _name(name, row), row["confidence"], stated, today)
    for mission in indonesian_missions():
        for line in mission.hotlines:
            found += _doubts("hotlines", f"{mission.name} {line.number}", line.confidence, line.stated, today)
    return found


def _doubts(name: str, row: str, confidence: str, stated: str, today: date | None) -> Iterator[Finding]:
    if confidence in (ONE_SOURCE, CONFLICTING):
        yield Finding(name, row, confidence)
    age = age_days(stated, today)
    if age is None:
        yield Finding(name, row, "without a date")
    elif age > STALE_AFTER_DAYS:
        yield Finding(name, row, f"older than a year ({stated})")
