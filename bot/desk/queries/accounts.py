"""What the administrator's pages of accounts show."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.accounts.login_sessions import own_sessions
from bot.accounts.second_factor import has_second_factor, recovery_codes_left
from bot.desk.queries.case_file import held_critical
from bot.store.tables import AuditEntry, Case, Desk, LoginSession, SecondFactor, User

PAGE_SIZE = 50
HISTORY = 50


@dataclass(frozen=True)
class AccountRow:
    """One account of the list."""

    user: User
    has_factor: bool


@dataclass(frozen=True)
class AccountFile:
    """Everything about one account."""

    user: User
    has_factor: bool
    codes_left: int
    sessions: list[LoginSession]
    held: list[Case]
    """Critical cases in this person's hands now."""
    history: list[AuditEntry]
    """What was done to the account, the newest first."""


def account_rows(session: Session, words: str, page: int) -> tuple[list[AccountRow], int]:
    """Return a page of accounts, active ones first, and how many there are in all."""
    asked = select(User, SecondFactor.sealed).outerjoin(SecondFactor, SecondFactor.user_id == User.id)
    counted = select(func.count(User.id))
    if words:
        fits = or_(
            func.lower(User.login).contains(words.lower(), autoescape=True),
            func.lower(User.name).contains(words.lower(), autoescape=True),
        )
        asked, counted = asked.where(fits), counted.where(fits)
    rows = session.execute(
        asked.order_by(User.active.desc(), User.login).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    return [AccountRow(user, bool(sealed)) for user, sealed in rows], session.scalar(counted) or 0


def account_file(session: Session, login: str) -> AccountFile | None:
    """Return one account; None when there is none of this name."""
    user = session.scalars(select(User).where(User.login == login)).first()
    if user is None:
        return None
    history = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.target == user.login, AuditEntry.action != "login_tried")
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(HISTORY)
    )
    return AccountFile(
        user,
        has_second_factor(session, user.id),
        recovery_codes_left(session, user.id),
        own_sessions(session, user.id),
        held_critical(session, user),
        list(history),
    )


def staffed_desks(session: Session) -> list[Desk]:
    """Return the desks that people can belong to."""
    return list(session.scalars(select(Desk).where(Desk.staffed.is_(True)).order_by(Desk.name)))
