"""What could not be handled: a person reads it, and the sender hears so, with the number to call."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.opening import open_cases, open_or_join_case
from bot.cases.ownership import traveller_wrote
from bot.engine.first_answer import number_line
from bot.engine.intake import conversation_of, transcribe
from bot.engine.runtime import Runtime
from bot.engine.where import where_of
from bot.messages.inbox import event_of, printable
from bot.messages.outbox import say
from bot.messages.types import Inbound, Sender
from bot.store.commits import is_outage
from bot.store.tables import Conversation, InboundUpdate, Message

log = structlog.get_logger(__name__)


def give_up(session: Session, runtime: Runtime, row: InboundUpdate, reason: str) -> None:
    """Bring a row that failed at its last attempt to the desk and tell its sender.

    Whatever goes wrong here leaves the dead letter that the row has become.
    """
    try:
        with session.begin_nested():
            message = session.get(Message, row.message_id) if row.message_id else None
            if message is None:
                message = _transcribe_anyway(session, row)
            conversation = session.get_one(Conversation, message.conversation_id)
            hand_to_person(session, runtime, conversation, message, reason)
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("giving_up_failed", inbound_id=row.id)


def hand_to_person(
    session: Session, runtime: Runtime, conversation: Conversation, message: Message, reason: str
) -> None:
    """Mark the open cases, or open one that rings; in a critical case the first answer stands."""
    cases = open_cases(session, conversation.id)
    if not any(case.urgency != "routine" and case.status != "waiting" for case in cases):
        open_or_join_case(
            session, conversation, "chat_human", "urgent", "a message could not be handled: read it"
        )
        cases = open_cases(session, conversation.id)
    message.case_id = message.case_id or cases[0].id
    message.parse = {**(message.parse or {}), "failed": printable(reason)}
    for case in cases:
        case.marks = {**case.marks, "bot_failed": True}
        record(session, case, "bot_failed", "system", reason=printable(reason), message_id=message.id)
    if conversation.owner == "operator":
        for case in cases:
            traveller_wrote(session, case, message.id)
        return
    if any(case.urgency == "critical" for case in cases):
        return
    language, script = conversation.language, conversation.script
    numbers = number_line(
        runtime.texts, "", language, script, where_of(conversation), plain=conversation.watched
    )
    line = runtime.texts.text("safe.turn_failed", language, script, numbers=numbers)
    say(session, conversation, "status", line, key="safe.turn_failed", version=runtime.version)


def _transcribe_anyway(session: Session, row: InboundUpdate) -> Message:
    """Put an update into the transcript: as it is, or else the bare words that are found in it."""
    failure: Exception = ValueError("nothing readable")
    for event in _readings(row):
        try:
            with session.begin_nested():
                message = transcribe(session, row, event, conversation_of(session, event))
                session.flush()
            return message
        except Exception as error:
            if is_outage(error):
                raise
            failure = error
    raise failure


def _readings(row: InboundUpdate) -> Iterator[Inbound]:
    try:
        event = event_of(row)
    except Exception as error:
        log.warning("event_unreadable", inbound_id=row.id, error=type(error).__name__)
    else:
        if event.is_private:
            yield event
    sender = row.chat_key.split(":", 2)[-1]
    text = row.event.get("text") if isinstance(row.event, dict) else None
    yield Inbound(
        channel=row.channel,
        account=row.account,
        external_id=row.external_id,
        type="message",
        kind="unknown",
        sent_at=row.sent_at,
        sender=Sender(user_id=sender),
        chat_id=sender,
        text=printable(text) if isinstance(text, str) else "",
    )
