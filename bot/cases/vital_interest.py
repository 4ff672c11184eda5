"""The one rule of vital interest: rescuers on the spot, with a reason, never the person's own government.

Used when it is noted and each time somebody would be told on this ground, because a passport or another
place may become known in between (CARE, part 5).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal

RESCUERS = ("112", "partner")
"""Kinds of desks that send help to the spot."""
Obstacle = Literal["", "reason", "own_government", "no_rescuers", "elsewhere"]


def state_of(kind: str, coverage: Mapping[str, Any]) -> str | None:
    """Return whose authority a desk is, ISO 3166 alpha-2; None when that is not known.

    A mission stands in one state and belongs to another: without its own it belongs to nobody known.
    """
    own = coverage.get("nationality")
    if own or kind == "mission":
        return str(own) if own else None
    return next((str(country) for country in coverage.get("countries", [])), None)


def obstacle(
    *,
    reason: str,
    country: str | None,
    passports: Iterable[str | None],
    kind: str | None,
    state: str | None,
    sends_to: Collection[str | None] | None,
) -> Obstacle:
    """Return what stands in the way of telling a recipient because a life hangs on it; empty for nothing.

    Args:
        country: where the person is, ISO code.
        passports: of the people of the case as far as told; never guessed.
        kind: of the recipient's desk; None for a system that is no desk here.
        state: whose authority the recipient is, where known.
        sends_to: countries in which it sends help; None when that was checked as the interest was noted.
    """
    if not reason.strip():
        return "reason"
    if state is not None and state in set(passports):
        return "own_government"
    if kind is not None and kind not in RESCUERS:
        return "no_rescuers"
    if sends_to is not None and (country is None or country not in sends_to):
        return "elsewhere"
    return ""
