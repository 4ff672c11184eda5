"""The database side of calls: take what is due, drop what nobody needs any more, record how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.cases.calls import is_away
from bot.cases.ladder import CLIMBING
from bot.messages.inbox import bury, printable
from bot.notify.notifier import TRIAL, Notice, NotifyError
from bot.store.tables import Case, DeadLetter, Deadline, Push, PushTarget, User

HOLD = timedelta(seconds=60)
"""A row "sending" for longer belongs to a sender that died; no single call takes this long."""
GIVE_UP_AFTER = timedelta(minutes=10)
"""Later steps of the ladder make calls of their own: an old one would only confuse."""
MAX_ATTEMPTS = 6
VOID = "void"
"""State of a call that was not needed any more when its turn came."""


@dataclass(frozen=True)
class DueCall:
    """One call to make now."""

    push_id: int
    kind: str
    address: str
    notice: Notice


def take_due(session: Session, now: datetime, limit: int = 16) -> list[DueCall]:
    """Take the calls that are due; nobody else gets them while they are ours.

    A call that was being sent by a sender that died goes out again: a person called twice is better
    than one not called. A call is void once a human has written, the case rings anew, or the person is
    back at a screen.
    """
    _free_abandoned(session, now)
    while True:
        taken = _take(session, now, limit)
        calls = [found for push in taken if (found := _call_or_void(session, push, now)) is not None]
        if calls or not taken:
            return calls


def _take(session: Session, now: datetime, limit: int) -> list[Push]:
    due = (
        select(Push.id)
        .where(Push.state == "queued", Push.due_at <= now)
        .order_by(Push.due_at, Push.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = session.scalars(
        update(Push)
        .where(Push.id.in_(due.scalar_subquery()), Push.state == "queued")
        .values(state="sending", attempts=Push.attempts + 1, due_at=now + HOLD)
        .returning(Push)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return sorted(taken, key=lambda push: push.id)


def _call_or_void(session: Session, push: Push, now: datetime) -> DueCall | None:
    found = _call_of(session, push, now)
    if found is None:
        push.state = VOID
    return found


def _free_abandoned(session: Session, now: datetime) -> None:
    session.execute(
        update(Push)
        .where(Push.state == "sending", Push.due_at <= now)
        .values(state="queued")
        .execution_options(synchronize_session=False)
    )


def _call_of(session: Session, push: Push, now: datetime) -> DueCall | None:
    """Return the call of a row as things stand now; None when nobody needs it any more.

    A trial is asked for at a screen, and needs no case.
    """
    is_trial = push.case_id is None
    wanted = User.active.is_(True) if is_trial else is_away(now)
    row = session.execute(
        select(PushTarget, User)
        .join(User, User.id == PushTarget.user_id)
        .where(PushTarget.id == push.target_id, PushTarget.active.is_(True), wanted)
    ).first()
    if row is None or not (is_trial or _is_needed(session, push, session.get_one(Case, push.case_id))):
        return None
    target, user = row
    told = {key: str(push.payload.get(key, "")) for key in ("code", "desk", "urgency")}
    return DueCall(
        push.id, target.kind, target.address, Notice(id=push.id, language=user.interface_language, **told)
    )


def _is_needed(session: Session, push: Push, case: Case) -> bool:
    name, _colon, number = push.step.partition(":")
    if name.startswith("ring"):
        return case.ladder_epoch == push.epoch and case.first_human_at is None and case.status in CLIMBING
    if name == "due" or name.startswith("soon"):
        deadline = session.get(Deadline, int(number))
        return deadline is not None and deadline.done_at is None
    if name == "silent":
        return "silent_since" in case.marks
    return True


def record_sent(session: Session, push_id: int, now: datetime) -> None:
    """The other side took the call."""
    push = session.get_one(Push, push_id, with_for_update=True)
    push.state, push.sent_at, push.error = "sent", now, ""


def record_failure(session: Session, push_id: int, error: NotifyError, now: datetime) -> None:
    """Try again a little later, or give up and say so where an administrator sees it."""
    push = session.get_one(Push, push_id, with_for_update=True)
    if push.state == "sent":
        return
    push.error = printable(error.text)
    wait = timedelta(seconds=error.retry_after_s or min(60.0, 2.0**push.attempts))
    if error.retryable and push.attempts < MAX_ATTEMPTS and now + wait - push.created_at < GIVE_UP_AFTER:
        push.state, push.due_at = "queued", now + wait
        return
    push.state = "failed"
    if push.payload.get("urgency") == TRIAL:
        return  # Who asked for it reads the reason on the page.
    _bury_once(session, push)


def _bury_once(session: Session, push: Push) -> None:
    """One open letter a person, kind and reason: the ladder calls every minute, and one of them is enough."""
    target = session.get_one(PushTarget, push.target_id)
    user = session.get_one(User, target.user_id)
    reason = printable(f"{user.login} could not be called by {target.kind}: {push.error}")
    known = select(DeadLetter.id).where(
        DeadLetter.source == "push", DeadLetter.reason == reason, DeadLetter.closed_at.is_(None)
    )
    if session.scalar(known.limit(1)) is None:
        bury(session, "push", reason, None, push.id)
