from datetime import timedelta

from sqlalchemy import update

from bot.accounts.login_sessions import (
    IDLE_LASTS,
    SESSION_LASTS,
    Origin,
    end_sessions,
    new_session,
    own_sessions,
    touch,
    user_of,
)
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import LoginSession, User


def _open(store: Store, user: User, agent: str = "") -> str:
    origin = Origin("203.0.113.9", agent)
    return store.write_now(lambda session: new_session(session, user, origin, second_factor=False))[0]


def _is_in(store: Store, token: str) -> bool:
    return store.read_now(lambda session: user_of(session, token)) is not None


def test_a_log_in_in_which_nothing_is_done_ends(store: Store, siti: User) -> None:
    token = _open(store, siti)
    long_ago = utcnow() - IDLE_LASTS - timedelta(seconds=1)
    store.write_now(lambda session: session.execute(update(LoginSession).values(last_seen_at=long_ago)))
    assert not _is_in(store, token)
    assert store.read_now(lambda session: own_sessions(session, siti.id)) == []
    store.write_now(lambda session: touch(session, token))
    assert _is_in(store, token)


def test_a_log_in_in_use_ends_too(store: Store, siti: User) -> None:
    token = _open(store, siti)
    row = store.read_now(lambda session: session.query(LoginSession).one())
    assert row.expires_at - row.created_at <= SESSION_LASTS + timedelta(seconds=1)
    assert IDLE_LASTS < SESSION_LASTS
    past = utcnow() - timedelta(seconds=1)
    store.write_now(lambda session: session.execute(update(LoginSession).values(expires_at=past)))
    store.write_now(lambda session: touch(session, token))
    assert not _is_in(store, token)


def test_the_own_list_and_the_end_of_all_others(store: Store, siti: User) -> None:
    old, new = _open(store, siti, "Firefox"), _open(store, siti, "x" * 5000)
    found = store.read_now(lambda session: own_sessions(session, siti.id))
    assert {row.agent for row in found} == {"Firefox", "x" * 200}
    assert {row.address for row in found} == {"203.0.113.9"}
    assert store.write_now(lambda session: end_sessions(session, siti.id, keep=new)) == 1
    assert (_is_in(store, old), _is_in(store, new)) == (False, True)
    assert store.write_now(lambda session: end_sessions(session, siti.id)) == 1
