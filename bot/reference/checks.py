"""Checks of the reference tables: form, completeness, and what an official should confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .countries import is_country
from .dates import STALE_AFTER_DAYS, age_days, stated_date
from .fields import FIELDS
from .geo import country_at, in_jakarta
from .geometry import valid_position
from .missions import foreign_missions, indonesian_missions
from .number_types import CONFLICTING, ONE_SOURCE
from .overlay import CONFIRMED, KEYS, dial_string, row_key
from .tables import keyed_rows, split_list, table, unmatched
from .values import is_dialled, is_e164, near_country, near_jakarta, office_country

_NUMBER_COLUMNS = ("general_one_source", *FIELDS["emergency_numbers"])
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
_CONFIRMABLE = ("emergency_numbers", "indonesia_numbers", "home_lines", "embassies_jakarta", "jakarta_places")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or one thing to confirm: table, row and what is the matter, in English.

    Points to confirm also have a ``code`` (one_source, conflicting, undated, old, orphan), the date
    as ``stated``, and table and key of the row they are about as ``of``.
    """

    table: str
    row: str
    text: str
    code: str = ""
    stated: str = ""
    of: tuple[str, str] = ("", "")


def faults() -> list[Finding]:
    """What must not be: an empty list means the tables may be used."""
    return [*_key_faults(), *_number_faults(), *_place_faults(), *_mission_faults()]


def _key_faults() -> Iterator[Finding]:
    for name in KEYS:
        seen: set[str] = set()
        for row in table(name):
            key = row_key(name, row)
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
                    if not is_e164(number):
                        text = f"{column} is no international number: {number}"
                        yield Finding(name, row_key(name, row), text)
    for row in table("emergency_numbers"):
        for column in _NUMBER_COLUMNS:
            for number in split_list(row[column]):
                if not is_dialled(number):
                    yield Finding("emergency_numbers", row["iso2"], f"{column} is no number: {number}")
    for row in table("embassies_jakarta"):
        key = row_key("embassies_jakarta", row)
        for column in ("phone", "emergency_phone"):
            for number in split_list(row[column]):
                if not is_e164(dial_string(number)):
                    yield Finding("embassies_jakarta", key, f"{column}: {number}")


def _place_faults() -> Iterator[Finding]:
    for row in table("cities"):
        lat, lon = float(row["lat"]), float(row["lon"])
        if not valid_position(lat, lon) or not near_country(lat, lon, row["iso2"]):
            yield Finding("cities", row_key("cities", row), f"lies in {country_at(lat, lon)}")
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
        if not near_country(mission.lat, mission.lon, office_country(mission.name, mission.country)):
            yield Finding("missions", mission.name, f"lies in {country_at(mission.lat, mission.lon)}")
        is_embassy = mission.nationality != "ID" and mission.city == "Jakarta"
        if is_embassy and not near_jakarta(mission.lat, mission.lon):
            yield Finding("missions", mission.name, "is not in Jakarta")
    for row in table("indonesian_missions"):
        for code in split_list(row["covers_iso2"]):
            if not is_country(code):
                yield Finding("indonesian_missions", row["name_id"], f"covers an unknown country: {code}")


def to_confirm(today: date | None = None) -> list[Finding]:
    """What may be used but should be confirmed: older than a year, one source, conflicting."""
    found: list[Finding] = []
    for name in _CONFIRMABLE:
        for key, published, row in keyed_rows(name):
            # A row that is confirmed in part is as doubtful as it was.
            seen = row if row["confidence"] == CONFIRMED else published
            stated = seen.get("stated", seen.get("official_stated_date", ""))
            found += _doubts(name, key, seen["confidence"], stated, today, (name, key))
    for mission in indonesian_missions():
        of = ("indonesian_missions", mission.name)
        for line in mission.hotlines:
            words = f"{mission.name} {line.number}"
            found += _doubts("hotlines", words, line.confidence, line.stated, today, of)
    for name, key, field in unmatched():
        found.append(Finding(name, key, f"{field} was corrected, but the table has no such row", "orphan"))
    return found


def _doubts(
    name: str, row: str, confidence: str, stated: str, today: date | None, of: tuple[str, str]
) -> Iterator[Finding]:
    if confidence in (ONE_SOURCE, CONFLICTING):
        yield Finding(name, row, confidence, confidence.replace(" ", "_"), stated, of)
    age = age_days(stated, today)
    if age is None:
        yield Finding(name, row, "without a date", "undated", stated, of)
    elif age > STALE_AFTER_DAYS:
        yield Finding(name, row, f"older than a year ({stated})", "old", stated, of)
