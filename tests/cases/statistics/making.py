"""Cases with a history of their own, at moments of one's own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import Case, CaseEvent, Desk
from tests.factories import make_conversation, make_desk

NOON = datetime(2026, 3, 10, 5, 0, tzinfo=UTC)
"""Noon in Jakarta."""
_numbers = itertools.count(1)
Steps = Sequence[tuple[float, str]]


def answered_after(seconds: float) -> Steps:
    """The history of a critical case in which a human wrote after so many seconds."""
    return ((0, "rang"), (seconds - 0.5, "claimed"), (seconds, "wrote"))


def put_case(session: Session, at: datetime = NOON, steps: Steps = (), **values: Any) -> Case:
    """Add a case opened at a moment; ``steps``: seconds after it, kind of event.

    ``channel``, ``spoken`` (language of the conversation) and ``desk`` may be given as well.
    """
    desk = values.pop("desk", None) or session.scalars(select(Desk).order_by(Desk.id)).first()
    desk = desk or make_desk(session)
    conversation = make_conversation(
        session, values.pop("channel", "telegram"), language=values.pop("spoken", "id")
    )
    defaults: dict[str, Any] = {
        "code": f"JKT-{next(_numbers)}", "kind": "emergency_medical", "topic": "emergency_medical",
        "urgency": "critical", "status": "active", "country": "ID",
    }  # fmt: skip
    case = Case(conversation_id=conversation.id, desk_id=desk.id, opened_at=at, **{**defaults, **values})
    session.add(case)
    session.flush()
    told = {"urgency": case.urgency}
    for after, kind in ((0.0, "opened"), *steps):
        moment = at + timedelta(seconds=after)
        data = told if kind == "opened" else {}
        session.add(CaseEvent(case_id=case.id, kind=kind, actor="system", data=data, at=moment))
        session.flush()
    return case


def put_many(session: Session, number: int, **values: Any) -> None:
    """Add so many equal cases."""
    for _ in range(number):
        put_case(session, **values)
