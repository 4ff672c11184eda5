"""editMessageText, editMessageReplyMarkup, editMessageCaption, deleteMessage, answerCallbackQuery."""

from __future__ import annotations

import time
from typing import Any

from bot.simulator.telegram_api.backend import Chat, StoredMessage
from bot.simulator.telegram_api.call import Call
from bot.simulator.telegram_api.errors import bad_request
from bot.simulator.telegram_api.formatting import message_caption, message_text
from bot.simulator.telegram_api.markup import button_rows, read_markup

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _target(call: Call) -> tuple[Chat, StoredMessage]:
    if not call.params.text("chat_id") and not call.params.number("message_id"):
        if not call.params.text("inline_message_id"):
            raise bad_request("Message identifier is not specified")
        raise bad_request("MESSAGE_ID_INVALID")
    chat = call.chat()
    stored = call.backend.find(chat, call.params.number("message_id"), "message to edit")
    if not stored.from_bot:
        raise bad_request("message can't be edited")
    return chat, stored


def _apply(call: Call, stored: StoredMessage, content: dict[str, Any], removed: tuple[str, ...] = ()) -> Any:
    private = stored.body["chat"]["type"] == "private"
    markup = read_markup(call.params, private=private)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("Inline keyboard expected")
    old = stored.body
    same = all(old.get(key) == value for key, value in content.items()) and not any(
        key in old and key not in content for key in removed
    )
    if same and old.get("reply_markup") == markup:
        raise bad_request(NOT_MODIFIED)
    for key in (*removed, "reply_markup"):
        old.pop(key, None)
    old.update(content)
    if markup:
        old["reply_markup"] = markup
    old["edit_date"] = int(time.time())
    bubble = stored.bubble
    bubble.rows, bubble.edited = button_rows(markup), True
    bubble.text = content.get("text", content.get("caption", bubble.text))
    call.backend.phones.update(stored.phone, "telegram", bubble)
    return old


async def edit_message_text(call: Call) -> Any:
    """New text (and buttons) of one of the bot's messages."""
    text, entities = message_text(call.params)
    _, stored = _target(call)
    if "text" not in stored.body:
        raise bad_request("there is no text in the message to edit")
    return _apply(call, stored, {"text": text, **({"entities": entities} if entities else {})}, ("entities",))


async def edit_message_caption(call: Call) -> Any:
    """New caption of one of the bot's media messages."""
    caption, entities = message_caption(call.params)
    _, stored = _target(call)
    if stored.bubble.media is None:
        raise bad_request("there is no caption in the message to edit")
    content: dict[str, Any] = {"caption": caption} if caption else {}
    if entities:
        content["caption_entities"] = entities
    return _apply(call, stored, content, ("caption", "caption_entities"))


async def edit_message_reply_markup(call: Call) -> Any:
    """New buttons, or none, under one of the bot's messages."""
    _, stored = _target(call)
    return _apply(call, stored, {})


async def delete_message(call: Call) -> bool:
    """Take a message of the last 48 hours away, on both sides."""
    chat = call.chat(write=False)
    stored = call.backend.find(chat, call.params.number("message_id"), "message to delete")
    if time.time() - stored.body["date"] > 48 * 3600:
        raise bad_request("message can't be deleted for everyone")
    stored.bubble.deleted = True
    call.backend.phones.update(stored.phone, "telegram", stored.bubble)
    return True


async def answer_callback_query(call: Call) -> bool:
    """End the waiting sign on a tapped button; ``text`` is shown as a notice."""
    text = call.params.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    callback = call.backend.callbacks.get(call.params.text("callback_query_id"))
    if callback is None or callback.expires_at < time.time():
        raise bad_request(TOO_OLD)
    for row in callback.bubble.rows:
        for button in row:
            button.pop("waiting", None)
    call.backend.phones.update(callback.phone, "telegram", callback.bubble)
    callback.phone.thread("telegram").notice = text
    call.backend.phones.publish(callback.phone)
    return True
