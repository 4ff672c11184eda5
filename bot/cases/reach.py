"""Whom a step of the ladder calls: the desk, its supervisor, then the desks above and people on call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.duty import on_duty
from bot.accounts.roles import ANSWERING_ROLES
from bot.cases.ladder_times import BEYOND
from bot.store.tables import Case, Desk, User

AT_DESK = ("operator", "officer")
SUPERVISOR = ("supervisor",)
ALWAYS_BEYOND = ("officer", "on_call")
"""Duty officers and people on call are called from the first step beyond the desk, wherever in the chain."""


def people_for(session: Session, case: Case, level: int, now: datetime) -> set[int]:
    """Return the ids of those whom a ring level calls, at their screen or not.

    1: who is on shift at the desk. 2: supervisors too. 3: the parent desk, the duty officers and the
    people on call of every desk above. Each level from there on adds one desk further up.
    """
    desk = session.get_one(Desk, case.desk_id)
    people = on_shift(session, [desk.id], AT_DESK, now)
    if level >= 2:
        people |= on_shift(session, [desk.id], SUPERVISOR, now)
    if level >= BEYOND:
        above = desks_above(session, desk)
        reached = [upper.id for upper in above[: level - BEYOND + 1]]
        people |= on_shift(session, reached, (*AT_DESK, *SUPERVISOR), now)
        people |= _rostered(session, [desk.id, *(upper.id for upper in above)], ALWAYS_BEYOND, now)
    return people


def desks_above(session: Session, desk: Desk) -> list[Desk]:
    """Return the parent of a desk, its parent and so on; the duty desk ends every chain."""
    chain: list[Desk] = []
    seen, upper_id = {desk.id}, desk.parent_id
    while upper_id is not None and upper_id not in seen:  # A desk may have been made its own grandparent.
        seen.add(upper_id)
        upper = session.get_one(Desk, upper_id)
        chain.append(upper)
        upper_id = upper.parent_id
    duty = session.scalars(select(Desk).where(Desk.is_duty.is_(True))).first()
    if duty is not None and duty.id not in seen:
        chain.append(duty)
    return chain


def on_shift(session: Session, desk_ids: Sequence[int], roles: Sequence[str], now: datetime) -> set[int]:
    """Return who has one of these roles at these desks now.

    Where the roster of a desk names nobody, everyone of that role who belongs to it counts: a gap in a
    list must not leave a cry unheard.
    """
    found: set[int] = set()
    for desk_id in desk_ids:
        found |= _rostered(session, [desk_id], roles, now) or _members(session, desk_id, roles)
    return found


def _members(session: Session, desk_id: int, roles: Sequence[str]) -> set[int]:
    wanted = set(roles)
    if wanted & ANSWERING_ROLES:  # Members of a desk answer alike, whatever their post is called.
        wanted |= ANSWERING_ROLES
    if "supervisor" in wanted:
        wanted.add("admin")
    return set(
        session.scalars(
            select(User.id).where(User.desk_id == desk_id, User.active.is_(True), User.role.in_(wanted))
        )
    )


def _rostered(session: Session, desk_ids: Sequence[int], roles: Sequence[str], now: datetime) -> set[int]:
    return {user.id for desk_id in desk_ids for user in on_duty(session, desk_id, now, roles)}
