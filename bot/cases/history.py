"""The append-only history of a case."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.store.database import wake
from bot.store.tables import Case, CaseEvent


def record(session: Session, case: Case, kind: str, actor: str, **data: Any) -> None:
    """Add one step to the history and tell the desk."""
    session.add(CaseEvent(case_id=case.id, kind=kind, actor=actor, data=data))
    wake(session, "desk")
