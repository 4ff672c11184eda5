"""Duty: who is on shift at which desk, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.problems import DeskProblem
from bot.accounts.roles import DESK_ROLES
from bot.accounts.service import desk_by_code, user_by_login
from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import Desk, DutyShift, User

SHIFT_ROLES = ("operator", "officer", "supervisor", "on_call")
AT_THE_DESK = ("operator", "officer", "supervisor")
"""Roles whose shift keeps a desk answering out of hours; people on call are only fetched by push."""
LONGEST = {"on_call": timedelta(days=14)}
_LONGEST_AT_DESK = timedelta(hours=24)


def add_shift(
    session: Session,
    desk_code: str,
    login: str,
    starts_at: datetime,
    ends_at: datetime,
    role: str = "operator",
    *,
    actor: str = "command line",
) -> DutyShift:
    """Put a person on shift at a desk.

    Raises:
        DeskProblem, AccountError: no such desk or person, the person cannot answer cases, the desk has
            nobody here, or the times cannot be (over already, too long, end before start, two at once).
    """
    desk, user = desk_by_code(session, desk_code), user_by_login(session, login)
    if role not in SHIFT_ROLES:
        sentence = f"'{role}' is no role of a shift. Use one of: {', '.join(SHIFT_ROLES)}."
        raise DeskProblem("no_shift_role", sentence, value=role)
    if not user.active or user.role not in DESK_ROLES:
        sentence = f"{user.login} does not answer cases (role {user.role}). Choose somebody else."
        raise DeskProblem("no_desk_role", sentence, login=user.login)
    if not desk.staffed:
        sentence = f"{desk.name} is a contact without people. First: lindung desk edit {desk.code} --staffed"
        raise DeskProblem("only_contact", sentence, desk=desk.name)
    _check_times(role, starts_at, ends_at)
    clash = _clash(session, user, role, starts_at, ends_at)
    if clash is not None:
        there = session.get_one(Desk, clash.desk_id)
        raise DeskProblem(
            "shift_clash",
            f"{user.login} is on shift at {there.name} from {clash.starts_at:%Y-%m-%d %H:%M} to "
            f"{clash.ends_at:%Y-%m-%d %H:%M} UTC. Take that shift away first, or choose other times.",
            login=user.login,
            desk=there.name,
        )
    shift = DutyShift(desk_id=desk.id, user_id=user.id, role=role, starts_at=starts_at, ends_at=ends_at)
    session.add(shift)
    session.flush()  # The caller may need the id.
    note(
        session, actor, "shift_added", desk.code,
        f"{user.login} as {role}, {starts_at.isoformat()} to {ends_at.isoformat()}",
    )  # fmt: skip
    wake(session, "desk")
    return shift


def remove_shift(session: Session, desk_code: str, shift_id: int, *, actor: str = "command line") -> None:
    """Take a shift out of the roster; the audit trail keeps that it was there.

    Raises:
        DeskProblem: this desk has no such shift.
    """
    desk = desk_by_code(session, desk_code)
    shift = session.get(DutyShift, shift_id)
    if shift is None or shift.desk_id != desk.id:
        sentence = f"{desk.name} has no shift {shift_id}. See: lindung desk shift list {desk.code}"
        raise DeskProblem("no_shift", sentence, desk=desk.name)
    user = session.get_one(User, shift.user_id)
    note(
        session, actor, "shift_removed", desk.code,
        f"{user.login} as {shift.role}, {shift.starts_at.isoformat()} to {shift.ends_at.isoformat()}",
    )  # fmt: skip
    session.delete(shift)
    wake(session, "desk")


def roster(session: Session, desk_id: int, since: datetime, until: datetime) -> list[tuple[DutyShift, User]]:
    """Return the shifts of a desk that touch a period, in their order, with the people."""
    rows = session.execute(
        select(DutyShift, User)
        .join(User, User.id == DutyShift.user_id)
        .where(DutyShift.desk_id == desk_id, DutyShift.starts_at < until, DutyShift.ends_at > since)
        .order_by(DutyShift.starts_at, DutyShift.id)
    ).all()
    return [(shift, user) for shift, user in rows]


def on_duty(
    session: Session, desk_id: int, now: datetime, roles: Sequence[str] = AT_THE_DESK
) -> list[User]:
    """Return who is on shift at a desk at a moment in one of these roles; closed accounts are left out."""
    return list(
        session.scalars(
            select(User)
            .join(DutyShift, DutyShift.user_id == User.id)
            .where(
                DutyShift.desk_id == desk_id,
                DutyShift.role.in_(roles),
                DutyShift.starts_at <= now,
                DutyShift.ends_at > now,
                User.active.is_(True),
            )
            .order_by(User.id)
        ).unique()
    )


def _check_times(role: str, starts_at: datetime, ends_at: datetime) -> None:
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise DeskProblem("no_time", "The times of a shift need a time zone.", value=str(starts_at))
    if ends_at <= starts_at:
        raise DeskProblem("shift_backwards", "A shift ends after it starts. Look at both times again.")
    if ends_at <= utcnow():
        sentence = "This shift is over already. Enter one that is still to come, or running."
        raise DeskProblem("shift_over", sentence)
    longest = LONGEST.get(role, _LONGEST_AT_DESK)
    if ends_at - starts_at > longest:
        hours = int(longest.total_seconds() // 3600)
        sentence = f"A shift as {role} lasts at most {hours} hours. Enter several."
        raise DeskProblem("shift_long", sentence, hours=hours)


def _clash(
    session: Session, user: User, role: str, starts_at: datetime, ends_at: datetime
) -> DutyShift | None:
    """A shift of the same person at that time: nobody sits at two desks. On call goes beside any."""
    if role == "on_call":
        return None
    return session.scalars(
        select(DutyShift)
        .where(
            DutyShift.user_id == user.id,
            DutyShift.role.in_(AT_THE_DESK),
            DutyShift.starts_at < ends_at,
            DutyShift.ends_at > starts_at,
        )
        .limit(1)
    ).first()
