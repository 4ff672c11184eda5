"""The line of one's own foreign ministry, for people abroad."""

from functools import cache

from .number_types import NumberLine
from .tables import normal_iso2, table

LABEL = "ministry_hotline"


@cache
def _lines() -> dict[str, NumberLine]:
    return {
        row["nationality_iso2"]: NumberLine(
            label=LABEL,
            number=row["number"],
            dial=row["e164"],
            country=row["nationality_iso2"],
            confidence=row["confidence"],
            stated=row["stated"],
            source=row["source"],
        )
        for row in table("home_lines")
    }


def ministry_hotline(nationality: str | None = "ID") -> NumberLine | None:
    """The protection line of the ministry of a nationality; None when no row has one.

    An unknown nationality (None) gets the Indonesian ministry, for whose citizens the
    service exists.
    """
    return _lines().get("ID" if nationality is None else normal_iso2(nationality))
