"""Who may do what: the one table that every page and every command asks."""

from __future__ import annotations

from types import MappingProxyType

from bot.settings import ROLES_OF_PEOPLE

ROLES = ROLES_OF_PEOPLE
"""operator: a 112 desk. officer: a mission's consular desk. admin: the administrator."""

_ANSWERING = frozenset({"operator", "officer"})
_AT_DESK = _ANSWERING | {"supervisor", "admin"}

PERMISSIONS = MappingProxyType(
    {
        "cases.read": _AT_DESK,  # Queue, conversations and files of the cases one may see.
        "cases.answer": _AT_DESK,  # Claim, write, hand back, resolve, transfer.
        "cases.first": _ANSWERING,  # Whom the ladder rings before it rings supervisors.
        "cases.every_desk": frozenset({"admin"}),  # The people of the duty desk see every desk too.
        "cases.senior": frozenset({"supervisor", "admin"}),  # Decisions that need a second look.
        "access.read": frozenset({"supervisor", "admin"}),  # Who looked at a case.
        "statistics.read": frozenset({"supervisor", "admin"}),
        "desks.roster": frozenset({"supervisor", "admin"}),  # Supervisors: their own desk alone.
        "desks.roster_any": frozenset({"admin"}),
        "desks.edit": frozenset({"admin"}),
        "reference.read": frozenset(ROLES),
        "reference.correct": frozenset({"admin"}),
        "training": frozenset({"trainer", "admin"}),
        "accounts.manage": frozenset({"admin"}),
        "account.own": frozenset(ROLES),  # Own password, second factor and log-ins.
    }
)


def roles_with(permission: str) -> frozenset[str]:
    """Return the roles that hold a permission; a permission that nobody defined is a KeyError at once."""
    return PERMISSIONS[permission]


def allows(role: str, permission: str) -> bool:
    """Whether a role holds a permission."""
    return role in roles_with(permission)
