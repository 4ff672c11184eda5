"""Invitations: an administrator says who may come, the person sets name and password with a link, once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.login_sessions import hash_of
from bot.accounts.service import AccountError, checked_login, checked_role, create_user, desk_by_code
from bot.accounts.service import check_languages as checked_languages
from bot.store.base import utcnow
from bot.store.tables import Desk, Invitation, User

LASTS = timedelta(hours=72)
PATH = "/desk/invitation/"


def invite(
    session: Session,
    *,
    login: str,
    role: str = "operator",
    desk_code: str | None = None,
    languages: Sequence[str] = (),
    actor: str = "command line",
) -> tuple[Invitation, str]:
    """Make an invitation; returns it and the token of its link, which is kept nowhere. An older one ends.

    Raises:
        AccountError: a value cannot be used, or the log-in name is taken.
    """
    login = checked_login(session, login)
    checked_role(role)
    checked_languages(languages)
    desk = desk_by_code(session, desk_code) if desk_code else None
    for older in open_invitations(session, login):
        revoke(session, older.id, actor)
    token = secrets.token_urlsafe(32)
    made = Invitation(
        token_hash=hash_of(token),
        login=login,
        role=role,
        desk_id=desk.id if desk is not None else None,
        languages=list(dict.fromkeys(languages)),
        made_by=actor[:80],
        expires_at=utcnow() + LASTS,
    )
    session.add(made)
    session.flush()
    note(session, actor, "user_invited", login, f"role {role}, desk {desk_code or '-'}")
    return made, token


def open_invitations(session: Session, login: str = "") -> list[Invitation]:
    """Return the invitations that can still be taken, the newest first."""
    asked = select(Invitation).where(
        Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > utcnow()
    )
    if login:
        asked = asked.where(Invitation.login == login)
    return list(session.scalars(asked.order_by(Invitation.id.desc())))


def invitation_of(session: Session, token: str) -> Invitation | None:
    """Return the invitation of a link; None when there is none, or it was used, withdrawn, or is too old."""
    found = session.scalars(select(Invitation).where(Invitation.token_hash == hash_of(token))).first()
    return found if found is not None and found in open_invitations(session, found.login) else None


def accept(session: Session, token: str, *, name: str, password: str, interface_language: str) -> User | None:
    """Make the account of an invitation and use the invitation up; None when it cannot be taken any more.

    Raises:
        AccountError: the log-in name was taken meanwhile, or the name is missing.
        WeakPassword: the password is too easy.
    """
    row = session.scalars(
        select(Invitation).where(Invitation.token_hash == hash_of(token)).with_for_update()
    ).first()
    if row is None or row not in open_invitations(session, row.login):
        return None
    if not name.strip():
        raise AccountError("Write your name: colleagues see who helps a person.", "no_name")
    desk = session.get(Desk, row.desk_id) if row.desk_id is not None else None
    user = create_user(
        session,
        login=row.login,
        name=name,
        password=password,
        role=row.role,
        languages=row.languages,
        interface_language=interface_language,
        desk_code=desk.code if desk is not None else None,
        actor=row.made_by,
    )
    row.used_at = utcnow()
    note(session, user.login, "invitation_taken", user.login, f"invited by {row.made_by}")
    return user


def revoke(session: Session, invitation_id: int, actor: str) -> bool:
    """Withdraw an invitation; False when it was used or withdrawn already."""
    row = session.get(Invitation, invitation_id, with_for_update=True)
    if row is None or row.used_at is not None or row.revoked_at is not None:
        return False
    row.revoked_at = utcnow()
    note(session, actor, "invitation_revoked", row.login)
    return True


def link_of(base_url: str, token: str) -> str:
    """Return the address that the invited person opens."""
    return f"{base_url}{PATH}{token}"
