"""An account to log in with."""

import pytest

from bot.accounts.passwords import hash_password
from bot.store.database import Store
from bot.store.tables import User

PASSWORD = "a quiet password"


@pytest.fixture(scope="session")
def account_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def siti(store: Store, account_hash: str) -> User:
    def _make(session):
        user = User(login="siti", name="Siti", password_hash=account_hash, languages=["id"])
        session.add(user)
        session.flush()
        return user

    return store.write_now(_make)
