"""Sending a card: in the traveller's language, with answers to tap, through the outbox like any reply."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from bot.cases import ownership
from bot.cases.asked_cards import asked_in, note_asked_card
from bot.cases.history import record
from bot.cases.intake import note_asked
from bot.engine.deck import deck, sentences
from bot.engine.questions import open_question
from bot.engine.runtime import Runtime
from bot.messages.capabilities import capabilities_of
from bot.messages.channel import Capabilities
from bot.messages.render import numbered
from bot.messages.types import Button
from bot.phrases.payloads import payload_of
from bot.store.tables import Case, Conversation, Message, User


class NoSuchCard(KeyError):
    """There is no card or sentence of this key."""


def send_card(
    session: Session, runtime: Runtime, case_id: int, user: User, key: str, times: int | None = None
) -> Message | None:
    """Send a card; the case remembers that it is open.

    Args:
        times: how often the sender saw it asked in this case. When it was asked more often since, this is
            a second press of the same key: nothing is sent and None returned.

    Raises:
        NotYours: somebody else holds the case, or nobody does.
        NoSuchCard: there is no such card.
    """
    card = deck().card(key)
    if card is None:
        raise NoSuchCard(key)
    case = ownership.held_by(session, case_id, user)
    if times is not None and sum(row.card == key for row in asked_in(session, case.id)) > times:
        return None
    conversation = case.conversation
    words = deck().words(key, conversation.language, conversation.script)
    buttons = [Button(words.answers[code], payload_of(card, code)) for code in card.answers]
    text = shown_text(words.text, buttons, capabilities_of(conversation.identity.channel))
    message = ownership.write(
        session, case.id, user, text, buttons,
        key=f"card.{key}", list_title=_list_title(runtime, conversation),
    )  # fmt: skip
    message.content = {**message.content, "card": key}
    open_question(session, conversation, message, buttons)
    if not buttons:
        # A number or a name is typed: no digit may choose an answer of an older card.
        conversation.open_question = f"{message.id}:{conversation.ownership_epoch}"
    note_asked_card(session, case, user, key, message)
    if card.field:
        note_asked(case, card.field)
    record(session, case, "card_sent", user.login, card=key, message_id=message.id)
    return message


def send_sentence(session: Session, case_id: int, user: User, key: str, values: Mapping[str, str]) -> Message:
    """Send a canned sentence with its values filled in.

    Raises:
        NotYours: somebody else holds the case, or nobody does.
        NoSuchCard: there is no such sentence.
        BadValue: a value is missing or too long.
    """
    if key not in sentences().keys:
        raise NoSuchCard(key)
    case: Case = ownership.held_by(session, case_id, user)
    conversation = case.conversation
    text = sentences().fill(key, values, conversation.language, conversation.script)
    message = ownership.write(session, case.id, user, text, key=f"sentence.{key}")
    used = {slot: values[slot] for slot in sentences().slots(key)}
    message.content = {**message.content, "sentence": key, "values": used}
    return message


def shown_text(text: str, buttons: list[Button], able: Capabilities) -> str:
    """Return the words of a card, with its answers and their digits below where a platform hides them
    behind a list or would cut them."""
    is_list = len(buttons) > able.max_buttons
    limit = able.row_title_limit if is_list else able.button_title_limit
    return numbered(text, buttons) if is_list or any(len(b.title) > limit for b in buttons) else text


def _list_title(runtime: Runtime, conversation: Conversation) -> str:
    return runtime.texts.text("list.choose", conversation.language, conversation.script)
