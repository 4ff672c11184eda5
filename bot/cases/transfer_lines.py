"""Lines to the traveller about other desks, under the rules of every status line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.status_lines import StatusTexts, may_tell, say_or_park
from bot.store.tables import Case, Message


def tell_line(
    session: Session,
    texts: StatusTexts,
    case: Case,
    key: str,
    *,
    now: datetime,
    version: str | None = None,
    **values: object,
) -> Message | None:
    """Say a line where telling is safe; None when it is not told, which the history says with the reason."""
    permission = may_tell(case, key, now)
    if not permission.allowed:
        record(session, case, "status_not_told", "system", step=key, why=permission.why)
        return None
    return say_or_park(session, texts, case, key, now, version, **values)
