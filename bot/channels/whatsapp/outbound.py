"""One outgoing message → the JSON of ``POST /messages``. Pure."""

from __future__ import annotations

from typing import Any

from bot.channels.wire import with_position
from bot.messages.errors import SendError
from bot.messages.types import Button, Outgoing

MAX_BUTTONS, MAX_ROWS = 3, 10
BUTTON_TITLE, ROW_TITLE, ROW_DESCRIPTION, LIST_TITLE = 20, 24, 72, 20
ROW_ID = 200


def to_body(message: Outgoing) -> dict[str, Any]:
    """Return the body to post.

    Raises:
        SendError: the message cannot be put into WhatsApp's form.
    """
    if not message.chat_id:
        raise SendError("bad_chat", "This conversation has no WhatsApp address to write to.")
    body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    body.update(address(message.chat_id))
    if message.tracking:
        body["biz_opaque_callback_data"] = message.tracking[:512]
    kind, content = _content(message)
    return {**body, "type": kind, kind: content}


def address(chat_id: str) -> dict[str, str]:
    """A number goes into ``to`` with a plus (else our own country code is put before it); a
    business-scoped id into ``recipient``: in ``to`` it is accepted and never delivered."""
    number = chat_id.removeprefix("+")
    return {"to": f"+{number}"} if number.isascii() and number.isdigit() else {"recipient": chat_id}


def read_and_typing(message_id: str) -> dict[str, Any]:
    """Return the body that marks a message as read and shows "typing…"."""
    return {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message_id,
        "typing_indicator": {"type": "text"},
    }


def _content(message: Outgoing) -> tuple[str, dict[str, Any]]:
    place = message.position
    if place is not None and not message.text:
        named = {"name": place.name or place.address, "address": place.address or place.name}
        return "location", {
            "latitude": place.latitude,
            "longitude": place.longitude,
            **{key: value for key, value in named.items() if value},
        }
    text = with_position(message.text, place) if place else message.text
    if not text.strip():
        raise SendError("empty", "The message is empty. Write some words.")
    if not message.buttons and not message.ask_position:
        return "text", {"body": text, "preview_url": False}
    return "interactive", {"body": {"text": text}, **_action(message)}


def _action(message: Outgoing) -> dict[str, Any]:
    if not message.buttons:
        return {"type": "location_request_message", "action": {"name": "send_location"}}
    _check(message.buttons)
    if len(message.buttons) <= MAX_BUTTONS and not message.list_title:
        replies = [
            {"type": "reply", "reply": {"id": button.payload, "title": button.title[:BUTTON_TITLE]}}
            for button in message.buttons
        ]
        return {"type": "button", "action": {"buttons": replies}}
    rows = [_row(button) for button in message.buttons]
    return {
        "type": "list",
        "action": {
            "button": (message.list_title or "≡")[:LIST_TITLE],
            "sections": [{"title": "≡", "rows": rows}],
        },
    }


def _row(button: Button) -> dict[str, str]:
    row = {"id": button.payload, "title": button.title[:ROW_TITLE]}
    if button.description:
        row["description"] = button.description[:ROW_DESCRIPTION]
    return row


def _check(buttons: tuple[Button, ...]) -> None:
    limit = ROW_TITLE if len(buttons) > MAX_BUTTONS else BUTTON_TITLE
    titles = [button.title[:limit] for button in buttons]
    payloads = [button.payload for button in buttons]
    bad = (
        len(buttons) > MAX_ROWS
        or len(set(titles)) < len(titles)
        or len(set(payloads)) < len(payloads)
        or not all(titles)
        or not all(0 < len(payload) <= ROW_ID for payload in payloads)
    )
    if bad:
        raise SendError(
            "bad_button", "These choices cannot be shown on WhatsApp. Write them as text, or tell the team."
        )
