"""Logging in and out. The cookie holds the token; the database only its SHA-256."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.passwords import decoy_hash, hash_password, needs_rehash, verify
from bot.accounts.throttle import seconds_to_wait, target_of
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import LoginSession, User

SESSION_LASTS = timedelta(hours=12)


class WrongLogin(Exception):
    """The name or the password is wrong, or the account is closed: which of them is not told."""


class TooManyAttempts(Exception):
    """Attempts on this name must pause for ``wait_s`` seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"Too many attempts. Wait {wait_s} seconds, then try again.")
        self.wait_s = wait_s


@dataclass(frozen=True)
class LoggedIn:
    """A fresh log-in; ``token`` goes into the cookie and is kept nowhere else."""

    token: str
    user: User
    expires_at: datetime


async def log_in(store: Store, login: str, password: str) -> LoggedIn:
    """Check name and password and open a session of twelve hours.

    The attempt is counted before the password is looked at, so that guesses sent at once do not slip
    past the throttle; the costly comparison runs in a thread with no transaction open.

    Raises:
        WrongLogin: the pair does not fit an active account.
        TooManyAttempts: this name was tried too often.
    """
    login = login.strip()[:80]
    user_id, stored = await store.write(lambda session: _begin(session, login))
    fits = await asyncio.to_thread(lambda: verify(stored or decoy_hash(), password))
    if user_id is None or not fits:
        raise WrongLogin("The log-in name or the password is wrong.")
    better = await asyncio.to_thread(hash_password, password) if needs_rehash(stored) else None
    return await store.write(lambda session: _open(session, user_id, better))


def _begin(session: Session, login: str) -> tuple[int | None, str]:
    user = session.scalars(select(User).where(User.login == login, User.active.is_(True))).first()
    target = target_of(login, user is not None)
    wait_s = seconds_to_wait(session, target, utcnow())
    if wait_s:
        raise TooManyAttempts(wait_s)
    note(session, target, "login_tried", target)
    return (user.id, user.password_hash) if user is not None else (None, "")


def _open(session: Session, user_id: int, better_hash: str | None) -> LoggedIn:
    user = session.get_one(User, user_id)
    if better_hash is not None:
        user.password_hash = better_hash
    now = utcnow()
    token = secrets.token_urlsafe(32)
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))
    session.add(LoginSession(token_hash=_hash(token), user_id=user.id, expires_at=now + SESSION_LASTS))
    note(session, user.login, "logged_in", target_of(user.login, True))
    return LoggedIn(token, user, now + SESSION_LASTS)


def log_out(session: Session, token: str) -> None:
    """End a session; an unknown token changes nothing."""
    row = session.get(LoginSession, _hash(token))
    if row is None:
        return
    user = session.get(User, row.user_id)
    session.delete(row)
    if user is not None:
        note(session, user.login, "logged_out")


def user_of(session: Session, token: str) -> User | None:
    """Return who is logged in with this token; None when it is unknown, expired, or the account closed."""
    row = session.get(LoginSession, _hash(token)) if token else None
    if row is None or row.expires_at <= utcnow():
        return None
    user = session.get(User, row.user_id)
    return user if user is not None and user.active else None


def end_sessions(session: Session, user_id: int) -> int:
    """End every session of a user; returns how many there were."""
    ended = session.execute(
        delete(LoginSession).where(LoginSession.user_id == user_id).returning(LoginSession.token_hash)
    )
    return len(ended.all())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
