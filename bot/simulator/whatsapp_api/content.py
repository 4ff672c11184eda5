"""The other message types: text, media, location, contacts, reaction, template."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.simulator.phones.models import Bubble
from bot.simulator.whatsapp_api import checks
from bot.simulator.whatsapp_api.errors import GraphError, invalid, missing, parameter
from bot.simulator.whatsapp_api.interactive import read_interactive
from bot.simulator.whatsapp_api.media import LIMITS, media_kind

if TYPE_CHECKING:
    from bot.simulator.whatsapp_api.backend import WhatsAppBackend

CAPTION = 1024


def _text(backend: WhatsAppBackend, content: dict[str, Any]) -> Bubble:
    return Bubble("bot", "text", text=checks.text(content, "body", "text['body']", 4096))


def _interactive(backend: WhatsAppBackend, content: dict[str, Any]) -> Bubble:
    return read_interactive(content)


def _location(backend: WhatsAppBackend, content: dict[str, Any]) -> Bubble:
    location: dict[str, Any] = {
        "latitude": checks.number(content, "latitude", "location['latitude']", 90),
        "longitude": checks.number(content, "longitude", "location['longitude']", 180),
    }
    for name in ("name", "address"):
        value = checks.text(content, name, f"location['{name}']", 1000, required=False)
        if value:
            location[name] = value
    return Bubble("bot", "location", location=location)


def _media(kind: str) -> Callable[[WhatsAppBackend, dict[str, Any]], Bubble]:
    def read(backend: WhatsAppBackend, content: dict[str, Any]) -> Bubble:
        id, link = content.get("id"), content.get("link")
        if not id and not link:
            raise parameter(f"One of the parameters {kind}['id'] or {kind}['link'] is required.")
        caption = ""
        if kind in ("image", "video", "document"):
            caption = checks.text(content, "caption", f"{kind}['caption']", CAPTION, required=False)
        elif content.get("caption") is not None:
            raise parameter(f'Unexpected key "caption" on param "{kind}".')
        bubble = Bubble("bot", kind, text=caption)
        if id:
            file = backend.media.get(str(id))
            if file is None:
                raise parameter(
                    f"Param {kind}['id'] is not a valid whatsapp business account media attachment ID"
                )
            if media_kind(file.mime_type) != kind and kind != "document":
                raise GraphError(131053, f"File type {file.mime_type} cannot be sent as {kind}.")
            bubble.media = file.public()
        elif not isinstance(link, str) or not link.startswith(("http://", "https://")):
            raise parameter(f"Param {kind}['link'] is not a valid URI.")
        else:
            bubble.media = {"id": "", "mime_type": "", "name": link, "size": 0}
        if kind == "document" and content.get("filename") and bubble.media:
            bubble.media["name"] = checks.text(content, "filename", "document['filename']", 240)
        return bubble

    return read


def _contacts(backend: WhatsAppBackend, content: Any) -> Bubble:
    if not isinstance(content, list) or not content:
        raise parameter("Param contacts must be a non-empty array.")
    shown: dict[str, Any] = {}
    for contact in content:
        name = checks.obj(contact, "name", "contacts[i]['name']")
        formatted = checks.text(name, "formatted_name", "contacts[i]['name']['formatted_name']", 512)
        if not any(name.get(part) for part in ("first_name", "last_name", "middle_name", "suffix", "prefix")):
            raise invalid("At least one more name field besides formatted_name is required.")
        phones = contact.get("phones") or [{}]
        shown = shown or {"name": formatted, "number": str(phones[0].get("phone", ""))}
    return Bubble("bot", "contact", contact=shown)


def _reaction(backend: WhatsAppBackend, content: dict[str, Any]) -> Bubble:
    message_id = checks.text(content, "message_id", "reaction['message_id']", 512)
    emoji = content.get("emoji")
    if emoji is None:
        raise missing("reaction['emoji']")
    if not isinstance(emoji, str) or len(emoji) > 12 or (emoji.isascii() and emoji):
        raise invalid("reaction['emoji'] must be one emoji, or empty to take the reaction back.")
    return Bubble("bot", "reaction", text=emoji, platform_id=message_id)


def _template(backend: WhatsAppBackend, content: dict[str, Any]) -> Bubble:
    name = checks.text(content, "name", "template['name']", 512)
    language = checks.obj(content, "language", "template['language']")
    code = checks.text(language, "code", "template['language']['code']", 16)
    body = backend.templates.get((name, code))
    if body is None:
        raise GraphError(132001, f"template name ({name}) does not exist in {code}")
    values: list[str] = []
    buttons: list[list[dict[str, Any]]] = []
    for component in content.get("components") or []:
        if not isinstance(component, dict):
            raise parameter("Param template['components'] must be an array of objects.")
        parameters = component.get("parameters") or []
        if component.get("type") == "body":
            values = [str(item.get("text", "")) for item in parameters]
        elif component.get("type") == "button" and component.get("sub_type") == "quick_reply":
            payload = str(parameters[0].get("payload", "")) if parameters else ""
            buttons.append([{"title": payload[:25] or "OK", "action": "template", "data": payload}])
    expected = len(set(re.findall(r"{{(\d+)}}", body)))
    if len(values) != expected:
        raise GraphError(
            132000,
            f"body: number of localizable_params ({len(values)}) does not match the expected "
            f"number of params ({expected})",
        )
    filled = re.sub(r"{{(\d+)}}", lambda match: values[int(match.group(1)) - 1], body)
    return Bubble("bot", "template", text=filled, rows=buttons)


READERS: dict[str, Callable[[WhatsAppBackend, Any], Bubble]] = {
    "text": _text,
    "interactive": _interactive,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "template": _template,
    **{kind: _media(kind) for kind in LIMITS},
}


def read_content(backend: WhatsAppBackend, kind: str, body: dict[str, Any]) -> Bubble:
    """Check the content of a message of type ``kind`` and return its bubble. Raises ``GraphError``."""
    if kind not in READERS:
        raise parameter(
            f'Param type must be one of {{{", ".join(k.upper() for k in READERS)}}} - got "{kind}".'
        )
    content = body.get(kind)
    if content is None:
        raise parameter(f"The parameter {kind} is required.")
    if kind != "contacts" and not isinstance(content, dict):
        raise parameter(f"Param {kind} must be a JSON object.")
    return READERS[kind](backend, content)
