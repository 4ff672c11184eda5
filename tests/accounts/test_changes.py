import pytest
from sqlalchemy import select

from bot.accounts.changes import change_user, deactivate, reactivate
from bot.accounts.logins import log_in, user_of
from bot.accounts.seed import seed_desks
from bot.accounts.service import AccountError
from bot.store.database import Store
from bot.store.tables import AuditEntry, User
from tests.accounts.conftest import PASSWORD


def _change(store: Store, login: str = "siti", **values: object) -> User:
    given = {"name": "Siti", "role": "operator", "desk_code": "", "languages": ["id"], "actor": "root", **values}
    return store.write_now(lambda session: change_user(session, login, **given))


async def test_a_new_role_begins_with_a_new_log_in_and_a_new_desk_does_not(store: Store, siti: User) -> None:
    store.write_now(seed_desks)
    made = await log_in(store, "siti", PASSWORD)
    _change(store, desk_code="kbri-paris", languages=["id", "fr", "id"])
    found = store.read_now(lambda session: user_of(session, made.token))
    assert found is not None
    assert (found.desk.code, found.languages) == ("kbri-paris", ["id", "fr"])
    _change(store, role="supervisor")
    assert store.read_now(lambda session: user_of(session, made.token)) is None
    last = store.read_now(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first())
    assert (last.actor, last.action, last.target) == ("root", "user_changed", "siti")
    assert last.detail == "Siti, operator, desk kbri-paris, id,fr → Siti, supervisor, desk -, id"


def test_nothing_changed_leaves_no_entry(store: Store, siti: User) -> None:
    _change(store)
    assert store.read_now(lambda session: session.query(AuditEntry).count()) == 0


@pytest.mark.parametrize("values", [{"role": "boss"}, {"languages": ["de"]}, {"desk_code": "no"}, {"login": "ghost"}])
def test_what_cannot_be_used_is_refused(store: Store, siti: User, values: dict) -> None:
    with pytest.raises(AccountError):
        _change(store, **values)


def test_one_administrator_always_stays(store: Store, siti: User) -> None:
    _change(store, role="admin")
    for step in (lambda: _change(store), lambda: store.write_now(lambda session: deactivate(session, "siti"))):
        with pytest.raises(AccountError) as caught:
            step()
        assert caught.value.key == "last_admin"
    store.write_now(lambda session: session.add(User(login="ani", name="Ani", password_hash="x", role="admin")))
    assert store.write_now(lambda session: deactivate(session, "siti")) == 0


async def test_a_closed_account_can_be_opened_again(store: Store, siti: User) -> None:
    store.write_now(lambda session: deactivate(session, "siti", "root"))
    store.write_now(lambda session: reactivate(session, "siti", "root"))
    assert (await log_in(store, "siti", PASSWORD)).user.login == "siti"
