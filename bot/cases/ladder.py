"""The answer ladder: a case rings wider and wider until a human has written.

Timers are rows, unique by (case, ladder epoch, step). Each fires only while the state still asks for
it, so a late or repeated run does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.messages.inbox import bury
from bot.store.base import utcnow
from bot.store.commits import is_outage
from bot.store.tables import Case, Message, Timer, User
from bot.store.tables.cases import OPEN_STATES

log = structlog.get_logger(__name__)
STEPS = (("ring_desk", 15, 1), ("ring_supervisor", 20, 2), ("ring_beyond", 60, 3))
"""Step, seconds after the ring, ring level reached."""
BEYOND_EVERY = timedelta(seconds=60)
CLAIM_SILENCE = timedelta(seconds=30)
UNREAD_SILENCE = timedelta(seconds=60)
LOST_SCREEN = timedelta(seconds=30)


def ring(session: Session, case: Case, why: str) -> None:
    """Let a case ring from the first level on, whether or not somebody has claimed it before."""
    now = utcnow()
    case.ladder_epoch += 1
    case.ring_level = 0
    case.rings_since = now
    case.first_human_at = None
    case.status = "ringing"
    record(session, case, "rang", "system", why=why, level=0)
    if case.urgency == "critical":
        for step, seconds, _level in STEPS:
            set_timer(session, case, step, now + timedelta(seconds=seconds))


def set_timer(session: Session, case: Case, step: str, due_at: datetime) -> None:
    """Make a timer of the present ladder epoch; a repeated call does nothing."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(Timer)
        .values(case_id=case.id, epoch=case.ladder_epoch, step=step, due_at=due_at)
        .on_conflict_do_nothing()
    )


def fire_due(
    session: Session, now: datetime, repeat_number: Callable[[Session, Case], None], limit: int = 50
) -> int:
    """Fire what is due and return how many timers were dealt with.

    After an outage a case goes straight to its highest due step: the lower ones find it there.

    Args:
        repeat_number: tells the traveller the number once more.
    """
    due = (
        select(Timer.id)
        .where(Timer.done_at.is_(None), Timer.due_at <= now)
        .order_by(Timer.due_at.desc())
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    timers = session.scalars(
        update(Timer)
        .where(Timer.id.in_(due.scalar_subquery()), Timer.done_at.is_(None))
        .values(done_at=now)
        .returning(Timer)
        .execution_options(synchronize_session=False)
    ).all()
    for timer in sorted(timers, key=lambda t: t.due_at, reverse=True):
        case = session.scalars(select(Case).where(Case.id == timer.case_id).with_for_update()).one()
        if timer.epoch == case.ladder_epoch and case.status in OPEN_STATES:
            _alone(session, case, timer.step, partial(_fire, session, case, timer, now, repeat_number))
    return len(timers)


def _alone(session: Session, case: Case, step: str, work: Callable[[], None]) -> None:
    """Do one thing by itself; a failure is a dead letter, and no other alarm waits for it."""
    try:
        with session.begin_nested():
            work()
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("timer_failed", case_id=case.id, step=step)
        bury(session, "timer", f"{step} of {case.code}: {type(error).__name__}: {error}", None, case.id)


def _fire(
    session: Session, case: Case, timer: Timer, now: datetime, repeat_number: Callable[[Session, Case], None]
) -> None:
    if timer.step == "claim_silence":
        if case.status == "claimed" and case.first_human_at is None:
            lapse(session, case, "nobody wrote within 30 seconds")
        return
    if timer.step.startswith("unread:"):
        if case.status == "active" and case.marks.get("unanswered") == int(timer.step.split(":")[1]):
            lapse(session, case, "a message stayed unanswered for 60 seconds")
        return
    if timer.step == "no_words":
        _look_at_wordless(session, case)
        return
    if case.first_human_at is not None:
        return
    level = _level_of(timer.step)
    if level > case.ring_level:
        case.ring_level = level
        record(session, case, "ring_raised", "system", level=level)
    if level >= 3:
        set_timer(session, case, f"ring_beyond:{level + 1}", now + BEYOND_EVERY)
    if timer.step == "ring_beyond":
        _alone(session, case, "repeat_number", partial(repeat_number, session, case))


def _look_at_wordless(session: Session, case: Case) -> None:
    """A first message without words: rings when nothing followed it, else it needed nobody."""
    if case.urgency != "routine" or case.status != "new":
        return
    answered = session.scalar(
        select(Message.id)
        .where(
            Message.conversation_id == case.conversation_id,
            Message.direction == "in",
            Message.kind.in_(("text", "button")),
            Message.created_at >= case.opened_at,
        )
        .limit(1)
    )
    if answered is None:
        case.urgency = "urgent"
        ring(session, case, "a first message without words, and no answer for 30 seconds")
        return
    case.status, case.closed_at, case.outcome = "closed", utcnow(), "words followed"
    record(session, case, "closed", "system", why="words followed")


def lapse_lost_screens(session: Session, now: datetime) -> int:
    """Ring again the critical cases whose operator's screen has been gone for 30 seconds."""
    lost = session.scalars(
        select(Case)
        .join(User, User.id == Case.operator_id)
        .where(
            Case.urgency == "critical",
            Case.status.in_(("claimed", "active")),
            Case.claimed_at < now - LOST_SCREEN,
            User.last_seen_at < now - LOST_SCREEN,
        )
        .with_for_update(of=Case, skip_locked=True)
    ).all()
    for case in lost:
        lapse(session, case, "the operator's screen is gone")
    return len(lost)


def lapse(session: Session, case: Case, why: str) -> None:
    """Take a claim away from an operator who does not write, and ring again. The bot stays silent:
    a rescuer may still be typing."""
    operator = case.operator_id
    case.operator_id = None
    record(session, case, "claim_lapsed", "system", why=why, operator_id=operator)
    ring(session, case, f"claim lapsed: {why}")


def _level_of(step: str) -> int:
    if ":" in step:
        return int(step.split(":")[1])
    return next(level for name, _seconds, level in STEPS if name == step)
