"""The state of each part, kept in the database so that every console shows the same."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import ComponentState


def set_state(session: Session, name: str, state: str, detail: str = "") -> bool:
    """Note how a part is; ``since`` moves only when the state changes. Returns whether it did."""
    row = session.get(ComponentState, name)
    if row is None:
        session.add(ComponentState(name=name, state=state, detail=detail))
        wake(session, "desk")
        return True
    row.detail = detail
    if row.state == state:
        return False
    row.state, row.since = state, utcnow()
    wake(session, "desk")
    return True


def degraded(session: Session) -> list[ComponentState]:
    """Return the parts that do not work as they should."""
    return list(
        session.scalars(select(ComponentState).where(ComponentState.state != "ok").order_by(ComponentState.name))
    )
