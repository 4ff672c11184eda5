"""Roles by what they are for; the table itself is in ``permissions``."""

from __future__ import annotations

from bot.accounts.permissions import ROLES, roles_with

__all__ = ["ANSWERING_ROLES", "DESK_ROLES", "ROLES", "TRAINING_ROLES", "home_of"]

DESK_ROLES = roles_with("cases.read")
"""May open the desk, claim and write. Trainers see no live conversations."""
ANSWERING_ROLES = roles_with("cases.first")
"""Answer first; the others are rung when nobody of these is there."""
TRAINING_ROLES = roles_with("training")


def home_of(role: str) -> str:
    """Return the page a person lands on after logging in."""
    return "/desk" if role in DESK_ROLES else "/training"
