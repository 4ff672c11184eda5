"""``reply_markup``: parsing, limits, and what the phone shows of it."""

from __future__ import annotations

import json
from typing import Any

from bot.simulator.telegram_api.errors import bad_request
from bot.simulator.telegram_api.params import Params

MAX_INLINE_BUTTONS = 100
MAX_MARKUP_BYTES = 10 * 1024
_OTHER_INLINE = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)
_STYLES = ("", "danger", "success", "primary")


def _button_text(button: dict[str, Any], where: str) -> str:
    text = button.get("text")
    if text is None:
        raise bad_request(f"Can't parse {where}: Can't find field \"text\"")
    if not isinstance(text, str):
        raise bad_request(f'Can\'t parse {where}: Field "text" must be of type String')
    if button.get("style") not in (None, *_STYLES):
        raise bad_request(f"Can't parse {where}: Invalid button style specified")
    return text


def _check_inline(button: Any) -> None:
    where = "inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"Can't parse {where}: InlineKeyboardButton must be an Object")
    if not _button_text(button, where).strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    url, data = button.get("url"), button.get("callback_data")
    for name, value in (("url", url), ("callback_data", data)):
        if value is not None and not isinstance(value, str):
            raise bad_request(f'Can\'t parse {where}: Field "{name}" must be of type String')
    if url:
        if "." not in url and "://" not in url:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return
    if data:
        if len(data.encode()) > 64:
            raise bad_request("BUTTON_DATA_INVALID")
        return
    if not any(name in button for name in _OTHER_INLINE):
        raise bad_request(f"Can't parse {where}: Text buttons are unallowed in the inline keyboard")


def _check_reply(button: Any, private: bool) -> dict[str, Any]:
    where = "keyboard button"
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"Can't parse {where}: KeyboardButton must be a String or an Object")
    _button_text(button, where)
    if button.get("request_location") and not private:
        raise bad_request("Location can be requested in private chats only")
    if button.get("request_contact") and not private:
        raise bad_request("Phone number can be requested in private chats only")
    return button


def _rows(value: Any, error: str) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise bad_request(error)
    return value


def read_markup(params: Params, *, private: bool) -> dict[str, Any] | None:
    """The checked ``reply_markup`` of a call, or None.

    Returns a dict with exactly one of ``inline_keyboard``, ``keyboard``, ``remove_keyboard``,
    ``force_reply``. Raises ``ApiError`` with the server's words.
    """
    markup = params.json("reply_markup", "Can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    rows = _rows(markup.get("keyboard", []), 'Field "keyboard" must be an Array of Arrays')
    inline = _rows(
        markup.get("inline_keyboard", []),
        'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    )
    if rows:
        keyboard = [[_check_reply(button, private) for button in row] for row in rows]
        placeholder = markup.get("input_field_placeholder", "")
        if len(placeholder) > 64:
            raise bad_request("REPLY_MARKUP_PLACEHOLDER_INVALID")
        return {**markup, "keyboard": [[b for b in row if b["text"]] for row in keyboard]}
    if inline:
        for row in inline:
            for button in row:
                _check_inline(button)
        too_many = sum(len(row) for row in inline) > MAX_INLINE_BUTTONS
        if too_many or len(json.dumps(inline, ensure_ascii=False).encode()) > MAX_MARKUP_BYTES:
            raise bad_request("reply markup is too long")
        return {"inline_keyboard": [row for row in inline if row]}
    if markup.get("remove_keyboard") or markup.get("hide_keyboard"):
        return {"remove_keyboard": True}
    if markup.get("force_reply") or markup.get("force_reply_keyboard"):
        return {"force_reply": True}
    return None


def button_rows(markup: dict[str, Any] | None) -> list[list[dict[str, Any]]]:
    """Inline buttons in the words of the phone screen."""
    rows = []
    for row in (markup or {}).get("inline_keyboard", []):
        shown = []
        for button in row:
            action = "url" if button.get("url") else "callback" if button.get("callback_data") else "other"
            shown.append(
                {
                    "title": button["text"],
                    "action": action,
                    "data": button.get("callback_data", ""),
                    "url": button.get("url", ""),
                    "style": button.get("style", ""),
                }
            )
        rows.append(shown)
    return rows


def _key(button: dict[str, Any]) -> dict[str, str]:
    action = "text"
    if button.get("request_location"):
        action = "location"
    elif button.get("request_contact"):
        action = "contact"
    return {"title": button["text"], "action": action}


def reply_keyboard(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """The keyboard below the input in the words of the phone screen; None when this markup has none."""
    if not markup or "keyboard" not in markup:
        return None
    return {
        "rows": [[_key(button) for button in row] for row in markup["keyboard"]],
        "one_time": bool(markup.get("one_time_keyboard")),
        "placeholder": markup.get("input_field_placeholder", ""),
    }
