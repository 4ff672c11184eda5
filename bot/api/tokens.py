"""Tokens of other systems: made, listed, revoked. Only the hash of a token is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.service import AccountError
from bot.store.base import utcnow
from bot.store.tables import ApiToken, Desk

PREFIX = "lnd_"
SCOPES = (
    "cases:read",
    "cases:write",
    "messages:read",
    "desks:read",
    "statistics:read",
    "webhooks:write",
)
LONGEST_DAYS = 3650
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")


class TokenError(AccountError):
    """A token or webhook cannot be made or changed so; the text says what to write instead."""


@dataclass(frozen=True)
class Caller:
    """Who calls: the name of a partner system, what it may do, and the desk it is limited to."""

    token_id: int
    name: str
    scopes: frozenset[str]
    desk_id: int | None = None
    desk_code: str | None = None
    desk_kind: str | None = None

    @property
    def actor(self) -> str:
        """How the caller stands in the history and the audit trail."""
        return f"api:{self.name}"


def hash_of(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def create_token(
    session: Session,
    name: str,
    scopes: Sequence[str],
    *,
    desk_code: str = "",
    days: int = 365,
    made_by: str = "command line",
) -> tuple[ApiToken, str]:
    """Make a token and return its row and the token itself, which is kept nowhere.

    Several tokens may bear one name: a new one is handed out before the old one is revoked.

    Raises:
        TokenError: a value cannot be used.
    """
    check_name(name)
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        wrong = f"unknown scope {', '.join(unknown)}" if unknown else "no scope"
        raise TokenError(f"A token needs scopes; here: {wrong}. Use some of: {', '.join(SCOPES)}.")
    if not 1 <= days <= LONGEST_DAYS:
        raise TokenError(f"A token lasts 1 to {LONGEST_DAYS} days, not {days}.")
    desk = desk_named(session, desk_code)
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        name=name,
        token_hash=hash_of(token),
        scopes=sorted(set(scopes)),
        desk_id=desk.id if desk else None,
        made_by=made_by,
        expires_at=utcnow() + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    where = desk.code if desk else "all desks"
    note(
        session,
        made_by,
        "token_added",
        f"token:{row.id}",
        f"{name}: {', '.join(row.scopes)}; {where}; {days} days",
    )
    return row, token


def revoke_token(session: Session, token_id: int, made_by: str = "command line") -> ApiToken:
    """End a token at once; what it did stays in the records.

    Raises:
        TokenError: there is no such token, or it has ended already.
    """
    row = session.get(ApiToken, token_id, with_for_update=True)
    if row is None:
        raise TokenError(f"There is no token {token_id}. See: lindung token list")
    if row.revoked_at is not None:
        raise TokenError(f"Token {token_id} ({row.name}) was revoked on {row.revoked_at:%Y-%m-%d %H:%M} UTC.")
    row.revoked_at = utcnow()
    note(session, made_by, "token_revoked", f"token:{row.id}", row.name)
    return row


def list_tokens(session: Session) -> list[tuple[ApiToken, str | None]]:
    """Return every token with the code of its desk, the newest first."""
    query = (
        select(ApiToken, Desk.code).outerjoin(Desk, Desk.id == ApiToken.desk_id).order_by(ApiToken.id.desc())
    )
    return [(row, code) for row, code in session.execute(query)]


def state_of(row: ApiToken, now: datetime) -> str:
    """Return active, expired or revoked."""
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "active"


def check_name(name: str) -> None:
    """Refuse a name that cannot stand in a path or an audit entry.

    Raises:
        TokenError: the name cannot be used.
    """
    if not _NAME.fullmatch(name):
        raise TokenError(f"'{name[:80]}' is no name. Use 2 to 60 of a–z, 0–9 and dash, such as beijing-110.")


def desk_named(session: Session, code: str) -> Desk | None:
    """Return a desk by its code; None when no code is given.

    Raises:
        TokenError: there is no such desk.
    """
    if not code:
        return None
    desk = session.scalars(select(Desk).where(Desk.code == code.strip().lower())).first()
    if desk is None:
        raise TokenError(f"There is no desk '{code[:40]}'. See: lindung desk list")
    return desk
