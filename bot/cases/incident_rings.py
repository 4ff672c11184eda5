"""One ring for an incident. Who is in danger apart from it rings alone, and nobody stays quiet for long.

A case that falls quiet stays in the queue as "new"; it rings again as soon as nobody attends the
incident, as soon as its person is in danger apart, or when nobody has written to it for five minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.ladder import ring
from bot.cases.states import change
from bot.store.base import utcnow
from bot.store.tables import Case
from bot.store.tables.cases import OPEN_STATES

QUIET_AT_MOST = timedelta(minutes=5)
MARK = "rings_with"
"""Mark of a quiet case: when it fell quiet, in ISO form."""
ALONE_TOPICS = ("emergency_rescue",)
NOT_NORMAL = ("none", "gasping", "not_normal")
ALONE_FACTS = {"trapped": ("yes",), "in_danger": ("yes",), "awake": ("no",), "breathing": NOT_NORMAL}
ATTENDING = ("ringing", "claimed", "active")


def rings_alone(case: Case) -> bool:
    """Whether the person of a case needs a rescuer apart from the incident: trapped, hurt, or helpless."""
    if case.topic in ALONE_TOPICS or case.vulnerable or case.marks.get("more_danger"):
        return True
    if "trapped" in case.reason.casefold():
        return True
    return any(_code(case.facts.get(name)) in codes for name, codes in ALONE_FACTS.items())


def settle(
    session: Session, incident_id: int, *, joined: Sequence[Case] = (), left: Case | None = None
) -> None:
    """Leave one ring in an incident: the case somebody has, else the one that rang first.

    Args:
        joined: cases that were just linked. Of the others only the one that led until now is looked at,
            since all that may be quiet are: an event may have hundreds of cases.
        left: a case that was just taken out of it. Nobody falls quiet by that.
    """
    leader = _leader(session, incident_id)
    before = _leader(session, incident_id, without=[case.id for case in joined])
    for case in sorted({case.id: case for case in (*joined, *([before] if before else []))}.values(), key=_id):
        if case is not leader and leader is not None and _may_fall_quiet(case):
            _fall_quiet(session, case, leader)
    if left is not None and is_quiet(left) and left.status == "new":
        _ring_again(session, left, "taken out of its incident")


def _leader(session: Session, incident_id: int, *, without: Sequence[int] = ()) -> Case | None:
    """Return the case that stands for the others: one that somebody has, else the one that rang first."""
    return session.scalars(
        select(Case)
        .where(Case.incident_id == incident_id, Case.status.in_(ATTENDING), Case.id.not_in(without))
        .order_by(Case.status == "ringing", func.coalesce(Case.rings_since, Case.opened_at), Case.id)
        .limit(1)
    ).first()


def _id(case: Case) -> int:
    return case.id


def ring_or_join(session: Session, case: Case, why: str) -> bool:
    """Let a new case ring, or leave that to its incident when that is attended; returns whether it rings."""
    if case.incident_id is not None and not rings_alone(case):
        leader = _leader(session, case.incident_id, without=[case.id])
        if leader is not None:
            _fall_quiet(session, case, leader)
            return False
    ring(session, case, why)
    return True


def ring_the_quiet(session: Session, now: datetime) -> int:
    """Ring quiet cases that must not wait any longer; returns how many. For the clock, every second."""
    quiet = session.scalars(
        select(Case)
        .where(Case.incident_id.is_not(None), Case.status == "new", Case.urgency != "routine")
        .order_by(Case.id)
        .with_for_update(of=Case, skip_locked=True)
    ).all()
    incidents: dict[int, list[Case]] = {}
    rung = 0
    for case in quiet:
        if not is_quiet(case) or case.incident_id is None:
            continue
        if case.incident_id not in incidents:
            incidents[case.incident_id] = _open_cases(session, case.incident_id)
        why = _why_now(case, incidents[case.incident_id], now)
        if why:
            _ring_again(session, case, why)
            rung += 1
    return rung


def is_quiet(case: Case) -> bool:
    """Whether a case leaves its ring to its incident."""
    return bool(case.marks.get(MARK))


def _why_now(case: Case, incident: list[Case], now: datetime) -> str:
    if rings_alone(case):
        return "in danger apart from the incident"
    if not any(other.status in ATTENDING for other in incident if other.id != case.id):
        return "nobody attends the incident"
    if now - datetime.fromisoformat(str(case.marks[MARK])) >= QUIET_AT_MOST:
        return "nobody has written for five minutes"
    return ""


def _may_fall_quiet(case: Case) -> bool:
    is_free = case.status == "ringing" and case.operator_id is None and case.first_human_at is None
    return is_free and not rings_alone(case) and MARK not in case.marks


def _fall_quiet(session: Session, case: Case, leader: Case) -> None:
    case.marks = {**case.marks, MARK: utcnow().isoformat()}
    case.rings_since = case.rings_since or utcnow()
    case.ladder_epoch += 1  # The timers of its own ring are void.
    why = f"rings with {leader.code}"
    change(session, case, "new", "system", why, kind="rings_with_incident", code=leader.code)


def _ring_again(session: Session, case: Case, why: str) -> None:
    """Ring; the emptied mark keeps the case from falling quiet a second time."""
    ring(session, case, why)
    case.marks = {**case.marks, MARK: ""}


def _open_cases(session: Session, incident_id: int) -> list[Case]:
    return list(
        session.scalars(
            select(Case)
            .where(Case.incident_id == incident_id, Case.status.in_(OPEN_STATES))
            .order_by(Case.id)
        )
    )


def _code(value: Any) -> str:
    return str(value.get("code", "")) if isinstance(value, dict) else str(value or "")
