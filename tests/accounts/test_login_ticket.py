from datetime import timedelta

import pytest
import time_machine

from bot.accounts.login_ticket import LASTS, holder_of, ticket_for
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import User

KEY = "k" * 40


def _holder(store: Store, ticket: str, browser: str = "one", key: str = KEY) -> User | None:
    return store.read_now(lambda session: holder_of(session, key, ticket, browser))


def test_a_ticket_is_good_for_its_browser_and_its_minutes(store: Store, siti: User) -> None:
    ticket = ticket_for(KEY, siti, "one")
    found = _holder(store, ticket)
    assert found is not None
    assert found.login == "siti"
    assert _holder(store, ticket, browser="other") is None
    assert _holder(store, ticket, key="o" * 40) is None
    with time_machine.travel(utcnow() + LASTS + timedelta(seconds=2), tick=False):
        assert _holder(store, ticket) is None


@pytest.mark.parametrize("change", [{"password_hash": "another"}, {"active": False}])
def test_a_new_password_or_a_closed_account_ends_it(store: Store, siti: User, change: dict) -> None:
    ticket = ticket_for(KEY, siti, "one")
    store.write_now(lambda session: session.query(User).update(change))
    assert _holder(store, ticket) is None


@pytest.mark.parametrize("ticket", ["", "1", "1.2.3", "..", "1.99999999999.x", "a.b.c", "1" * 99 + ".1.x", "１.２.x"])
def test_made_up_tickets_are_nobodys(store: Store, siti: User, ticket: str) -> None:
    assert _holder(store, ticket) is None
