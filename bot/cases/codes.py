"""Case codes that can be read out over a bad line, such as ``JKT-7K4P-2``."""

from __future__ import annotations

import re
import secrets

# No letters or digits that sound or look alike in our four languages (0/O, 1/I/L, B/P/D/T, M/N, S/F, …).
ALPHABET = "23456789ACEHJKPRVWXY"
PATTERN = re.compile(r"\b([A-Z]{3})[-\s]?([0-9A-Z]{4})[-\s]?([0-9])\b")


def make_code(prefix: str) -> str:
    """Return a new random code with this three-letter prefix."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(4))
    return f"{prefix}-{body}-{check_digit(prefix + body)}"


def check_digit(text: str) -> int:
    """Return the digit 0–9 that makes one wrong or two swapped characters noticeable (weighted sum)."""
    return sum((position + 2) * ord(character) for position, character in enumerate(text)) % 11 % 10


def find_code(text: str) -> str | None:
    """Return the first well-formed code in a text, upper case or not, with or without dashes."""
    for match in PATTERN.finditer(text.upper()):
        prefix, body, digit = match.groups()
        if int(digit) == check_digit(prefix + body):
            return f"{prefix}-{body}-{digit}"
    return None
