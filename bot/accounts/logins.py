"""Logging in and out. The cookie holds the token; the database only its SHA-256."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.login_sessions import (
    IDLE_LASTS,
    SESSION_LASTS,
    Origin,
    end_sessions,
    log_out,
    new_session,
    session_of,
    user_of,
)
from bot.accounts.passwords import decoy_hash, hash_password, needs_rehash, verify
from bot.accounts.second_factor import has_second_factor, prove
from bot.accounts.throttle import (
    ADDRESSES,
    CODES,
    PASSWORDS,
    address_target,
    code_target,
    seconds_to_wait,
    target_of,
)
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import LoginSession, User

__all__ = [
    "IDLE_LASTS",
    "SESSION_LASTS",
    "CodeNeeded",
    "LoggedIn",
    "Origin",
    "TooManyAttempts",
    "WrongCode",
    "WrongLogin",
    "confirm_password",
    "end_sessions",
    "log_in",
    "log_in_with_code",
    "log_out",
    "session_of",
    "user_of",
]


class WrongLogin(Exception):
    """The name or the password is wrong, or the account is closed: which of them is not told."""


class WrongCode(Exception):
    """The code does not fit, or was taken before."""


class CodeNeeded(Exception):
    """The password is right; a code of the person's app must follow."""

    def __init__(self, user: User) -> None:
        super().__init__("Enter the code of your authenticator app.")
        self.user = user


class TooManyAttempts(Exception):
    """Attempts on this name, or from this address, must pause for ``wait_s`` seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"Too many attempts. Wait {wait_s} seconds, then try again.")
        self.wait_s = wait_s


@dataclass(frozen=True)
class LoggedIn:
    """A fresh log-in; ``token`` goes into the cookie and is kept nowhere else."""

    token: str
    user: User
    expires_at: datetime


async def log_in(store: Store, login: str, password: str, origin: Origin = Origin()) -> LoggedIn:
    """Check name and password and open a session.

    The attempt is counted before the password is looked at, so that guesses sent at once do not slip
    past the throttle; the costly comparison runs in a thread with no transaction open.

    Raises:
        WrongLogin: the pair does not fit an active account.
        CodeNeeded: it fits, and the person has a second factor.
        TooManyAttempts: this name was tried too often, or too many failed from this address.
    """
    user = await _check(store, login, password, origin)
    better = await asyncio.to_thread(hash_password, password) if needs_rehash(user.password_hash) else None

    def _open(session: Session) -> LoggedIn | User:
        found = session.get_one(User, user.id)
        if better is not None:
            found.password_hash = better
        if has_second_factor(session, found.id):
            return found
        return _opened(session, found, origin, second_factor=False)

    made = await store.write(_open)
    if isinstance(made, User):
        raise CodeNeeded(made)
    return made


async def log_in_with_code(
    store: Store, secret_key: str, user: User, code: str, origin: Origin = Origin()
) -> LoggedIn:
    """Take the second step of a log-in whose password was right.

    Raises:
        WrongCode: the code does not fit or was taken before, or the account was closed meanwhile.
        TooManyAttempts: too many codes were tried.
        Unsealable: the service's key has changed, so that no code can be checked.
    """
    target = code_target(user.login)
    await store.write(lambda session: _count(session, target, CODES.tried, origin))

    def _prove(session: Session) -> LoggedIn | None:
        found = session.get(User, user.id)
        if found is None or not found.active or prove(session, secret_key, found, code) is None:
            _failed(session, target, origin)
            return None
        note(session, found.login, "code_taken", target)
        return _opened(session, found, origin, second_factor=True)

    made = await store.write(_prove)
    if made is None:
        raise WrongCode("This code does not fit, or it was used before. Wait for the next one.")
    return made


async def confirm_password(store: Store, user: User, password: str, origin: Origin = Origin()) -> None:
    """Ask somebody who is logged in for the password again, before something grave is changed.

    Raises:
        WrongLogin: it is not this person's password.
        TooManyAttempts: it was tried too often.
    """
    await _check(store, user.login, password, origin)
    await store.write(lambda session: note(session, user.login, "password_confirmed", user.login))


async def _check(store: Store, login: str, password: str, origin: Origin) -> User:
    login = login.strip()[:80]

    def _begin(session: Session) -> tuple[User | None, str]:
        found = session.scalars(select(User).where(User.login == login, User.active.is_(True))).first()
        target = target_of(login, found is not None)
        _count(session, target, PASSWORDS.tried, origin)
        return found, target

    user, target = await store.write(_begin)
    stored = user.password_hash if user is not None else decoy_hash()
    fits = await asyncio.to_thread(verify, stored, password)
    if user is None or not fits:
        await store.write(lambda session: _failed(session, target, origin))
        raise WrongLogin("The log-in name or the password is wrong.")
    return user


def _count(session: Session, target: str, action: str, origin: Origin) -> None:
    """Refuse an attempt that comes too early; count it else."""
    now, limit = utcnow(), CODES if action == CODES.tried else PASSWORDS
    wait_s = seconds_to_wait(session, target, now, limit)
    address = address_target(origin.address)
    if address:
        wait_s = max(wait_s, seconds_to_wait(session, address, now, ADDRESSES))
    if wait_s:
        raise TooManyAttempts(wait_s)
    note(session, target, action, target, origin.address)


def _failed(session: Session, target: str, origin: Origin) -> None:
    """Keep that an attempt failed, and when that shuts the name or the address for a while."""
    address = address_target(origin.address)
    if address:
        note(session, target, ADDRESSES.tried, address)
    session.flush()  # The pause counts what was just noted.
    limit = CODES if target.startswith(code_target("")) else PASSWORDS
    for what, its_limit in ((target, limit), (address, ADDRESSES)):
        wait_s = seconds_to_wait(session, what, utcnow(), its_limit) if what else 0
        if wait_s:
            note(session, target, "login_locked", what, f"{wait_s} s, from {origin.address or '-'}")


def _opened(session: Session, user: User, origin: Origin, *, second_factor: bool) -> LoggedIn:
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= utcnow()))
    token, expires_at = new_session(session, user, origin, second_factor=second_factor)
    note(session, user.login, "logged_in", user.login)
    return LoggedIn(token, user, expires_at)
