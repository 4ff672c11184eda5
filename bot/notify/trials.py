"""Trial calls: a person sees whether an address works before a life hangs on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.notify.notifier import TRIAL
from bot.notify.queue import VOID
from bot.notify.targets import TargetRefused
from bot.store.database import wake
from bot.store.tables import Push, PushTarget, User

BETWEEN = timedelta(seconds=60)
"""No address gets trials more often: the button must not be a way to pester somebody."""
STEP = "trial"
UNDER_WAY = ("queued", "sending")


def send_trial(session: Session, user: User, target_id: int, now: datetime) -> Push:
    """Queue a trial call to one address of a person; the sender makes it like any other.

    Raises:
        TargetRefused: the person has no such address in use, or the last trial was a moment ago.
    """
    # The lock lets the second of two taps find the first one's trial.
    target = session.get(PushTarget, target_id, with_for_update=True)
    if target is None or target.user_id != user.id or not target.active:
        raise TargetRefused("gone", f"{user.login} has no address number {target_id} in use.")
    last = latest_trials(session, user).get(target.id)
    if last is not None and now - last.created_at < BETWEEN:
        raise TargetRefused("soon", "The last trial was a moment ago. Wait a minute, then try again.")
    if last is not None and last.state in UNDER_WAY:
        last.state = VOID
    desk = user.desk.name if user.desk is not None else "Lindung"
    push = Push(
        case_id=None, epoch=0, step=STEP, target_id=target.id, due_at=now, created_at=now,
        payload={"code": "", "desk": desk, "urgency": TRIAL},
    )  # fmt: skip
    session.add(push)
    session.flush()
    wake(session, "push")
    return push


def latest_trials(session: Session, user: User) -> dict[int, Push]:
    """Return the newest trial of each address of a person, by the number of the address."""
    newest = (
        select(func.max(Push.id))
        .join(PushTarget, PushTarget.id == Push.target_id)
        .where(PushTarget.user_id == user.id, Push.step == STEP, Push.case_id.is_(None))
        .group_by(Push.target_id)
    )
    return {push.target_id: push for push in session.scalars(select(Push).where(Push.id.in_(newest)))}
