"""The answer ladder: a case rings wider and wider until a human has written.

Timers are rows, unique by (case, ladder epoch, step). Each fires only while the state still asks for
it, so a late or repeated run does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.accounts.duty import on_duty
from bot.accounts.hours import is_open
from bot.cases.alone import alone
from bot.cases.calls import call, is_anyone_at
from bot.cases.history import record
from bot.cases.ladder_times import BEYOND, level_of, times_of
from bot.cases.reach import desks_above, people_for
from bot.cases.states import change
from bot.store.base import utcnow
from bot.store.tables import Case, Conversation, Desk, Message, Timer, User
from bot.store.tables.cases import OPEN_STATES

Repeat = Callable[[Session, Case], None]
"""Tells the traveller the number once more."""
CLIMBING = ("ringing", "claimed")
"""States in which nobody has written yet, so that the case rings wider."""
CLAIM_SILENCE = timedelta(seconds=30)
UNREAD_SILENCE = timedelta(seconds=60)
LOST_SCREEN = timedelta(seconds=30)
BEGINS_ANEW = ("claim_silence",)
"""Each claim has its 30 seconds, also the second one of a ring; other steps are set once a ring."""


def ring(session: Session, case: Case, why: str, now: datetime | None = None) -> None:
    """Let a case ring from the first level on, whether or not somebody has claimed it before.

    A critical case of a desk that is closed rings beyond it from the start.
    """
    now = now or utcnow()
    desk = session.get_one(Desk, case.desk_id)
    is_critical = case.urgency == "critical"
    beyond = is_critical and _is_closed(session, desk, now) and bool(desks_above(session, desk))
    case.ladder_epoch += 1
    case.ring_level = BEYOND if beyond else 0
    case.rings_since = now
    case.first_human_at = None
    closed = {"closed": desk.code} if beyond else {}
    change(
        session, case, "ringing", "system", kind="rang", why=why, urgency=case.urgency, level=case.ring_level, **closed
    )
    if is_critical:
        for step, after in times_of(desk).steps():
            set_timer(session, case, step, now + after)
        alone(session, case, "ring", partial(_call_at_once, session, case, now))


def _is_closed(session: Session, desk: Desk, now: datetime) -> bool:
    """Whether a desk is out of its hours and nobody is on shift there; the duty desk never is."""
    return not desk.is_duty and not is_open(desk, now) and not on_duty(session, desk.id, now)


def _call_at_once(session: Session, case: Case, now: datetime) -> None:
    """With the desk closed or nobody at its screens, the first step would come after an empty ring."""
    if case.ring_level >= BEYOND:
        call(session, case, "ring", people_for(session, case, case.ring_level, now), now)
    elif not is_anyone_at(session, case.desk_id, now):
        call(session, case, "ring", people_for(session, case, 1, now), now)


def set_timer(session: Session, case: Case, step: str, due_at: datetime) -> None:
    """Make a timer of the present ladder epoch; a repeated call does nothing, but for a new claim's."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(Timer).values(case_id=case.id, epoch=case.ladder_epoch, step=step, due_at=due_at)
    if step in BEGINS_ANEW:
        key = ["case_id", "epoch", "step"]
        session.execute(
            insert.on_conflict_do_update(index_elements=key, set_={"due_at": due_at, "done_at": None})
        )
    else:
        session.execute(insert.on_conflict_do_nothing())


def fire_due(session: Session, now: datetime, repeat_number: Repeat, limit: int = 50) -> int:
    """Fire what is due and return how many timers were dealt with; the longest due cases come first.

    After an outage a case goes straight to its highest due step: the lower ones find it there.

    Args:
        limit: at most so many cases.
    """
    is_due = (Timer.done_at.is_(None), Timer.due_at <= now)
    waiting = session.scalars(
        select(Timer.case_id)
        .where(*is_due)
        .group_by(Timer.case_id)
        .order_by(func.min(Timer.due_at), Timer.case_id)
        .limit(limit)
    ).all()
    if not waiting:
        return 0
    cases = _lock(session, waiting)
    timers = session.scalars(
        update(Timer)
        .where(Timer.case_id.in_(list(cases)), *is_due)
        .values(done_at=now)
        .returning(Timer)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    for case_id in waiting:
        case = cases.get(case_id)
        if case is not None:
            _fire_all(
                session, case, [timer for timer in timers if timer.case_id == case_id], now, repeat_number
            )
    return len(timers)


def _lock(session: Session, case_ids: Sequence[int]) -> dict[int, Case]:
    """Lock these cases before their timers, so that two clocks, and an operator who claims, do not cross.

    The conversation comes first, as everywhere: a ring may say a line in it. What somebody works on at
    this moment is left for the next round.
    """
    talks = session.scalars(
        select(Conversation.id)
        .where(Conversation.id.in_(select(Case.conversation_id).where(Case.id.in_(case_ids))))
        .order_by(Conversation.id)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    cases = session.scalars(
        select(Case)
        .where(Case.id.in_(case_ids), Case.conversation_id.in_(talks))
        .order_by(Case.id)
        .with_for_update(of=Case, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return {case.id: case for case in cases}


def _fire_all(
    session: Session, case: Case, timers: Sequence[Timer], now: datetime, repeat_number: Repeat
) -> None:
    """Fire the timers of one case, the latest first; one that fails stops none of the others."""
    for timer in sorted(timers, key=lambda timer: (timer.due_at, timer.id), reverse=True):
        if timer.epoch == case.ladder_epoch and case.status in OPEN_STATES:
            alone(session, case, timer.step, partial(_fire, session, case, timer, now, repeat_number))


def _fire(session: Session, case: Case, timer: Timer, now: datetime, repeat_number: Repeat) -> None:
    if timer.step == "claim_silence":
        if case.status == "claimed" and case.first_human_at is None:
            lapse(session, case, "nobody wrote within 30 seconds", now)
    elif timer.step.startswith("unread:"):
        if case.status == "active" and case.marks.get("unanswered") == int(timer.step.split(":")[1]):
            lapse(session, case, "a message stayed unanswered for 60 seconds", now)
    elif timer.step == "no_words":
        _look_at_wordless(session, case)
    elif case.first_human_at is None and case.status in CLIMBING and case.urgency == "critical":
        _climb(session, case, timer, now, repeat_number)


def _climb(session: Session, case: Case, timer: Timer, now: datetime, repeat_number: Repeat) -> None:
    """Ring one level higher, call who is away, and set the next step: the ladder has no end."""
    level = level_of(timer.step)
    if level >= BEYOND:
        every = timedelta(seconds=times_of(session.get_one(Desk, case.desk_id)).every)
        # On the beat of the last step; after an outage from now on, not all the missed ones in a row.
        next_at = timer.due_at + every
        set_timer(session, case, f"ring_beyond:{level + 1}", next_at if next_at > now else now + every)
    if level >= case.ring_level:
        alone(
            session,
            case,
            f"call at {timer.step}",
            partial(_call_level, session, case, timer.step, level, now),
        )
    if level > case.ring_level:
        case.ring_level = level
        record(session, case, "ring_raised", "system", level=level)
    if timer.step == "ring_beyond":
        alone(session, case, "repeat_number", partial(repeat_number, session, case))


def _call_level(session: Session, case: Case, step: str, level: int, now: datetime) -> None:
    people = people_for(session, case, level, now)
    called = call(session, case, step, people, now)
    if called:
        record(session, case, "called", "system", level=level, addresses=called)


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
    case.outcome = "words followed"
    change(session, case, "closed", "system", "words followed", why="words followed")


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
        lapse(session, case, "the operator's screen is gone", now)
    return len(lost)


def lapse(session: Session, case: Case, why: str, now: datetime | None = None) -> None:
    """Take a claim away from an operator who does not write, and ring again. The bot stays silent:
    a rescuer may still be typing."""
    operator = case.operator_id
    case.operator_id = None
    record(session, case, "claim_lapsed", "system", why=why, operator_id=operator)
    ring(session, case, f"claim lapsed: {why}", now)
