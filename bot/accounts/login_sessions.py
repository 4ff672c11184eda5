"""Sessions: how a log-in is kept, when it ends by itself, and the list a person sees of the own ones."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.store.base import utcnow
from bot.store.tables import LoginSession, User

SESSION_LASTS = timedelta(hours=24)
"""A log-in ends after this long in any case: the longest shift at a desk."""
IDLE_LASTS = timedelta(hours=12)
"""It ends sooner when nobody does anything; a screen that refreshes by itself is nobody."""
TOUCH_AFTER = timedelta(minutes=5)
"""The last sign of a person is written down at most this often."""


@dataclass(frozen=True)
class Origin:
    """Where a log-in comes from, as the person will recognise it in the own list."""

    address: str = ""
    agent: str = ""


def new_session(
    session: Session, user: User, origin: Origin, *, second_factor: bool
) -> tuple[str, datetime]:
    """Open a session; returns its token and when it ends at the latest."""
    token, expires_at = secrets.token_urlsafe(32), utcnow() + SESSION_LASTS
    row = LoginSession(
        token_hash=hash_of(token),
        user_id=user.id,
        expires_at=expires_at,
        second_factor=second_factor,
        address=origin.address[:45],
        agent=origin.agent[:200],
    )
    session.add(row)
    return token, expires_at


def session_of(session: Session, token: str) -> tuple[User, LoginSession] | None:
    """Return who is logged in with this token and the session; None when unknown, ended, or closed."""
    row = session.get(LoginSession, hash_of(token)) if token else None
    now = utcnow()
    if row is None or row.expires_at <= now or row.last_seen_at + IDLE_LASTS <= now:
        return None
    user = session.get(User, row.user_id)
    return (user, row) if user is not None and user.active else None


def user_of(session: Session, token: str) -> User | None:
    """Return who is logged in with this token; None when it is unknown, expired, or the account closed."""
    found = session_of(session, token)
    return found[0] if found is not None else None


def touch(session: Session, token: str) -> None:
    """Keep that the person did something just now."""
    row = session.get(LoginSession, hash_of(token))
    if row is not None:
        row.last_seen_at = utcnow()


def own_sessions(session: Session, user_id: int) -> list[LoginSession]:
    """Return the sessions of a person that still count, the newest first."""
    now = utcnow()
    found = session.scalars(
        select(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.expires_at > now,
            LoginSession.last_seen_at > now - IDLE_LASTS,
        )
        .order_by(LoginSession.created_at.desc())
    )
    return list(found)


def log_out(session: Session, token: str) -> None:
    """End a session; an unknown token changes nothing."""
    row = session.get(LoginSession, hash_of(token))
    if row is None:
        return
    user = session.get(User, row.user_id)
    session.delete(row)
    if user is not None:
        note(session, user.login, "logged_out")


def end_sessions(session: Session, user_id: int, *, keep: str = "") -> int:
    """End every session of a user, but for the one with the token ``keep``; returns how many ended."""
    ended = session.execute(
        delete(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.token_hash != (hash_of(keep) if keep else ""))
        .returning(LoginSession.token_hash)
    )
    return len(ended.all())


def hash_of(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
