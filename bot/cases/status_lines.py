"""What the traveller is told at each step of a case, in the own language, where telling is safe.

Never to watched people, in silent mode, or after a death. In the first minute of an emergency only the
line that a person is reading: every other would push the number to call off the screen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from bot.cases.contact import Permission, may_write
from bot.cases.history import record
from bot.messages.outbox import say
from bot.messages.window import drop_parked_status, park, what_will_happen
from bot.store.base import utcnow
from bot.store.tables import Case, Message

KEYS = {
    "claimed": "status.operator_here",
    "transferred": "status.transferred",
    "waiting": "status.case_waiting",
    "resolved": "status.case_resolved",
}
"""Step → key of its line in ``safety.yml``."""
FIRST_MINUTE = timedelta(seconds=60)


class StatusTexts(Protocol):
    """Gives a line in a language; ``bot.engine.texts.Texts`` is one."""

    def text(self, key: str, language: str | None, script: str = "Latn", **values: object) -> str:
        """Return the words of a line."""


def may_tell(case: Case, step: str, at: datetime, prompted: bool = False) -> Permission:
    """Say whether the traveller is told of this step, and if not, why."""
    conversation = case.conversation
    if case.watched or conversation.watched or conversation.silent:
        return Permission(False, "The person may be watched: nothing is told unprompted.")
    began = case.rings_since or case.opened_at
    if case.urgency == "critical" and step != "claimed" and at < began + FIRST_MINUTE:
        return Permission(False, "The first minute of an emergency: only that a person is reading.")
    return may_write(case, at, prompted)


def tell(
    session: Session,
    texts: StatusTexts,
    case: Case,
    step: str,
    *,
    now: datetime | None = None,
    prompted: bool = False,
    version: str | None = None,
    **values: object,
) -> Message | None:
    """Tell the traveller of a step; None when it is not told, which the history says with the reason.

    Outside the platform's window the line is parked until the person writes. A status that still waits
    for that is no longer true and is never sent.

    Args:
        step: claimed, transferred, waiting or resolved.
        prompted: the person has just written.
        values: what the line has places for.

    Raises:
        KeyError: there is no such step.
    """
    key, at = KEYS[step], now or utcnow()
    drop_parked_status(session, case.conversation_id)
    permission = may_tell(case, step, at, prompted)
    if not permission.allowed:
        record(session, case, "status_not_told", "system", step=step, why=permission.why)
        return None
    return say_or_park(session, texts, case, key, at, version, **values)


def say_or_park(
    session: Session, texts: StatusTexts, case: Case, key: str, now: datetime, version: str | None, **values: object
) -> Message:
    """Say a status line in the traveller's language; it waits where the platform would refuse it now."""
    conversation = case.conversation
    text = texts.text(key, conversation.language, conversation.script, **values)
    fate = what_will_happen(session, conversation, now=now)
    message = say(session, conversation, "status", text, key=key, case_id=case.id, version=version)
    if fate != "now":
        session.flush()
        park(session, message.id)
    return message
