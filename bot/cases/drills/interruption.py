"""Something in a drill is real: the case is marked, treated as real and rings, until a person decides."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.cases.drills import control
from bot.cases.drills.channel import EXERCISE
from bot.cases.drills.real_words import says_real
from bot.cases.history import record
from bot.cases.ladder import ring
from bot.cases.opening import open_cases, open_or_join_case
from bot.cases.ownership import held_by
from bot.cases.states import IllegalChange
from bot.store.commits import is_outage
from bot.store.tables import Case, CaseEvent, Conversation, Identity, Lease, Message, User
from bot.store.tables.cases import OPEN_STATES

log = structlog.get_logger(__name__)
MARK = "maybe_real"
ROW = "drill:heard"
OVERLAP = timedelta(seconds=30)
"""Looked at again each time: a line may commit after a younger one. What was heard is not heard twice."""
KEEP_EVERY = timedelta(seconds=10)
QUIET_AFTER = timedelta(minutes=10)
"""A talk of a drill without a case is listened to for this long after its last line."""


def hear_real(session: Session, now: datetime) -> int:
    """Look for words such as "no duff" in what was said in drills; returns how many lines ring now.

    For the clock, twice a second: without a drill it costs two look-ups.
    """
    talks = _talks(session, now)
    if not talks:
        return 0
    since = _heard_until(session, now)
    lines = session.scalars(
        select(Message)
        .where(
            Message.conversation_id.in_(talks),
            Message.created_at >= since - OVERLAP,
            Message.author.in_(("traveller", "operator")),
            func.length(Message.text) > 0,
        )
        .order_by(Message.id)
    ).all()
    return sum(_hear_alone(session, line, now) for line in lines if says_real(line.text))


def _hear_alone(session: Session, line: Message, now: datetime) -> bool:
    """One line that cannot be handled must not keep the others from being heard."""
    try:
        with session.begin_nested():
            return _hear(session, line, now)
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("real_words_failed", message_id=line.id)
        return False


def settle(session: Session, case_id: int, user: User, *, is_real: bool) -> Case:
    """Say whether a case is real; only who holds it does.

    Raises:
        NotYours: somebody else holds it, or nobody does.
        IllegalChange: nobody said that it may be real, or an exercise of the same matter is open.
    """
    case = held_by(session, case_id, user)
    if MARK not in case.marks:
        raise IllegalChange(f"Nobody has said that case {case.code} may be real.")
    if not is_real:
        try:
            with session.begin_nested():
                case.exercise = True
                session.flush()
        except IntegrityError:
            session.refresh(case)
            raise IllegalChange("The same exercise is open as another case. End that one first.") from None
    case.marks = {name: value for name, value in case.marks.items() if name != MARK}
    record(session, case, "is_real" if is_real else "is_exercise", user.login)
    return case


def _talks(session: Session, now: datetime) -> set[int]:
    """Return the conversations of drills: those with an open exercise, and all while a drill is on."""
    exercises = select(Case.conversation_id).where(Case.status.in_(OPEN_STATES), Case.exercise.is_(True))
    found = set(session.scalars(exercises))
    drill = session.get(Lease, control.ROW)
    if drill is not None and drill.until >= now - QUIET_AFTER:
        fresh = (Identity.channel == EXERCISE) & (Conversation.last_inbound_at >= now - QUIET_AFTER)
        found |= set(session.scalars(select(Conversation.id).join(Conversation.identity).where(fresh)))
    return found


def _heard_until(session: Session, now: datetime) -> datetime:
    """Return up to when everything was heard, and note that it is now: a restart goes on from there."""
    row = session.get(Lease, ROW)
    since = datetime.fromisoformat(row.value) if row is not None and row.value else now - QUIET_AFTER
    if row is None or now - since >= KEEP_EVERY:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        values = {"holder": "", "until": now, "value": now.isoformat()}
        session.execute(
            dialect.insert(Lease)
            .values(name=ROW, **values)
            .on_conflict_do_update(index_elements=["name"], set_=values)
        )
    # Without drills nobody listens, and then there is nothing to catch up with beyond the last minutes.
    return max(since, now - QUIET_AFTER)


def _hear(session: Session, line: Message, now: datetime) -> bool:
    session.execute(select(Conversation.id).where(Conversation.id == line.conversation_id).with_for_update())
    conversation = session.get_one(Conversation, line.conversation_id)
    if _was_heard(session, line):
        return False
    words = says_real(line.text)
    case = _case_of(session, conversation, words)
    case.urgency = "critical"
    case.marks = {**case.marks, MARK: True}
    record(session, case, MARK, "system", message_id=line.id, words=words)
    ring(session, case, f"said in a drill: {words}", now)
    return True


def _was_heard(session: Session, line: Message) -> bool:
    heard = session.scalars(
        select(CaseEvent.data)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(Case.conversation_id == line.conversation_id, CaseEvent.kind == MARK)
    )
    return any(data.get("message_id") == line.id for data in heard)


def _case_of(session: Session, conversation: Conversation, words: str) -> Case:
    """Return the case in which it was said, no longer an exercise; a new one when there is none."""
    case = next(iter(open_cases(session, conversation.id)), None)
    if case is None:
        case, _new = open_or_join_case(
            session, conversation, "emergency_unspecified", "critical", f"said in a drill: {words}"
        )
    if case.exercise:
        try:
            with session.begin_nested():
                case.exercise = False
                session.flush()
        except IntegrityError:  # The same matter is open as a real case already: that one rings.
            session.refresh(case)
            real = [one for one in open_cases(session, conversation.id) if not one.exercise]
            return next((one for one in real if one.kind == case.kind), case)
    return case
