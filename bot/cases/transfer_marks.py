"""What the sender's screen shows of a transfer: that it waits, and that it came back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.cases.calls import call
from bot.cases.history import record
from bot.store.database import wake
from bot.store.tables import Case, Desk, Transfer

WAITS, BACK, SHARED = "transfer", "transfer_back", "shared_with"
"""Marks of a case: a request is pending; it came back; partners that have fields of it."""


def note_pending(case: Case, transfer: Transfer, desk: Desk) -> None:
    """Mark a case whose transfer waits for an answer."""
    until = transfer.expires_at.isoformat()
    drop_marks(case)
    case.marks = {**case.marks, WAITS: {"id": transfer.id, "desk": desk.name, "until": until}}


def came_back(
    session: Session, case: Case, transfer: Transfer, kind: str, actor: str, why: str, now: datetime
) -> None:
    """Tell the sender that nobody took the case: by its history, a mark, and a call away from the screen."""
    desk = session.get_one(Desk, transfer.to_desk_id)
    drop_marks(case)
    case.marks = {**case.marks, BACK: {"id": transfer.id, "desk": desk.name, "kind": kind, "why": why}}
    record(session, case, kind, actor, id=transfer.id, desk=desk.name, why=why)
    owner = case.operator_id or transfer.from_operator_id
    call(session, case, f"back:{transfer.id}", {owner} if owner is not None else set(), now)


def drop_marks(case: Case) -> None:
    """Take both marks away."""
    case.marks = {name: value for name, value in case.marks.items() if name not in (WAITS, BACK)}


def seen(session: Session, case: Case) -> None:
    """The holder has read that the transfer came back."""
    if BACK in case.marks:
        case.marks = {name: value for name, value in case.marks.items() if name != BACK}
        wake(session, "desk")
