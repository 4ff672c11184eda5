"""Whether somebody may leave now: nobody in danger is left alone by a log-out or a break."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.roles import ANSWERING_ROLES
from bot.desk.queries.case_file import held_critical
from bot.desk.snapshot import PRESENT_WITHIN
from bot.desk.visibility import visible_cases
from bot.store.base import utcnow
from bot.store.tables import Case, User


def reason_to_stay(session: Session, user: User) -> tuple[str, list[str]] | None:
    """Return a label and the codes of the critical cases that need this person; None when free to go."""
    held = held_critical(session, user)
    if held:
        return "notice.stay_held", [case.code for case in held]
    if user.role not in ANSWERING_ROLES or _somebody_else_is_there(session, user):
        return None
    ringing = session.scalars(
        select(Case.code).where(
            Case.status == "ringing",
            Case.urgency == "critical",
            Case.exercise.is_(False),
            visible_cases(user),
        )
    ).all()
    return ("notice.stay_ringing", list(ringing)) if ringing else None


def _somebody_else_is_there(session: Session, user: User) -> bool:
    other = select(User.id).where(
        User.id != user.id,
        User.role.in_(ANSWERING_ROLES),
        User.active.is_(True),
        User.on_break.is_(False),
        User.desk_id == user.desk_id,
        User.last_seen_at > utcnow() - PRESENT_WITHIN,
    )
    return session.scalar(other.limit(1)) is not None
