"""What travels with a button of a card, and which answer a bare digit chooses."""

from __future__ import annotations

import re
import unicodedata

from bot.phrases.cards import Card

PREFIX = "c"
BYTES = 44
"""A payload has at most so many bytes: the id of its message goes before it."""
_DIGIT = re.compile(r"^[(]?(\d{1,2})[).．。]?$")


def payload_of(card: Card, code: str) -> str:
    """Return the payload of an answer: ``c:<card>:<answer>``."""
    return f"{PREFIX}:{card.key}:{code}"


def read_payload(payload: str) -> tuple[str, str] | None:
    """Return card and answer of a payload; None when it belongs to something else."""
    parts = payload.split(":")
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == PREFIX and parts[1] and parts[2] else None


def read_digit(card: Card, text: str) -> str | None:
    """Return the answer that a bare digit chooses, counted from one; None when it chooses none."""
    match = _DIGIT.match(unicodedata.normalize("NFKC", text).strip())
    if match is None or not 1 <= int(match[1]) <= len(card.answers):
        return None
    return card.answers[int(match[1]) - 1]
