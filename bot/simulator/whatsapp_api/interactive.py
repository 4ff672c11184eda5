"""Interactive messages: reply buttons, lists, location requests, links, contact requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.simulator.phones.models import Bubble
from bot.simulator.whatsapp_api import checks
from bot.simulator.whatsapp_api.errors import invalid, missing, parameter

BODY, FOOTER, HEADER = 1024, 60, 60
BUTTONS, TITLE, BUTTON_ID = 3, 20, 256
SECTIONS, ROWS, ROW_ID, ROW_TITLE, ROW_TEXT, SECTION_TITLE, LIST_BUTTON = 10, 10, 200, 24, 72, 24, 20


def _buttons(action: dict[str, Any], bubble: Bubble) -> None:
    buttons = checks.array(action, "buttons", "interactive['action']['buttons']")
    if not 1 <= len(buttons) <= BUTTONS:
        raise invalid(f"Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: {BUTTONS}")
    seen: set[str] = set()
    ids: set[str] = set()
    for button in buttons:
        if button.get("type") != "reply":
            raise parameter("Param interactive['action']['buttons'][i]['type'] must be one of {REPLY}")
        reply = checks.obj(button, "reply", "interactive['action']['buttons'][i]['reply']")
        title = checks.text(
            reply,
            "title",
            "title",
            TITLE,
            error=invalid(f"Button title length invalid. Min length: 1, Max length: {TITLE}"),
        )
        id = checks.text(
            reply,
            "id",
            "id",
            BUTTON_ID,
            error=invalid(f"Button id length invalid. Min length: 1, Max length: {BUTTON_ID}"),
        )
        if title in seen or id in ids:
            raise invalid("Buttons must have unique titles and ids.")
        seen.add(title)
        ids.add(id)
        bubble.rows.append([{"title": title, "action": "reply", "data": id}])


def _list(action: dict[str, Any], bubble: Bubble) -> None:
    label = checks.text(
        action,
        "button",
        "interactive['action']['button']",
        LIST_BUTTON,
        error=invalid(f"Button label is too long. Max length is {LIST_BUTTON}"),
    )
    sections = checks.array(action, "sections", "interactive['action']['sections']")
    if not 1 <= len(sections) <= SECTIONS:
        raise invalid(f"Invalid sections count. Min allowed sections: 1, Max allowed sections: {SECTIONS}")
    shown, ids = [], set()
    for section in sections:
        title = checks.text(
            section,
            "title",
            "title",
            SECTION_TITLE,
            required=len(sections) > 1,
            error=invalid(f"Section title is too long. Max length is {SECTION_TITLE}"),
        )
        rows = checks.array(section, "rows", "interactive['action']['sections'][i]['rows']")
        if not rows:
            raise invalid("Section must have at least one row.")
        listed = []
        for row in rows:
            id = checks.text(
                row, "id", "row id", ROW_ID, error=invalid(f"Row id is too long. Max length is {ROW_ID}")
            )
            row_title = checks.text(
                row,
                "title",
                "row title",
                ROW_TITLE,
                error=invalid(f"Row title is too long. Max length is {ROW_TITLE}"),
            )
            text = checks.text(
                row,
                "description",
                "row description",
                ROW_TEXT,
                required=False,
                error=invalid(f"Row description is too long. Max length is {ROW_TEXT}"),
            )
            if id in ids:
                raise invalid(f"Duplicated row id: {id}")
            ids.add(id)
            listed.append({"title": row_title, "action": "row", "data": id, "description": text})
        shown.append({"title": title, "rows": listed})
    if len(ids) > ROWS:
        raise invalid(f"Total row count exceed max allowed count: {ROWS}")
    bubble.sheet = {"button": label, "sections": shown}


def _named(action: dict[str, Any], name: str) -> None:
    if action.get("name") is None:
        raise missing("interactive['action']['name']")
    if action["name"] != name:
        raise parameter(f"Param interactive['action']['name'] must be one of {{{name}}}")


def _location_request(action: dict[str, Any], bubble: Bubble) -> None:
    _named(action, "send_location")
    bubble.rows = [[{"title": "", "action": "location", "data": ""}]]


def _link(action: dict[str, Any], bubble: Bubble) -> None:
    _named(action, "cta_url")
    parameters = checks.obj(action, "parameters", "interactive['action']['parameters']")
    label = checks.text(
        parameters,
        "display_text",
        "display_text",
        20,
        error=invalid("Display text is too long. Max length is 20"),
    )
    url = checks.text(parameters, "url", "url", 2000)
    if not url.startswith(("http://", "https://")):
        raise invalid("url must begin with http:// or https://")
    bubble.rows = [[{"title": label, "action": "url", "data": "", "url": url}]]


def _contact_request(action: dict[str, Any], bubble: Bubble) -> None:
    _named(action, "request_contact_info")
    bubble.rows = [[{"title": "", "action": "contact", "data": ""}]]


_KINDS: dict[str, tuple[Callable[[dict[str, Any], Bubble], None], int]] = {
    "button": (_buttons, BODY),
    "list": (_list, 4096),
    "location_request_message": (_location_request, BODY),
    "cta_url": (_link, BODY),
    "contact_request": (_contact_request, BODY),
}


def read_interactive(content: dict[str, Any]) -> Bubble:
    """Check an interactive message and return its bubble. Raises ``GraphError``."""
    kind = content.get("type")
    if kind is None:
        raise missing("interactive['type']")
    if kind not in _KINDS:
        raise parameter(f"Param interactive['type'] must be one of {{{', '.join(_KINDS)}}} - got \"{kind}\".")
    read_action, limit = _KINDS[kind]
    body = checks.obj(content, "body", "interactive['body']")
    bubble = Bubble(
        "bot", "interactive", text=checks.text(body, "text", "interactive['body']['text']", limit)
    )
    header = content.get("header")
    if header is not None:
        if not isinstance(header, dict) or header.get("type") not in ("text", "image", "video", "document"):
            raise parameter(
                "Param interactive['header']['type'] must be one of {text, image, video, document}"
            )
        if kind == "list" and header["type"] != "text":
            raise invalid("Header of a list message must be of type text.")
        if header["type"] == "text":
            bubble.header = checks.text(header, "text", "interactive['header']['text']", HEADER)
    if content.get("footer") is not None:
        footer = checks.obj(content, "footer", "interactive['footer']")
        bubble.footer = checks.text(footer, "text", "interactive['footer']['text']", FOOTER)
    read_action(checks.obj(content, "action", "interactive['action']"), bubble)
    return bubble
