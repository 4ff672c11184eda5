"""Deadlines: what was promised or must not be missed becomes a row that warns, and rings when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.alone import alone
from bot.cases.calls import call
from bot.cases.history import record
from bot.cases.ladder import ring
from bot.cases.reach import AT_DESK, SUPERVISOR, on_shift
from bot.store.base import utcnow
from bot.store.tables import Case, Deadline
from bot.store.tables.cases import OPEN_STATES

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
WARNINGS: dict[str, tuple[timedelta, ...]] = {
    "promise": (timedelta(minutes=10),),
    "hearing": (3 * _DAY, _DAY),
    "appeal": (3 * _DAY, _DAY),
    "execution": (14 * _DAY, 3 * _DAY, _DAY),
    "flight": (_DAY, 3 * _HOUR),
    "care_72h": (12 * _HOUR, 3 * _HOUR),
    "other": (_DAY,),
}
"""Kind → how long before it the owner is warned. ``care_72h``: HIV prophylaxis must begin by then."""
LONGEST = max(lead for leads in WARNINGS.values() for lead in leads)
FURTHEST = timedelta(days=366 * 30)
MAX_NOTE = 500
DUE, SOON = "deadline_due", "deadline_soon"


class DeadlineRefused(ValueError):
    """The deadline cannot be kept like this; the text says what to change, ``code`` is for labels."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def add_deadline(
    session: Session,
    case: Case,
    kind: str,
    due_at: datetime,
    note: str,
    actor: str,
    now: datetime | None = None,
) -> Deadline:
    """Put a deadline on an open case. The same one again (a form sent twice) is the one that exists.

    Args:
        due_at: aware time in the future.
        note: what is due and why, in a few words.

    Raises:
        DeadlineRefused: unknown kind, past or naive time, no note, or the case has ended.
    """
    now = now or utcnow()
    note = note.replace("\x00", "").strip()
    if kind not in WARNINGS:
        raise DeadlineRefused("kind", f"'{kind}' is no kind of deadline. Use one of: {', '.join(WARNINGS)}.")
    if due_at.tzinfo is None or due_at.utcoffset() is None:
        raise DeadlineRefused("no_zone", "Give the time with its time zone.")
    if due_at <= now:
        raise DeadlineRefused("past", "This time has passed. Give one in the future.")
    if due_at > now + FURTHEST:
        raise DeadlineRefused("far", "This is more than 30 years away. Look at the year again.")
    if not note or len(note) > MAX_NOTE:
        raise DeadlineRefused("note", f"Write in a few words what is due (at most {MAX_NOTE} characters).")
    session.refresh(case, ["status"], with_for_update={"of": Case})
    if case.status not in OPEN_STATES:
        raise DeadlineRefused("ended", f"Case {case.code} is {case.status}. Open it again first.")
    same = session.scalars(
        select(Deadline).where(
            Deadline.case_id == case.id,
            Deadline.kind == kind,
            Deadline.due_at == due_at,
            Deadline.note == note,
            Deadline.done_at.is_(None),
        )
    ).first()
    if same is not None:
        return same
    row = Deadline(case_id=case.id, kind=kind, due_at=due_at, note=note, made_by=actor, made_at=now)
    session.add(row)
    session.flush()  # The history names the row.
    record(
        session, case, "deadline_added", actor, id=row.id, deadline=kind, due_at=due_at.isoformat(), note=note
    )
    return row


def complete_deadline(session: Session, case: Case, deadline_id: int, actor: str) -> Deadline:
    """Note that a deadline was kept; its marks go. Doing it again changes nothing.

    Raises:
        DeadlineRefused: this case has no such deadline.
    """
    session.refresh(case, ["marks", "status"], with_for_update={"of": Case})
    row = session.scalars(
        select(Deadline).where(Deadline.id == deadline_id, Deadline.case_id == case.id).with_for_update()
    ).one_or_none()
    if row is None:
        raise DeadlineRefused("gone", f"Case {case.code} has no such deadline. Load the page again.")
    if row.done_at is not None:
        return row
    row.done_at, row.done_by = utcnow(), actor
    _unmark(case, DUE, row.id)
    _unmark(case, SOON, row.id)
    record(session, case, "deadline_done", actor, id=row.id, deadline=row.kind)
    return row


def deadlines_of(session: Session, case_id: int, *, all_of_them: bool = False) -> list[Deadline]:
    """Return the deadlines of a case, the next first; kept ones only when asked for."""
    rows = select(Deadline).where(Deadline.case_id == case_id)
    if not all_of_them:
        rows = rows.where(Deadline.done_at.is_(None))
    return list(session.scalars(rows.order_by(Deadline.due_at, Deadline.id)))


def register(
    session: Session, desk_ids: Sequence[int], until: datetime, limit: int = 200
) -> list[tuple[Deadline, Case]]:
    """Return what is open and due until then at these desks with its case, overdue first."""
    rows = session.execute(
        select(Deadline, Case)
        .join(Case, Case.id == Deadline.case_id)
        .where(Deadline.done_at.is_(None), Deadline.due_at <= until, Case.desk_id.in_(desk_ids))
        .order_by(Deadline.due_at, Deadline.id)
        .limit(limit)
    )
    return [(deadline, case) for deadline, case in rows]


def fire_deadlines(session: Session, now: datetime) -> int:
    """Warn of what comes near and ring what is due, each once; returns how many were dealt with.

    All is read from the rows, so that a restart forgets nothing; of several warnings that an outage
    held back only the last is given.
    """
    rows = session.execute(
        select(
            Deadline.id,
            Deadline.case_id,
            Deadline.kind,
            Deadline.due_at,
            Deadline.made_at,
            Deadline.warned_at,
        )
        .where(Deadline.done_at.is_(None), Deadline.rang_at.is_(None), Deadline.due_at <= now + LONGEST)
        .order_by(Deadline.due_at, Deadline.id)
    ).all()
    dealt = 0
    for row in rows:
        if row.due_at > now and _warning(row.kind, row.due_at, row.made_at, row.warned_at, now) is None:
            continue
        case = session.scalars(
            select(Case)
            .where(Case.id == row.case_id)
            .with_for_update(of=Case, skip_locked=True)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if case is not None:  # Otherwise somebody works on it at this moment: the next round finds it.
            dealt += _fire_one(session, case, row.id, now)
    return dealt


def _fire_one(session: Session, case: Case, deadline_id: int, now: datetime) -> bool:
    """Look at the row again under the lock of its case: another clock may have been first."""
    row = session.scalars(
        select(Deadline)
        .where(Deadline.id == deadline_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if row.done_at is not None or row.rang_at is not None:
        return False
    if row.due_at <= now:
        row.rang_at = now
        return alone(session, case, DUE, partial(_ring, session, case, row, now))
    stage = _warning(row.kind, row.due_at, row.made_at, row.warned_at, now)
    if stage is None:
        return False
    row.warned_at = now
    return alone(session, case, SOON, partial(_warn, session, case, row, stage, now))


def _warning(
    kind: str, due_at: datetime, made_at: datetime, warned_at: datetime | None, now: datetime
) -> int | None:
    """Return the number of the latest warning whose moment has come and that was not given yet."""
    found = None
    for stage, lead in enumerate(WARNINGS.get(kind, (_DAY,))):
        moment = due_at - lead
        # Who sets a deadline for tomorrow needs no warning that it is tomorrow.
        if made_at < moment <= now and (warned_at is None or warned_at < moment):
            found = stage
    return found


def _warn(session: Session, case: Case, row: Deadline, stage: int, now: datetime) -> None:
    _mark(case, SOON, row)
    record(session, case, SOON, "system", id=row.id, deadline=row.kind, due_at=row.due_at.isoformat())
    if case.operator_id is not None:
        call(session, case, f"soon{stage}:{row.id}", {case.operator_id}, now)


def _ring(session: Session, case: Case, row: Deadline, now: datetime) -> None:
    """The owner hears it; a case that nobody holds rings at its desk."""
    _unmark(case, SOON, row.id)
    _mark(case, DUE, row)
    record(session, case, DUE, "system", id=row.id, deadline=row.kind, due_at=row.due_at.isoformat())
    if case.operator_id is None and case.status in ("new", "waiting"):
        ring(session, case, f"{row.kind} is due: {row.note}", now)
    held = case.operator_id is not None and case.status in OPEN_STATES
    people = {case.operator_id} if held else on_shift(session, [case.desk_id], (*AT_DESK, *SUPERVISOR), now)
    call(session, case, f"due:{row.id}", {person for person in people if person is not None}, now)


def _mark(case: Case, key: str, row: Deadline) -> None:
    entry: dict[str, Any] = {"id": row.id, "kind": row.kind, "due_at": row.due_at.isoformat()}
    others = [other for other in case.marks.get(key, []) if other["id"] != row.id]
    case.marks = {**case.marks, key: [*others, entry]}


def _unmark(case: Case, key: str, deadline_id: int) -> None:
    left = [entry for entry in case.marks.get(key, []) if entry["id"] != deadline_id]
    case.marks = {name: value for name, value in case.marks.items() if name != key}
    if left:
        case.marks = {**case.marks, key: left}
