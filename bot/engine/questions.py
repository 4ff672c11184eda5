"""Which question is open, and what a tap or a bare digit answers.

The payload on the wire is ``<message id>:<payload>``: the message names the question and, because a
claim closes the open question, the ownership under which it was asked. Choices that say all by
themselves (a country, "I cannot talk", a danger) stay valid for ever.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.types import Button
from bot.store.tables import Conversation, Message, OutboxItem

EVERGREEN = (
    "country:",
    "write_safely:",
    "self_harm:",
    "danger:",
    "language:",
    "menu:",
    "nationality:",
    "topic:",
    "breathing:",
    "awake:",
    "f:",
    "consent:",
    "g:",
    "c:",
)
_WIRE = re.compile(r"^(\d+):(.+)$", re.DOTALL)
_DIGITS = re.compile(r"^\s*[(]?(\d{1,2})[).．。]?\s*$")


@dataclass(frozen=True)
class Answer:
    """A choice that was made. ``stale``: its question is closed and it does not speak for itself."""

    payload: str
    title: str = ""
    stale: bool = False


def open_question(
    session: Session, conversation: Conversation, message: Message, buttons: Sequence[Button]
) -> None:
    """Make a sent message the open question and put its id into the payloads of its buttons."""
    if not buttons:
        return
    conversation.open_question = f"{message.id}:{conversation.ownership_epoch}"
    for item in session.scalars(select(OutboxItem).where(OutboxItem.message_id == message.id)):
        shown = item.payload.get("buttons")
        if shown:
            wired = [{**b, "payload": f"{message.id}:{b['payload']}"} for b in shown]
            item.payload = {**item.payload, "buttons": wired}


def read_tap(conversation: Conversation, payload: str) -> Answer:
    """Return what a tapped button means."""
    match = _WIRE.match(payload)
    if match is None:
        return Answer(payload, stale=not payload.startswith(EVERGREEN))
    question, inner = match.groups()
    is_open = (conversation.open_question or "").split(":")[0] == question
    return Answer(inner, stale=not is_open and not inner.startswith(EVERGREEN))


def asks_for(session: Session, conversation: Conversation, prefix: str) -> bool:
    """Say whether the open question is about this: its choices begin with ``prefix``."""
    return any(button["payload"].startswith(prefix) for button in _open_buttons(session, conversation))


def _open_buttons(session: Session, conversation: Conversation) -> Sequence[dict[str, str]]:
    question = (conversation.open_question or "").split(":")[0]
    message = session.get(Message, int(question)) if question.isdigit() else None
    return (message.content.get("buttons") or ()) if message is not None else ()


def read_digit(session: Session, conversation: Conversation, text: str) -> Answer | None:
    """Return the choice that a bare digit makes in the open question; None when it makes none."""
    match = _DIGITS.match(unicodedata.normalize("NFKC", text))
    if match is None:
        return None
    buttons = _open_buttons(session, conversation)
    number = int(match.group(1))
    if not 1 <= number <= len(buttons):
        return None
    return Answer(buttons[number - 1]["payload"], buttons[number - 1]["title"])
