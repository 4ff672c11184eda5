import threading
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select, update

from bot.accounts import second_factor as factor
from bot.accounts.sealing import Unsealable
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import AuditEntry, RecoveryCode, SecondFactor, User

KEY = "k" * 40


@pytest.fixture(autouse=True)
def _still():
    """The clock stands: a test must not run over the edge of half a minute."""
    with time_machine.travel(datetime(2026, 12, 1, 12, 0, 10, tzinfo=UTC), tick=False):
        yield


def code_of(secret: str, later: int = 0) -> str:
    return pyotp.TOTP(secret).at(utcnow() + timedelta(seconds=30 * later))


def set_up(store: Store, user: User) -> tuple[str, list[str]]:
    """Set a second factor up a step ago, so that the present code is fresh; returns secret and recovery codes."""
    secret = store.write_now(lambda session: factor.begin_set_up(session, KEY, user))
    codes = store.write_now(lambda session: factor.confirm_set_up(session, KEY, user, code_of(secret)))
    assert codes is not None
    earlier = update(SecondFactor).values(last_step=SecondFactor.last_step - 1)
    store.write_now(lambda session: session.execute(earlier))
    return secret, codes


def prove(store: Store, user: User, code: str) -> str | None:
    return store.write_now(lambda session: factor.prove(session, KEY, user, code))


def test_the_secret_is_stored_sealed_and_counts_after_its_first_code(store: Store, siti: User) -> None:
    secret = store.write_now(lambda session: factor.begin_set_up(session, KEY, siti))
    assert store.write_now(lambda session: factor.begin_set_up(session, KEY, siti)) == secret
    assert not store.read_now(lambda session: factor.has_second_factor(session, siti.id))
    assert prove(store, siti, code_of(secret)) is None
    assert store.write_now(lambda session: factor.confirm_set_up(session, KEY, siti, "000000x")) is None
    set_up(store, siti)
    row = store.read_now(lambda session: session.get_one(SecondFactor, siti.id))
    assert secret not in row.sealed + row.pending
    assert row.pending == ""
    assert store.read_now(lambda session: factor.has_second_factor(session, siti.id))


def test_a_code_is_taken_once_and_no_older_one_after_it(store: Store, siti: User) -> None:
    secret, _ = set_up(store, siti)
    assert prove(store, siti, code_of(secret, -1)) is None  # It proved the set-up already.
    now = code_of(secret)
    assert prove(store, siti, f" {now[:3]} {now[3:]} ") == "app"
    assert prove(store, siti, now) is None
    assert prove(store, siti, code_of(secret, 1)) == "app"
    assert prove(store, siti, now) is None


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "abcdef", "１２３４５６", "0" * 5000, "\ud800"])
def test_what_is_no_code_is_a_plain_no(store: Store, siti: User, wrong: str) -> None:
    set_up(store, siti)
    assert prove(store, siti, wrong.encode("utf-8", "replace").decode()) is None


def test_a_code_of_minutes_ago_is_too_old(store: Store, siti: User) -> None:
    secret, _ = set_up(store, siti)
    store.write_now(lambda session: session.execute(update(SecondFactor).values(last_step=0)))
    assert prove(store, siti, code_of(secret, -4)) is None
    assert prove(store, siti, code_of(secret, 4)) is None


def test_one_code_sent_twice_at_once_is_taken_once(store: Store, siti: User) -> None:
    secret, _ = set_up(store, siti)
    code, found = code_of(secret), []
    threads = [threading.Thread(target=lambda: found.append(prove(store, siti, code))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == [None, None, None, "app"]


def test_recovery_codes_are_hashed_and_work_once_each(store: Store, siti: User) -> None:
    _, codes = set_up(store, siti)
    assert len(set(codes)) == factor.RECOVERY_CODES
    hashes = store.read_now(lambda session: session.scalars(select(RecoveryCode.code_hash)).all())
    assert not {code.replace("-", "") for code in codes} & set(hashes)
    assert prove(store, siti, codes[0].lower().replace("-", " ")) == "recovery"
    assert prove(store, siti, codes[0]) is None
    assert store.read_now(lambda session: factor.recovery_codes_left(session, siti.id)) == len(codes) - 1
    fresh = store.write_now(lambda session: factor.new_recovery_codes(session, siti))
    assert prove(store, siti, codes[1]) is None
    assert prove(store, siti, fresh[1]) == "recovery"


def test_a_new_phone_counts_only_after_its_first_code(store: Store, siti: User) -> None:
    old, _ = set_up(store, siti)
    new = store.write_now(lambda session: factor.begin_set_up(session, KEY, siti))
    assert new != old
    assert prove(store, siti, code_of(old)) == "app"
    assert store.write_now(lambda session: factor.confirm_set_up(session, KEY, siti, code_of(new))) is not None
    assert prove(store, siti, code_of(old, 1)) is None
    assert prove(store, siti, code_of(new, 1)) == "app"


def test_a_changed_key_of_the_service_is_said_and_a_reset_helps(store: Store, siti: User) -> None:
    secret, _ = set_up(store, siti)
    with pytest.raises(Unsealable):
        store.write_now(lambda session: factor.prove(session, "o" * 40, siti, code_of(secret)))
    store.write_now(lambda session: factor.reset(session, siti, "root"))
    assert not store.read_now(lambda session: factor.has_second_factor(session, siti.id))
    assert store.read_now(lambda session: session.query(RecoveryCode).count()) == 0
    actions = store.read_now(lambda session: session.scalars(select(AuditEntry.action)).all())
    assert actions == ["second_factor_set", "recovery_codes_made", "second_factor_reset"]
