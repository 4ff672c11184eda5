"""Which fields of which tables an administrator may correct, and of which kind they are."""

from collections.abc import Mapping

# Kinds: short (a number as dialled in the country), local (as printed in Indonesia), international,
# text, email, website, position (latitude and longitude together), countries (ISO codes).
_OFFICE = {"address": "text", "email": "email", "website": "website", "position": "position"}
FIELDS: dict[str, dict[str, str]] = {
    "emergency_numbers": dict.fromkeys(
        (
            "general", "police", "ambulance", "fire", "coast_guard", "search_rescue", "tourist_police",
            "women_line", "child_line", "trafficking_line", "traffic_police", "deaf_line",
        ),
        "short",
    ),
    "indonesia_numbers": {"number": "local"},
    "home_lines": {"number": "international"},
    "indonesian_missions": {
        "hotline": "international", "office_phone": "international", **_OFFICE, "covers_iso2": "countries",
    },
    "embassies_jakarta": {"emergency_phone": "international", "phone": "international", **_OFFICE},
    "jakarta_places": {"phone": "international", **_OFFICE},
}  # fmt: skip

LIST_KINDS = frozenset(("short", "international", "countries"))
"""Kinds of fields that hold several values with semicolons between them."""

# What makes a row trustworthy as a whole once all of it that is filled in is confirmed.
ESSENTIAL: dict[str, tuple[str, ...]] = {
    "emergency_numbers": ("general", "police", "ambulance", "fire"),
    "indonesia_numbers": ("number",),
    "home_lines": ("number",),
    "indonesian_missions": ("office_phone",),
    "embassies_jakarta": ("emergency_phone", "phone"),
    "jakarta_places": ("phone",),
}
# In Indonesia these come from the table of Indonesian lines.
_FROM_INDONESIAN_LINES = frozenset(("general", "ambulance", "search_rescue"))


def fields_of(name: str, row: Mapping[str, str]) -> dict[str, str]:
    """Fields of a row that may be corrected, with their kinds, in the order to show them."""
    fields = FIELDS.get(name, {})
    if name == "emergency_numbers" and row["iso2"] == "ID":
        return {field: kind for field, kind in fields.items() if field not in _FROM_INDONESIAN_LINES}
    if name == "indonesia_numbers" and not row["number"]:
        return {}
    return fields


def value_of(name: str, row: Mapping[str, str], field: str) -> str:
    """The value of a field as an administrator reads and writes it."""
    if field == "position":
        return f"{row['lat']}, {row['lon']}" if row["lat"] and row["lon"] else ""
    if FIELDS[name][field] in LIST_KINDS:
        return "; ".join(part.strip() for part in row[field].split(";") if part.strip())
    return row[field]


def essential(name: str, row: Mapping[str, str]) -> tuple[str, ...]:
    """The filled-in fields that must all be confirmed before the row counts as confirmed."""
    found = tuple(field for field in ESSENTIAL[name] if row[field] and field in fields_of(name, row))
    return found or (("address",) if "address" in FIELDS[name] else ())
