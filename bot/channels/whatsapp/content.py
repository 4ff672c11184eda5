"""The content of one WhatsApp message: its kind, words, position, file, contact. Pure."""

from __future__ import annotations

from typing import Any

from bot.channels import wire
from bot.channels.whatsapp.people import digits
from bot.messages.errors import MalformedBody
from bot.messages.types import Media

FILES = {"image": "photo", "video": "video", "audio": "audio", "document": "document", "sticker": "sticker"}
"""Types that hold a file, with our kind."""


def content_of(message: dict[str, Any]) -> dict[str, Any]:
    """Return the content as fields of an ``Inbound``; anything unknown is of kind ``unknown``."""
    type = wire.text(message.get("type"), 40)
    body = message.get(type) if type else None
    found: dict[str, Any] | None = None
    if type in FILES:
        found = _file(type, wire.obj(body))
    elif type in _READERS:
        found = _READERS[type](wire.obj(body))
    elif type == "contacts":
        found = _contacts(wire.array(body))
    return found or _unknown(type, message)


def _text(body: dict[str, Any]) -> dict[str, Any] | None:
    words = wire.text(body.get("body"))
    return {"kind": "text", "text": words} if words else None


def _interactive(body: dict[str, Any]) -> dict[str, Any] | None:
    """A tapped button, a chosen row, or a filled form."""
    for name in ("button_reply", "list_reply"):
        reply = wire.obj(body.get(name))
        payload = wire.text(reply.get("id"), 256)
        if payload:
            return {"kind": "button", "payload": payload, "text": wire.text(reply.get("title"), 200)}
    return _form(wire.obj(body.get("nfm_reply")))


def _form(reply: dict[str, Any]) -> dict[str, Any] | None:
    if not reply:
        return None
    answers = wire.text(reply.get("response_json"))
    try:
        filled = wire.obj(wire.decode(answers.encode()))
    except MalformedBody:
        filled = {}
    lines = [
        f"{key}: {value}"
        for key, value in filled.items()
        if isinstance(value, str | int | float) and key[:4] != "flow"
    ]
    words = wire.text("\n".join(lines)) or wire.text(reply.get("body"))
    return {"kind": "text", "text": words, "detail": {"form": wire.text(reply.get("name"), 64) or "form"}}


def _button(body: dict[str, Any]) -> dict[str, Any] | None:
    """A quick reply under a template."""
    words, payload = wire.text(body.get("text"), 200), wire.text(body.get("payload"), 256)
    return {"kind": "button", "payload": payload, "text": words} if words or payload else None


def _location(body: dict[str, Any]) -> dict[str, Any] | None:
    name, address = wire.text(body.get("name"), 500), wire.text(body.get("address"), 500)
    place = wire.position(body, name=name, address=address)
    return {"kind": "location", "position": place} if place else None


def _reaction(body: dict[str, Any]) -> dict[str, Any] | None:
    """An emoji on one of our messages; without one it was taken back."""
    target = wire.ident(body.get("message_id"), 255)
    return (
        {"kind": "reaction", "text": wire.text(body.get("emoji"), 32), "reply_to": target} if target else None
    )


def _order(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "unknown",
        "text": wire.text(body.get("text")),
        "detail": {"type": "order", "items": len(wire.array(body.get("product_items")))},
    }


_READERS = {
    "text": _text,
    "interactive": _interactive,
    "button": _button,
    "location": _location,
    "reaction": _reaction,
    "order": _order,
}


def _file(type: str, body: dict[str, Any]) -> dict[str, Any] | None:
    file_id = wire.ident(body.get("id"), 255)
    if not file_id:
        return None
    kind = "voice" if type == "audio" and body.get("voice") is True else FILES[type]
    media = Media(
        kind=kind,
        file_id=file_id,
        mime_type=wire.text(body.get("mime_type"), 120) or None,
        file_name=wire.text(body.get("filename"), 255) or None,
        sha256=wire.text(body.get("sha256"), 64) or None,
    )
    return {"kind": kind, "media": media, "text": wire.text(body.get("caption"))}


def _contacts(cards: list[Any]) -> dict[str, Any] | None:
    """Shared address cards; ``own`` when the person sent their own number on our request."""
    people = []
    for card in map(wire.obj, cards[:20]):
        phones = [wire.obj(phone) for phone in wire.array(card.get("phones"))]
        numbers = [wire.text(p.get("phone"), 40) or digits(p.get("wa_id")) for p in phones]
        name = wire.text(wire.obj(card.get("name")).get("formatted_name"), 200)
        number = next((found for found in numbers if found), "")
        if name or number:
            people.append({"name": name, "phone": number, "own": card.get("origin") == "contact_request"})
    if not people:
        return None
    return {"kind": "contact", "contact": {**people[0], **({"others": people[1:]} if people[1:] else {})}}


def _unknown(type: str, message: dict[str, Any]) -> dict[str, Any]:
    detail: dict[str, Any] = {"type": wire.text(wire.obj(message.get("unsupported")).get("type"), 40) or type}
    errors = [wire.obj(error) for error in wire.array(message.get("errors"))]
    if errors:
        detail["error"] = f"{wire.ident(errors[0].get('code'), 20)}: {wire.text(errors[0].get('title'), 200)}"
    body = wire.obj(message.get(type)) if type else {}
    words = next((wire.text(body.get(k)) for k in ("body", "caption", "text") if wire.text(body.get(k))), "")
    return {"kind": "unknown", "text": words, "detail": detail}
