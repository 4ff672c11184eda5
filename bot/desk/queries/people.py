"""Names of the people who log in."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import User


def names_of(session: Session, user_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of users by id."""
    rows = session.execute(select(User.id, User.name).where(User.id.in_(list(user_ids))))
    return {row.id: row.name for row in rows}
