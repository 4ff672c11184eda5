"""sendMessage, sendLocation, sendVenue, sendContact, sendChatAction."""

from __future__ import annotations

import time
from typing import Any

from bot.simulator.phones.models import Bubble
from bot.simulator.telegram_api.backend import Chat
from bot.simulator.telegram_api.call import Call
from bot.simulator.telegram_api.errors import bad_request
from bot.simulator.telegram_api.formatting import message_text
from bot.simulator.telegram_api.markup import button_rows, read_markup, reply_keyboard

ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "record_audio",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
TYPING_SECONDS = 5.0


def _reply_target(call: Call, chat: Chat) -> dict[str, Any] | None:
    parameters = call.params.json("reply_parameters", "Can't parse reply parameters JSON object")
    if parameters is not None and not isinstance(parameters, dict):
        raise bad_request("Object expected as reply parameters")
    target = parameters or {"message_id": call.params.number("reply_to_message_id")}
    message_id = target.get("message_id")
    if not isinstance(message_id, int) or message_id <= 0:
        return None
    stored = call.backend.messages.get((chat.id, message_id))
    if stored is None:
        lenient = target.get("allow_sending_without_reply") or call.params.flag("allow_sending_without_reply")
        if lenient:
            return None
        raise bad_request("message to be replied not found")
    return stored.body


def deliver(call: Call, chat: Chat, content: dict[str, Any], bubble: Bubble) -> dict[str, Any]:
    """Last steps of every send: markup, reply target, limits; then the message exists. Returns Message."""
    markup = read_markup(call.params, private=chat.private)
    replied = _reply_target(call, chat)
    call.backend.pace(chat)
    if replied is not None:
        content["reply_to_message"] = {
            key: value for key, value in replied.items() if key != "reply_to_message"
        }
        target = chat.phone.thread("telegram").find(platform_id=str(replied["message_id"]))
        bubble.reply_to = target.id if target else None
    if markup and "inline_keyboard" in markup:
        content["reply_markup"] = markup
        bubble.rows = button_rows(markup)
    bubble.raw = {"reply_markup": markup} if markup else {}
    bubble.ticks = "delivered"
    thread = chat.phone.thread("telegram")
    if markup and "keyboard" in markup:
        thread.keyboard = reply_keyboard(markup)
    elif markup and "remove_keyboard" in markup:
        thread.keyboard = None
    stored = call.backend.store(chat, content, bubble, from_bot=True)
    call.backend.phones.publish(chat.phone)
    return stored.body


async def send_message(call: Call) -> dict[str, Any]:
    """Text, 1-4096 after parsing."""
    text, entities = message_text(call.params)
    chat = call.chat()
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    return deliver(call, chat, content, Bubble("bot", "text", text=text, entities=entities))


def read_location(call: Call) -> dict[str, Any]:
    """Latitude and longitude of a call. Raises ``ApiError`` when empty or outside the globe."""
    location: dict[str, Any] = {}
    for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
        text = call.params.text(name).strip()
        if not text:
            raise bad_request(f"{name} is empty")
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not -limit <= value <= limit:
            raise bad_request(
                "Wrong location specified" if name == "latitude" else "Wrong longitude specified"
            )
        location[name] = value
    return location


async def send_location(call: Call) -> dict[str, Any]:
    """A point, or a live location when ``live_period`` is given (60-86400 s or 0x7FFFFFFF)."""
    location = read_location(call)
    period = call.params.number("live_period")
    if period and period != 0x7FFFFFFF and not 60 <= period <= 86_400:
        raise bad_request("LIVE_PERIOD_INVALID")
    if period:
        location["live_period"] = period
    chat = call.chat()
    return deliver(call, chat, {"location": location}, Bubble("bot", "location", location=location))


async def send_venue(call: Call) -> dict[str, Any]:
    """A point with title and address; ``location`` is set too."""
    location = read_location(call)
    title, address = call.params.text("title").strip(), call.params.text("address").strip()
    if not title or not address:
        raise bad_request("Venue title and address must be non-empty")
    chat = call.chat()
    bubble = Bubble("bot", "location", location={**location, "name": title, "address": address})
    content = {"venue": {"location": location, "title": title, "address": address}, "location": location}
    return deliver(call, chat, content, bubble)


async def send_contact(call: Call) -> dict[str, Any]:
    """A phone number with a name."""
    number, first_name = call.params.text("phone_number").strip(), call.params.text("first_name").strip()
    if not number:
        raise bad_request("Phone number must be non-empty")
    if not first_name:
        raise bad_request("First name must be non-empty")
    contact = {"phone_number": number, "first_name": first_name}
    if call.params.text("last_name"):
        contact["last_name"] = call.params.text("last_name")
    chat = call.chat()
    shown = {"name": f"{first_name} {call.params.text('last_name')}".strip(), "number": number}
    return deliver(call, chat, {"contact": contact}, Bubble("bot", "contact", contact=shown))


async def send_chat_action(call: Call) -> bool:
    """ "typing" for five seconds or until a message comes."""
    if call.params.text("action") not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = call.chat()
    chat.phone.thread("telegram").typing_until = time.time() + TYPING_SECONDS
    call.backend.phones.publish(chat.phone)
    return True
