"""The outbox: what we say is a row first; sending is the courier's."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.capabilities import capabilities_of
from bot.messages.render import render
from bot.messages.types import Button, Outgoing, Position
from bot.store.database import wake
from bot.store.tables import Conversation, Message, OutboxItem

PROGRESS = ("queued", "sending", "errored", "wired", "sent", "delivered", "read")


def say(
    session: Session,
    conversation: Conversation,
    author: str,
    text: str,
    buttons: Sequence[Button] = (),
    *,
    key: str = "",
    case_id: int | None = None,
    user_id: int | None = None,
    ask_position: bool = False,
    list_title: str = "≡",
    position_title: str = "",
    suppressed: bool = False,
    version: str | None = None,
) -> Message:
    """Add a line to the transcript and queue it for sending.

    Args:
        author: bot, operator, safety or status.
        key: name of the text in the language data, where it is one.
        suppressed: keep the line in the transcript, but do not send it.
    """
    message = Message(
        conversation_id=conversation.id,
        case_id=case_id,
        direction="out",
        author=author,
        user_id=user_id,
        text=text,
        content={"key": key, "buttons": [msgspec.to_builtins(b) for b in buttons]} if key or buttons else {},
        language=conversation.language,
        suppressed=suppressed,
        version=version,
    )
    session.add(message)
    session.flush()  # The outbox rows need the id.
    if suppressed:
        wake(session, "desk")
        return message
    parts = render(
        conversation.chat_id,
        text,
        capabilities_of(conversation.identity.channel),
        buttons,
        ask_position=ask_position,
        list_title=list_title,
        position_title=position_title,
    )
    _queue(session, conversation, message, author, parts)
    wake(session, "outbox", "desk")
    return message


def say_place(
    session: Session,
    conversation: Conversation,
    author: str,
    position: Position,
    *,
    suppressed: bool = False,
    version: str | None = None,
) -> Message:
    """Add a position pin to the transcript and queue it; name and address of the place hang on it."""
    words = ", ".join(filter(None, (position.name, position.address)))
    message = Message(
        conversation_id=conversation.id,
        direction="out",
        author=author,
        text=words,
        kind="location",
        content={"position": msgspec.to_builtins(position)},
        language=conversation.language,
        suppressed=suppressed,
        version=version,
    )
    session.add(message)
    session.flush()  # The outbox row needs the id.
    if not suppressed:
        pin = Outgoing(chat_id=conversation.chat_id, text="", position=position)
        _queue(session, conversation, message, author, [pin])
    wake(session, "outbox", "desk")
    return message


def _queue(
    session: Session, conversation: Conversation, message: Message, author: str, parts: Sequence[Outgoing]
) -> None:
    for number, part in enumerate(parts):
        session.add(
            OutboxItem(
                conversation_id=conversation.id,
                message_id=message.id,
                part=number,
                channel=conversation.identity.channel,
                author=author,
                epoch=conversation.ownership_epoch,
                priority=0 if author == "safety" else 1,
                payload=msgspec.to_builtins(part),
            )
        )


def delivery_states(session: Session, message_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return (state, sentence of the error) for each message that was queued.

    A message of several parts is as far as its slowest part; a failed or unsure part counts first.
    """
    rows = session.execute(
        select(OutboxItem.message_id, OutboxItem.state, OutboxItem.error)
        .where(OutboxItem.message_id.in_(message_ids))
        .order_by(OutboxItem.id)
    ).all()
    states: dict[int, tuple[str, str]] = {}
    for message_id, state, error in rows:
        seen = states.get(message_id)
        if seen is None or _rank(state) < _rank(seen[0]):
            states[message_id] = (state, error or "")
    return states


def _rank(state: str) -> int:
    """Lower is worse news for the operator."""
    return (
        PROGRESS.index(state) + 10
        if state in PROGRESS
        else ("failed", "unsure", "held", "suppressed").index(state)
    )
