from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.accounts.invitations import LASTS, accept, invitation_of, invite, open_invitations, revoke
from bot.accounts.passwords import WeakPassword, verify
from bot.accounts.seed import seed_desks
from bot.accounts.service import AccountError
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import AuditEntry, Invitation, User

PASSWORD = "a quiet password"


@pytest.fixture
def token(store: Store) -> str:
    store.write_now(seed_desks)
    return store.write_now(
        lambda session: invite(
            session, login=" Nadia ", role="officer", desk_code="kbri-paris", languages=["id", "fr"], actor="root"
        )
    )[1]


def _accept(store: Store, token: str, **values: str) -> User | None:
    given = {"name": "Nadia", "password": PASSWORD, "interface_language": "fr", **values}
    return store.write_now(lambda session: accept(session, token, **given))


def test_the_link_makes_the_account_once(store: Store, token: str) -> None:
    row = store.read_now(lambda session: session.query(Invitation).one())
    assert token not in row.token_hash
    assert abs(row.expires_at - utcnow() - LASTS) < timedelta(minutes=1)
    made = _accept(store, token)
    assert made is not None
    assert (made.login, made.role, made.languages, made.interface_language) == ("nadia", "officer", ["id", "fr"], "fr")
    assert made.desk_id is not None
    assert verify(made.password_hash, PASSWORD)
    assert _accept(store, token) is None
    assert store.read_now(lambda session: invitation_of(session, token)) is None
    actions = store.read_now(lambda session: session.scalars(select(AuditEntry.action)).all())
    assert actions[-3:] == ["user_invited", "user_created", "invitation_taken"]


def test_too_old_or_withdrawn_or_made_up_links_make_nothing(store: Store, token: str) -> None:
    assert _accept(store, "made-up") is None
    late = utcnow() - timedelta(seconds=1)
    store.write_now(lambda session: session.execute(update(Invitation).values(expires_at=late)))
    assert _accept(store, token) is None
    again = store.write_now(lambda session: invite(session, login="nadia", actor="root"))
    assert store.write_now(lambda session: revoke(session, again[0].id, "root"))
    assert not store.write_now(lambda session: revoke(session, again[0].id, "root"))
    assert _accept(store, again[1]) is None
    assert store.read_now(lambda session: session.query(User).count()) == 0


def test_a_second_invitation_ends_the_first(store: Store, token: str) -> None:
    newer = store.write_now(lambda session: invite(session, login="nadia", actor="root"))[1]
    assert _accept(store, token) is None
    assert len(store.read_now(open_invitations)) == 1
    assert _accept(store, newer) is not None


def test_a_mistake_uses_nothing_up(store: Store, token: str) -> None:
    with pytest.raises(WeakPassword):
        _accept(store, token, password="short")
    with pytest.raises(AccountError):
        _accept(store, token, name="  ")
    assert _accept(store, token) is not None


@pytest.mark.parametrize(
    "values", [{"login": "x y"}, {"login": "siti"}, {"role": "boss"}, {"languages": ["de"]}, {"desk_code": "no"}]
)
def test_what_cannot_be_used_is_refused(store: Store, siti: User, values: dict) -> None:
    with pytest.raises(AccountError):
        store.write_now(lambda session: invite(session, **{"login": "rudi", **values}))
    assert store.read_now(open_invitations) == []
