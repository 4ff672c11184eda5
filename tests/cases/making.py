"""Cases and people for the tests of the case life."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.opening import open_or_join_case
from bot.store.tables import Case, CaseEvent, Conversation, Desk, User
from tests.factories import make_conversation, make_desk, make_user


def make_people(session: Session) -> dict[str, User]:
    """Return two operators and a supervisor of one desk."""
    desk = session.scalars(select(Desk)).first() or make_desk(session)
    return {
        "siti": make_user(session, desk, "siti"),
        "wei": make_user(session, desk, "wei"),
        "rina": make_user(session, desk, "rina", role="supervisor"),
    }


def open_case(
    session: Session,
    topic: str = "emergency_fire",
    urgency: str = "critical",
    *,
    conversation: Conversation | None = None,
    watched: bool = False,
    exercise: bool = False,
    **values: Any,
) -> Case:
    """Open a case in a conversation of its own, with other values if need be."""
    conversation = conversation or make_conversation(session)
    case, _ = open_or_join_case(
        session, conversation, topic, urgency, topic, watched=watched, exercise=exercise
    )
    for name, value in values.items():
        setattr(case, name, value)
    session.flush()
    return case


def person(session: Session, login: str) -> User:
    """Return a person by log-in name."""
    return session.scalars(select(User).where(User.login == login)).one()


def steps(session: Session, case_id: int) -> list[CaseEvent]:
    """Return the history of a case."""
    return list(session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)))


def kinds(session: Session, case_id: int) -> list[str]:
    """Return the names of the steps of a case."""
    return [step.kind for step in steps(session, case_id)]
