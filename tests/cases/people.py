"""People with addresses, and travellers in danger, for the tests of the ladder."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.codes import make_code
from bot.cases.ladder import ring
from bot.store.base import utcnow
from bot.store.tables import Case, CaseEvent, Desk, DutyShift, Push, PushTarget, User
from tests.factories import ago, make_conversation, make_user


def make_away(session: Session, desk: Desk, login: str, **values: Any) -> User:
    """Return a person with an address who is at no screen."""
    user = make_user(session, desk, login, **{"last_seen_at": ago(minutes=5), **values})
    session.add(PushTarget(user_id=user.id, kind="email", address=f"{login}@example.org"))
    session.flush()
    return user


def make_shift(session: Session, desk: Desk, user: User, role: str, now: datetime | None = None) -> None:
    """Put a person on the roster for the hours around now."""
    now = now or utcnow()
    hours = timedelta(hours=4)
    session.add(
        DutyShift(desk_id=desk.id, user_id=user.id, role=role, starts_at=now - hours, ends_at=now + hours)
    )
    session.flush()


def danger(session: Session, topic: str = "emergency_fire", **values: Any) -> Case:
    """Return a critical case that rings, at the first desk there is unless another is given."""
    desk = values.pop("desk", None) or session.scalars(select(Desk).order_by(Desk.id)).first()
    conversation = values.pop("conversation", None) or make_conversation(session)
    case = Case(
        code=make_code(desk.prefix), conversation=conversation, desk=desk, kind=topic, topic=topic,
        urgency="critical", **{"marks": {}, "facts": {}, "ladder_epoch": 0, **values},
    )  # fmt: skip
    session.add(case)
    session.flush()
    ring(session, case, "case")
    session.flush()
    return case


def pushed(session: Session) -> list[tuple[str, str]]:
    """Return (step, log-in) of all pushes in their order."""
    rows = session.execute(
        select(Push.step, User.login)
        .join(PushTarget, PushTarget.id == Push.target_id)
        .join(User, User.id == PushTarget.user_id)
        .order_by(Push.id)
    )
    return [(step, login) for step, login in rows]


def kinds(session: Session, case_id: int) -> list[str]:
    """Return the kinds of a case's history."""
    rows = select(CaseEvent.kind).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)
    return list(session.scalars(rows))
