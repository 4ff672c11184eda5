import pytest
from sqlalchemy import select

from bot.accounts.changes import deactivate
from bot.accounts.logins import log_in, user_of
from bot.accounts.passwords import WeakPassword, verify
from bot.accounts.seed import seed_desks
from bot.accounts.service import AccountError, create_user, set_password, user_by_login
from bot.store.database import Store
from bot.store.tables import AuditEntry, User
from tests.accounts.conftest import PASSWORD


def test_new_account_can_be_verified_and_is_noted(store: Store) -> None:
    def _make(session):
        seed_desks(session)
        return create_user(
            session,
            login="Rudi",
            name="Rudi",
            password=PASSWORD,
            languages=["id", "en", "id"],
            desk_code="jakarta-112",
        )

    user = store.write_now(_make)
    assert user.login == "rudi"
    assert user.languages == ["id", "en"]
    assert verify(user.password_hash, PASSWORD)
    actions = store.read_now(lambda session: session.scalars(select(AuditEntry.action)).all())
    assert "user_created" in actions


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"login": "Not Good"}, "no log-in name"),
        ({"login": "siti"}, "taken"),
        ({"role": "boss"}, "operator, officer"),
        ({"languages": ["jv"]}, "id, en, zh, fr"),
        ({"interface_language": "de"}, "id, en, zh, fr"),
        ({"desk_code": "nowhere"}, "lindung desk list"),
    ],
)
def test_what_cannot_be_used_is_said(store: Store, siti: User, values: dict, words: str) -> None:
    given = {"login": "rudi", "name": "Rudi", "password": PASSWORD, **values}
    with pytest.raises(AccountError, match=words):
        store.write_now(lambda session: create_user(session, **given))


def test_weak_password_makes_no_account(store: Store) -> None:
    with pytest.raises(WeakPassword):
        store.write_now(lambda session: create_user(session, login="rudi", name="", password="short"))
    assert store.read_now(lambda session: session.scalars(select(User)).all()) == []


async def test_new_password_logs_the_old_sessions_out(store: Store, siti: User) -> None:
    made = await log_in(store, "siti", PASSWORD)
    await store.write(lambda session: set_password(session, "SITI", "another good one"))
    assert await store.read(lambda session: user_of(session, made.token)) is None
    user = await store.read(lambda session: user_by_login(session, "siti"))
    assert verify(user.password_hash, "another good one")


async def test_deactivating_ends_sessions_and_keeps_the_row(store: Store, siti: User) -> None:
    await log_in(store, "siti", PASSWORD)
    assert await store.write(lambda session: deactivate(session, "siti")) == 1
    user = await store.read(lambda session: user_by_login(session, "siti"))
    assert user.active is False


def test_unknown_account_is_said(store: Store) -> None:
    with pytest.raises(AccountError, match="lindung user list"):
        store.write_now(lambda session: deactivate(session, "ghost"))
