"""parse_mode HTML: a strict reader with the server's complaints."""

from __future__ import annotations

import re
from typing import Any

from bot.simulator.telegram_api.errors import bad_request

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^<>]*)?)>|&(#x?[0-9a-fA-F]+|[a-zA-Z]+);|<")
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+))")


def _character(name: str) -> str | None:
    if name.startswith("#"):
        digits, base = (name[2:], 16) if name[1:2] in "xX" else (name[1:], 10)
        try:
            return chr(int(digits, base))
        except (ValueError, OverflowError):
            return None
    return _ENTITIES.get(name)


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and entities. Raises ``ApiError`` on unknown or unbalanced tags."""
    out: list[str] = []
    length = 0
    open_tags: list[tuple[str, int, dict[str, Any]]] = []
    entities: list[dict[str, Any]] = []
    position = 0

    def emit(text: str) -> None:
        nonlocal length
        out.append(text)
        length += len(text.encode("utf-16-le")) // 2

    for match in _TOKEN.finditer(source):
        emit(source[position : match.start()])
        position = match.end()
        closing, tag, attributes, name = match.groups()
        offset = len(source[: match.start()].encode())
        if name is not None:
            emit(_character(name) or match.group())
            continue
        if tag is None:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "" at byte offset {offset}')
        tag = tag.lower()
        if tag not in _TAGS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {offset}')
        if not closing:
            extra: dict[str, Any] = {"type": _TAGS[tag]}
            if tag == "a":
                found = _HREF.search(attributes or "")
                extra["url"] = next((g for g in found.groups() if g), "") if found else ""
            open_tags.append((tag, length, extra))
            continue
        if not open_tags:
            raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {offset}")
        if open_tags[-1][0] != tag:
            raise bad_request(
                f"can't parse entities: Unmatched end tag at byte offset {offset}, expected "
                f'"</{open_tags[-1][0]}>", found "</{tag}>"'
            )
        _, start, extra = open_tags.pop()
        if length > start and not (extra["type"] == "text_link" and not extra["url"]):
            entities.append({"offset": start, "length": length - start, **extra})
    emit(source[position:])
    if open_tags:
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\""
        )
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(out), entities
