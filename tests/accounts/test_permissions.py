import pytest

from bot.accounts.permissions import PERMISSIONS, ROLES, allows, roles_with

EXPECTED = {
    "operator": {"cases.read", "cases.answer", "cases.first", "reference.read", "account.own"},
    "officer": {"cases.read", "cases.answer", "cases.first", "reference.read", "account.own"},
    "supervisor": {
        "cases.read", "cases.answer", "cases.senior", "access.read", "statistics.read", "desks.roster",
        "reference.read", "account.own",
    },
    "trainer": {"reference.read", "training", "account.own"},
    "admin": set(PERMISSIONS) - {"cases.first"},
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_just_this(role: str) -> None:
    assert {name for name in PERMISSIONS if allows(role, name)} == EXPECTED[role]


def test_an_unknown_role_may_nothing_and_an_unknown_permission_is_an_error() -> None:
    assert not any(allows("boss", name) for name in PERMISSIONS)
    with pytest.raises(KeyError):
        roles_with("cases.everything")
