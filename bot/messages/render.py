"""Cuts what we say to what a platform can show: length, buttons, lists, numbered choices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.messages.channel import Capabilities
from bot.messages.types import Button, Outgoing

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")


def render(
    chat_id: str,
    text: str,
    capabilities: Capabilities,
    buttons: Sequence[Button] = (),
    *,
    ask_position: bool = False,
    list_title: str = "≡",
    position_title: str = "",
) -> list[Outgoing]:
    """Return the platform messages for one text, in order; buttons hang on the last.

    More choices than the platform has buttons become a list, more than a list holds a numbered text.
    Bare digits always work, so the numbers are those of the choices.
    """
    buttons = tuple(buttons)
    if len(buttons) > max(capabilities.max_buttons, capabilities.max_list_rows):
        text = numbered(text, buttons)
        buttons = ()
    limit = capabilities.text_limit
    parts = split_text(text, limit)
    if (buttons or ask_position) and len(parts[-1]) > capabilities.body_limit_with_buttons:
        parts[-1:] = split_text(parts[-1], capabilities.body_limit_with_buttons)
    as_list = len(buttons) > capabilities.max_buttons
    title_limit = capabilities.row_title_limit if as_list else capabilities.button_title_limit
    shown = tuple(
        Button(
            _shorten(b.title, title_limit),
            b.payload,
            b.title if as_list and len(b.title) > title_limit else "",
        )
        for b in buttons
    )
    messages = [Outgoing(chat_id=chat_id, text=part) for part in parts[:-1]]
    messages.append(
        Outgoing(
            chat_id=chat_id,
            text=parts[-1],
            buttons=shown,
            list_title=_shorten(list_title, 20) if as_list else (position_title if ask_position else ""),
            ask_position=ask_position and not shown,
        )
    )
    return messages


def split_text(text: str, limit: int) -> list[str]:
    """Split at sentence ends so that no part is longer than ``limit`` characters; never returns nothing."""
    text = text.strip()
    if _length(text) <= limit:
        return [text]
    parts: list[str] = []
    rest = text
    while _length(rest) > limit:
        cut = _cut_at(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        parts.append(rest)
    return parts


def numbered(text: str, buttons: Sequence[Button]) -> str:
    """Write the choices below the text, each with the digit that chooses it."""
    return text + "\n" + "\n".join(f"{number}. {b.title}" for number, b in enumerate(buttons, 1))


def _length(text: str) -> int:
    # Telegram counts UTF-16 units; counting so for both platforms is safe and simple.
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def _cut_at(text: str, limit: int) -> int:
    window = text[:limit]
    while _length(window) > limit:
        window = window[:-1]
    ends = [match.end() for match in _SENTENCE_END.finditer(window)]
    if ends and ends[-1] >= limit // 3:
        return ends[-1]
    space = window.rfind(" ")
    return space + 1 if space >= limit // 3 else len(window)


def _shorten(title: str, limit: int) -> str:
    return title if len(title) <= limit else title[: limit - 1].rstrip() + "…"
