"""How a value that an official confirmed changes a row. Nothing here reads a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .fields import essential, fields_of, value_of

Row = dict[str, str]
CONFIRMED = "confirmed by an administrator"

# Columns that tell the rows of a table apart.
KEYS = {
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
_E164_COLUMN = {
    ("indonesian_missions", "hotline"): "hotline_e164",
    ("indonesian_missions", "office_phone"): "office_phone_e164",
    ("home_lines", "number"): "e164",
    ("indonesia_numbers", "number"): "number_e164_from_abroad",
}
_CONFIDENCE_COLUMN = {
    ("emergency_numbers", "general"): "conf_general",
    ("emergency_numbers", "police"): "conf_police",
    ("emergency_numbers", "ambulance"): "conf_ambulance",
    ("emergency_numbers", "fire"): "conf_fire",
    ("indonesian_missions", "hotline"): "hotline_confidence",
    ("indonesian_missions", "office_phone"): "office_phone_confidence",
    ("embassies_jakarta", "emergency_phone"): "emergency_confidence",
    ("embassies_jakarta", "phone"): "phone_confidence",
}
# What other sources say of a number is settled by the official who confirmed it.
_OTHER_CLAIMS = {
    "general": "general_one_source",
    "police": "police_alt",
    "ambulance": "ambulance_alt",
    "fire": "fire_alt",
}
# Tables in which the source of a row is the source of its one number.
_ONE_NUMBER = frozenset(("home_lines", "indonesia_numbers"))
_NOT_DIALLED = re.compile(r"[^0-9+*#]")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The value of one field, the day (ISO) on which an official confirmed it, and where it is stated."""

    value: str
    stated: str
    source: str


def row_key(name: str, row: Mapping[str, str]) -> str:
    """The key of a row, readable: its key columns with `` / `` between them."""
    return " / ".join(row[column] for column in KEYS[name])


def laid_over(name: str, row: Row, known: Mapping[str, Confirmed]) -> Row:
    """The row with the confirmed values of its fields; the row itself when there are none.

    A number carries its confirmation at once where the table has a column for it. The row as a
    whole carries it, with the oldest of the dates, once all its essential fields are confirmed:
    a new address must not make an old telephone number look new.
    """
    allowed = {field: value for field, value in known.items() if field in fields_of(name, row)}
    if not allowed:
        return row
    new = dict(row)
    for field, value in allowed.items():
        _set(name, row, new, field, value)
    needed = essential(name, new)
    if needed and all(field in allowed for field in needed):
        new["confidence"] = CONFIRMED
        new[_stated_column(new)] = min(allowed[field].stated for field in needed)
        if name in _ONE_NUMBER:
            new["source"] = allowed[needed[0]].source
    elif name == "embassies_jakarta" and "emergency_phone" in allowed:
        # The date of these rows is the one that people are told with the emergency number.
        new["stated"] = allowed["emergency_phone"].stated
    return new


def _stated_column(row: Row) -> str:
    return "stated" if "stated" in row else "official_stated_date"


def _set(name: str, row: Row, new: Row, field: str, known: Confirmed) -> None:
    if field == "position":
        new["lat"], new["lon"] = (part.strip() for part in known.value.split(","))
        if "coord_level" in new:
            new["coord_level"] = "building"
        return
    new[field] = known.value
    numbers = [part.strip() for part in known.value.split(";") if part.strip()]
    column = _E164_COLUMN.get((name, field))
    if column and known.value != value_of(name, row, field):
        new[column] = ";".join(filter(None, map(from_abroad, numbers)))
    confidence = _CONFIDENCE_COLUMN.get((name, field))
    if confidence:
        new[confidence] = CONFIRMED
    if name == "indonesian_missions" and field == "hotline":
        # These columns have one part for each number.
        new["hotline_number_confidence"] = ";".join([CONFIRMED] * len(numbers))
        new["hotline_stated"] = ";".join([known.stated] * len(numbers))
    if name == "emergency_numbers" and field in _OTHER_CLAIMS:
        new[_OTHER_CLAIMS[field]] = ""
        if f"{field}_sources" in new:
            new[f"{field}_sources"] = known.source.replace("+", " ")


def dial_string(number: str) -> str:
    """The number as a telephone dials it: digits, ``+``, ``*`` and ``#`` only."""
    return _NOT_DIALLED.sub("", number)


def from_abroad(number: str) -> str:
    """A printed number in E.164 form; empty for Indonesian numbers that only work in the country."""
    dialled = dial_string(number)
    if dialled.startswith("+"):
        return dialled
    is_free = dialled.startswith("0800")
    return f"+62{dialled[1:]}" if dialled.startswith("0") and not is_free else ""
