"""Messages that arrive late are shown to a person with their age, never answered as new."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.opening import open_or_join_case
from bot.engine.first_answer import number_line
from bot.engine.runtime import Runtime
from bot.engine.where import where_of
from bot.messages.outbox import say
from bot.messages.types import Inbound
from bot.store.base import utcnow
from bot.store.tables import Conversation, InboundUpdate, Message

LATE = timedelta(minutes=10)


def is_late(event: Inbound, row: InboundUpdate) -> bool:
    """Whether more than ten minutes lie between the platform's time and now."""
    return event.sent_at is not None and utcnow() - event.sent_at > LATE


def receive_late(
    session: Session,
    runtime: Runtime,
    conversation: Conversation,
    message: Message,
    event: Inbound,
    row: InboundUpdate,
    raised: bool,
) -> None:
    """Bring a late message to the desk. A critical one has rung and was given its number already."""
    assert event.sent_at is not None
    minutes = int((utcnow() - event.sent_at).total_seconds() // 60)
    message.content = {**message.content, "late_minutes": minutes}
    if raised:
        return
    case, is_new = open_or_join_case(
        session, conversation, "chat_human", "urgent", f"message arrived {minutes} minutes late"
    )
    message.case_id = case.id
    record(session, case, "late_message", "system", minutes=minutes)
    if is_new and not conversation.watched:
        numbers = number_line(
            runtime.texts, case.topic, conversation.language, conversation.script, where_of(conversation)
        )
        line = runtime.texts.text(
            "safe.old_message", conversation.language, conversation.script, minutes=minutes, numbers=numbers
        )
        say(session, conversation, "status", line, key="safe.old_message", case_id=case.id)
