"""Answers as they stand in ``Case.facts``, old and new shape, told apart into codes and own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.cases.formats.case_types import FactData

CODED = frozenset(
    {
        "awake", "breathing", "bleeding", "trapped", "people", "compressions", "write_safely", "self_harm",
        "company", "contact_safe", "country", "nationality", "weapon", "fire", "can_leave",
    }
)  # fmt: skip
"""Plain values of these names are codes. Of any other name they are what the person wrote: a list of what
is safe, so that a new field never lets somebody's own words slip out."""

VITALS = ("awake", "breathing", "bleeding", "compressions", "trapped", "people", "weapon", "fire")
"""What rescuers on the spot must know, in this order."""
_CODE = re.compile(r"[A-Za-z0-9_+-]{1,40}")


def read_facts(stored: Mapping[str, Any]) -> tuple[FactData, ...]:
    """Read ``{"breathing": "none"}`` and ``{"breathing": {"code": "none", "text": …, "at": …}}`` alike."""
    return tuple(_fact(name, value) for name, value in sorted(stored.items()) if value not in (None, ""))


def _fact(name: str, value: Any) -> FactData:
    if isinstance(value, Mapping):
        return FactData(name, _code(value.get("code")), _text(value.get("text")), _text(value.get("at")))
    if isinstance(value, bool):
        return FactData(name, code="yes" if value else "no")
    text = str(value)
    if isinstance(value, int | float) or (name in CODED and _CODE.fullmatch(text)):
        return FactData(name, code=text)
    return FactData(name, text=text)


def _code(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _text(value)


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)
