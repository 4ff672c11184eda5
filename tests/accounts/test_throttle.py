from datetime import timedelta

import pytest

from bot.accounts.audit import note
from bot.accounts.throttle import (
    CODES,
    FREE_ATTEMPTS,
    LONGEST_PAUSE_S,
    address_target,
    pause_s,
    seconds_to_wait,
    target_of,
)
from bot.store.base import utcnow
from bot.store.database import Store


@pytest.mark.parametrize(
    ("attempts", "pause"), [(0, 0), (4, 0), (5, 5), (6, 10), (8, 40), (9, 60), (500, 60)]
)
def test_pause_grows_to_a_minute(attempts: int, pause: int) -> None:
    assert pause_s(attempts) == pause


def test_waits_after_free_attempts_and_not_after_the_window(store: Store) -> None:
    def _work(session):
        for _ in range(FREE_ATTEMPTS):
            note(session, "siti", "login_tried", "siti")
        session.flush()
        now = utcnow()
        return seconds_to_wait(session, "siti", now), seconds_to_wait(
            session, "siti", now + timedelta(minutes=20)
        )

    soon, later = store.write_now(_work)
    assert 0 < soon <= LONGEST_PAUSE_S
    assert later == 0


def test_success_starts_anew(store: Store) -> None:
    def _work(session):
        for _ in range(9):
            note(session, "siti", "login_tried", "siti")
        note(session, "siti", "logged_in", "siti")
        session.flush()
        return seconds_to_wait(session, "siti", utcnow())

    assert store.write_now(_work) == 0


def test_unknown_names_are_not_kept_in_the_open() -> None:
    assert target_of("siti", True) == "siti"
    hidden = target_of("my-secret-password", False)
    assert "secret" not in hidden
    assert hidden == target_of("my-secret-password", False)


def test_codes_pause_longer_than_passwords() -> None:
    assert [pause_s(count, CODES) for count in (4, 5, 6, 11, 500)] == [0, 15, 30, 900, 900]


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("203.0.113.9", "address:203.0.113.9"),
        ("2001:db8:1:2:3::4", "address:2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        ("testclient", ""),
    ],
)
def test_addresses_that_say_something_are_counted(address: str, target: str) -> None:
    assert address_target(address) == target
