"""What a role may do."""

from __future__ import annotations

ROLES = ("operator", "supervisor", "trainer", "admin")
DESK_ROLES = frozenset({"operator", "supervisor", "admin"})
"""May open the desk, claim and write. Trainers see no live conversations."""
TRAINING_ROLES = frozenset({"trainer", "admin"})


def home_of(role: str) -> str:
    """Return the page a person lands on after logging in."""
    return "/desk" if role in DESK_ROLES else "/training"
