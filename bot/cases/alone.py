"""Do one thing by itself: what goes wrong in it stops nothing else of the transaction."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from sqlalchemy.orm import Session

from bot.messages.inbox import bury
from bot.store.commits import is_outage
from bot.store.tables import Case

log = structlog.get_logger(__name__)


def alone(session: Session, case: Case, step: str, work: Callable[[], object]) -> bool:
    """Run ``work`` in a savepoint; a failure becomes a dead letter. Returns whether it went well.

    Trouble of the database itself goes to the caller: then the whole transaction is tried again.
    """
    case_id, code = case.id, case.code
    try:
        with session.begin_nested():
            work()
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("timer_failed", case_id=case_id, step=step)
        bury(session, "timer", f"{step} of {code}: {type(error).__name__}: {error}", None, case_id)
        return False
    return True
