"""Texts: parse modes, explicit entities, lengths.

Lengths are counted in UTF-16 code units, the unit of entity offsets and the stricter reading of the limits.
"""

from __future__ import annotations

from typing import Any

from bot.simulator.telegram_api.errors import bad_request
from bot.simulator.telegram_api.html_mode import parse_html
from bot.simulator.telegram_api.markdown_mode import parse_markdown_v2
from bot.simulator.telegram_api.params import Params

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_RAW_BYTES = 1 << 15


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def _explicit_entities(params: Params, name: str, text: str) -> list[dict[str, Any]]:
    entities = params.json(name, "Can't parse entities JSON object")
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("Array of MessageEntity expected")
    for entity in entities:
        if not isinstance(entity, dict) or not all(
            isinstance(entity.get(k), int) for k in ("offset", "length")
        ):
            raise bad_request("Can't parse MessageEntity: expected an Object with offset and length")
        if entity["offset"] < 0 or entity["offset"] + entity["length"] > utf16_length(text):
            raise bad_request(
                f"entity beginning at UTF-16 offset {entity['offset']} ends after the end of the text at "
                f"UTF-16 offset {entity['offset'] + entity['length']}"
            )
    return entities


def read_text(params: Params, name: str, entities_name: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text of an argument and its entities, after parsing and trimming, without a length check."""
    raw = params.text(name)
    if len(raw.encode()) > MAX_RAW_BYTES:
        raise bad_request("Text is too long")
    mode = params.text("parse_mode").lower()
    if mode in ("", "none") or not raw:
        text, entities = raw, _explicit_entities(params, entities_name, raw)
    elif mode == "html":
        text, entities = parse_html(raw)
    elif mode == "markdownv2":
        text, entities = parse_markdown_v2(raw)
    elif mode == "markdown":
        text, entities = parse_markdown_v2(raw, legacy=True)
    else:
        raise bad_request("Unsupported parse_mode")
    stripped = text.lstrip()
    lead = utf16_length(text) - utf16_length(stripped)
    stripped = stripped.rstrip()
    end = utf16_length(stripped)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        length = min(entity["length"], end - start)
        if length > 0:
            moved.append({**entity, "offset": start, "length": length})
    return stripped, moved


def message_text(params: Params) -> tuple[str, list[dict[str, Any]]]:
    """``text`` of sendMessage and editMessageText: 1-4096. Raises ``ApiError``."""
    if not params.text("text"):
        raise bad_request("Message text is empty")
    text, entities = read_text(params, "text", "entities")
    if not text:
        raise bad_request("Text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("Message is too long")
    return text, entities


def message_caption(params: Params) -> tuple[str, list[dict[str, Any]]]:
    """``caption`` of media: 0-1024. Raises ``ApiError``."""
    text, entities = read_text(params, "caption", "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("Message caption is too long")
    return text, entities
