"""The Indonesian and Jakarta lines, from their own table."""

from functools import cache, lru_cache

from .country_numbers import country_row_numbers, dial_string
from .number_types import NumberLine
from .tables import Row, keyed_rows

JAKARTA_SUBDIVISIONS = frozenset({"ID-JK", "JK", "31", "JAKARTA"})

GENERAL, POLICE, AMBULANCE, FIRE, RESCUE = "112", "110", "118", "113", "115"
_LABELS = {
    "general_emergency": "general",
    "police": "police",
    "ambulance": "ambulance",
    "fire": "fire",
    "search_rescue": "rescue",
}


@cache
def _rows() -> dict[str, Row]:
    """The rows in force by the number as published; rows without a number are left out.

    The service names its lines by that number, also after an administrator has corrected it.
    """
    rows = keyed_rows("indonesia_numbers")
    return {published["number"]: row for _, published, row in rows if row["number"]}


@lru_cache(maxsize=64)
def indonesian_line(number: str, label: str = "") -> NumberLine:
    """The line published with this number. Raises KeyError if no row has it."""
    row = _rows()[number]
    return NumberLine(
        label=label or _LABELS.get(row["service"], row["service"]),
        number=row["number"],
        dial=row["number_e164_from_abroad"] or dial_string(row["number"]),
        country="ID",
        confidence=row["confidence"],
        stated=row["stated"],
        source=row["source"],
        may_fail_without_sim=number in country_row_numbers("ID").may_fail_without_sim or number == RESCUE,
    )


def indonesian_lines(service: str) -> tuple[NumberLine, ...]:
    """All lines of one service (``women_child``, ``migrant_worker``, …), in the order of the table."""
    return tuple(indonesian_line(number) for number, row in _rows().items() if row["service"] == service)
