"""A desk above takes a case that the responsible one did not answer: the case moves there."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot.cases.calls import call
from bot.cases.history import record
from bot.cases.ladder_times import BEYOND
from bot.cases.reach import AT_DESK, SUPERVISOR, desks_above, on_shift
from bot.store.base import utcnow
from bot.store.tables import Case, Desk, User


def take_over(session: Session, case: Case, user: User) -> bool:
    """Move a case that rang beyond its desk to the desk of its claimer. Returns whether it moved.

    Called with the claim. The people of the desk that had it are told: at their screens by the history
    and a mark, away from them by a push.
    """
    if case.ring_level < BEYOND or user.desk_id is None or user.desk_id == case.desk_id:
        return False
    before = session.get_one(Desk, case.desk_id)
    after = next((desk for desk in desks_above(session, before) if desk.id == user.desk_id), None)
    if after is None:
        return False
    case.desk_id, case.desk = after.id, after
    case.marks = {**case.marks, "taken_over": before.code}
    why = f"nobody at {before.name} answered"
    record(session, case, "desk_changed", user.login, before=before.code, desk=after.code, why=why)
    now = utcnow()
    call(
        session, case, f"moved:{before.id}", on_shift(session, [before.id], (*AT_DESK, *SUPERVISOR), now), now
    )
    return True


def rings_beyond_to(desk_id: int | None) -> ColumnElement[bool]:
    """Return the condition of a case that rings beyond its desk, up to this one: its people may see it."""
    below = select(Desk.id).where(Desk.parent_id == desk_id).cte("desks_below", recursive=True)
    below = below.union(select(Desk.id).join(below, Desk.parent_id == below.c.id))
    return (
        (Case.status == "ringing")
        & (Case.urgency == "critical")
        & (Case.ring_level >= BEYOND)
        & Case.desk_id.in_(select(below.c.id))
    )
