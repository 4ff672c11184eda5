"""What the traveller is told when an operator takes, hands back or ends a case."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.cases.status_lines import tell
from bot.engine.runtime import Runtime
from bot.store.tables import Case


def announce(session: Session, runtime: Runtime, case: Case, step: str) -> None:
    """Tell of a step of ``status_lines`` where that is safe: exactly one line, never over a rescuer.

    From a claim on the assistant is silent. Where another case of the same person is still in an
    operator's hands, handing back or ending this one changes nothing for the person: nothing is told.
    """
    if step != "claimed" and case.conversation.owner != "bot":
        return
    tell(session, runtime.texts, case, step, version=runtime.version)
