from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.accounts.audit import note
from bot.accounts.logins import (
    SESSION_LASTS,
    CodeNeeded,
    Origin,
    TooManyAttempts,
    WrongCode,
    WrongLogin,
    end_sessions,
    log_in,
    log_in_with_code,
    log_out,
    session_of,
    user_of,
)
from bot.accounts.throttle import ADDRESSES, CODES, FREE_ATTEMPTS, target_of
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import AuditEntry, LoginSession, User
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_second_factor import KEY, code_of, set_up


async def test_log_in_gives_a_token_that_names_the_user(store: Store, siti: User) -> None:
    made = await log_in(store, " siti ", PASSWORD)
    found = await store.read(lambda session: user_of(session, made.token))
    assert found is not None
    assert found.login == "siti"
    assert made.expires_at - utcnow() <= SESSION_LASTS


async def test_only_the_hash_of_the_token_is_stored(store: Store, siti: User) -> None:
    made = await log_in(store, "siti", PASSWORD)
    stored = await store.read(lambda session: session.scalars(select(LoginSession.token_hash)).all())
    assert len(made.token) >= 43
    assert made.token not in stored
    assert len(stored[0]) == 64


@pytest.mark.parametrize(("login", "password"), [("siti", "wrong password"), ("nobody", PASSWORD), ("", "")])
async def test_wrong_pairs_are_refused_alike(store: Store, siti: User, login: str, password: str) -> None:
    with pytest.raises(WrongLogin) as caught:
        await log_in(store, login, password)
    assert str(caught.value) == "The log-in name or the password is wrong."


async def test_closed_account_neither_logs_in_nor_stays(store: Store, siti: User) -> None:
    made = await log_in(store, "siti", PASSWORD)
    await store.write(lambda session: session.execute(update(User).values(active=False)))
    assert await store.read(lambda session: user_of(session, made.token)) is None
    with pytest.raises(WrongLogin):
        await log_in(store, "siti", PASSWORD)


async def test_guessing_is_slowed_even_with_the_right_password(store: Store, siti: User) -> None:
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(WrongLogin):
            await log_in(store, "siti", "guess")
    with pytest.raises(TooManyAttempts) as caught:
        await log_in(store, "siti", PASSWORD)
    assert 0 < caught.value.wait_s <= 60


async def test_guessing_unknown_names_is_slowed_too(store: Store) -> None:
    for _ in range(FREE_ATTEMPTS):
        with pytest.raises(WrongLogin):
            await log_in(store, "ghost", "guess")
    with pytest.raises(TooManyAttempts):
        await log_in(store, "ghost", "guess")


async def test_expired_sessions_name_nobody(store: Store, siti: User) -> None:
    made = await log_in(store, "siti", PASSWORD)
    past = utcnow() - timedelta(seconds=1)
    await store.write(lambda session: session.execute(update(LoginSession).values(expires_at=past)))
    assert await store.read(lambda session: user_of(session, made.token)) is None


@pytest.mark.parametrize("token", ["", "nonsense", "\ud800", "x" * 10_000])
def test_strange_tokens_name_nobody(store: Store, token: str) -> None:
    assert store.read_now(lambda session: user_of(session, token)) is None


async def test_log_out_ends_only_this_session(store: Store, siti: User) -> None:
    one, other = await log_in(store, "siti", PASSWORD), await log_in(store, "siti", PASSWORD)
    await store.write(lambda session: log_out(session, one.token))
    await store.write(lambda session: log_out(session, "unknown"))
    assert await store.read(lambda session: user_of(session, one.token)) is None
    assert await store.read(lambda session: user_of(session, other.token)) is not None
    assert await store.write(lambda session: end_sessions(session, siti.id)) == 1


async def test_log_ins_leave_entries_without_the_password(store: Store, siti: User) -> None:
    await log_in(store, "siti", PASSWORD)
    entries = await store.read(lambda session: session.scalars(select(AuditEntry)).all())
    assert [entry.action for entry in entries] == ["login_tried", "logged_in"]
    assert all(PASSWORD not in f"{entry.detail}{entry.target}" for entry in entries)


async def test_a_locked_name_is_kept_in_the_audit_trail_known_or_not(store: Store, siti: User) -> None:
    for login in ("siti", "ghost"):
        for _ in range(FREE_ATTEMPTS):
            with pytest.raises(WrongLogin):
                await log_in(store, login, "guess", Origin("203.0.113.9"))
    locked = select(AuditEntry).where(AuditEntry.action == "login_locked").order_by(AuditEntry.id)
    found = await store.read(lambda session: session.scalars(locked).all())
    assert [entry.target for entry in found] == ["siti", target_of("ghost", False)]
    assert all("203.0.113.9" in entry.detail for entry in found)


async def test_one_address_that_tries_many_names_is_slowed(store: Store, siti: User) -> None:
    for number in range(ADDRESSES.free):
        await store.write(lambda session, n=number: note(session, f"n{n}", ADDRESSES.tried, "address:203.0.113.9"))
    with pytest.raises(TooManyAttempts):
        await log_in(store, "siti", PASSWORD, Origin("203.0.113.9"))
    assert await log_in(store, "siti", PASSWORD, Origin("203.0.113.10"))


async def test_a_second_factor_makes_the_password_half_the_way(store: Store, siti: User) -> None:
    secret, codes = set_up(store, siti)
    with pytest.raises(CodeNeeded) as caught:
        await log_in(store, "siti", PASSWORD)
    assert await store.read(lambda session: session.query(LoginSession).count()) == 0
    user = caught.value.user
    with pytest.raises(WrongCode):
        await log_in_with_code(store, KEY, user, "no such code")
    code = code_of(secret)
    made = await log_in_with_code(store, KEY, user, code)
    found = await store.read(lambda session: session_of(session, made.token))
    assert found is not None
    assert found[1].second_factor
    with pytest.raises(WrongCode):
        await log_in_with_code(store, KEY, user, code)
    assert await log_in_with_code(store, KEY, user, codes[0])


async def test_guessing_codes_is_slowed(store: Store, siti: User) -> None:
    secret, _ = set_up(store, siti)
    for _ in range(CODES.free):
        with pytest.raises(WrongCode):
            await log_in_with_code(store, KEY, siti, "no such code")
    with pytest.raises(TooManyAttempts) as caught:
        await log_in_with_code(store, KEY, siti, code_of(secret))
    assert 0 < caught.value.wait_s <= CODES.first_pause_s
