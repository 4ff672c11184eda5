"""One outgoing message → the arguments of ``sendMessage`` or of the position calls. Pure."""

from __future__ import annotations

from typing import Any

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)

from bot.channels.wire import with_position
from bot.messages.errors import SendError
from bot.messages.types import Outgoing

MAX_PAYLOAD_BYTES = 64
POSITION_BUTTON = "📍"
"""Caption of the button that sends the position, where no words for it are given."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def to_call(message: Outgoing) -> tuple[str, dict[str, Any]]:
    """Return the name of a ``telegram.Bot`` method and its arguments.

    Text goes without a parse mode: what people and operators write is never markup.

    Raises:
        SendError: the message cannot be put into Telegram's form.
    """
    try:
        chat_id = int(message.chat_id)
    except ValueError:
        raise SendError("bad_chat", "This conversation has no Telegram chat to write to.") from None
    if message.position is not None and not message.text:
        return _position_call(chat_id, message)
    text = with_position(message.text, message.position) if message.position else message.text
    if not text.strip():
        raise SendError("empty", "The message is empty. Write some words.")
    arguments: dict[str, Any] = {"chat_id": chat_id, "text": text, "link_preview_options": _NO_PREVIEW}
    if message.buttons:
        arguments["reply_markup"] = _inline(message)
    elif message.ask_position:
        arguments["reply_markup"] = ReplyKeyboardMarkup(
            [[KeyboardButton(message.list_title or POSITION_BUTTON, request_location=True)]],
            resize_keyboard=True,
            one_time_keyboard=True,
        )
    return "send_message", arguments


def _position_call(chat_id: int, message: Outgoing) -> tuple[str, dict[str, Any]]:
    place = message.position
    assert place is not None
    arguments: dict[str, Any] = {"chat_id": chat_id, "latitude": place.latitude, "longitude": place.longitude}
    if place.name or place.address:
        return "send_venue", {
            **arguments,
            "title": place.name or place.address,
            "address": place.address or place.name,
        }
    return "send_location", arguments


def _inline(message: Outgoing) -> InlineKeyboardMarkup:
    for button in message.buttons:
        if not button.title or not 1 <= len(button.payload.encode()) <= MAX_PAYLOAD_BYTES:
            raise SendError(
                "bad_button", f"The button “{button.title}” cannot be shown on Telegram. Tell the team."
            )
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.title, callback_data=button.payload)] for button in message.buttons]
    )
