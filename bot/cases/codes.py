"""Case codes that can be read out over a bad line, such as ``JKT-7K4P-2``.

The last figure is a check over a prime (as in ISO 7064, modulus 29): the sum of position × value of all
characters is 0. Any single wrong character and any two swapped neighbours change that sum. Only codes
whose check comes out as one of the figures 2–9 are handed out, so the shape stays the same.

A code identifies a case. It never authenticates anybody.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

# No letters or digits that sound or look alike in our four languages (0/O, 1/I/L, B/P/D/T, M/N, S/F, …).
ALPHABET = "23456789ACEHJKPRVWXY"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHECKS = "23456789"
MODULUS = 29
PREFIX, SHORTEST, LONGEST = 3, 4, 6
TRIES_PER_LENGTH = 4
# Prefixes are letters and bodies are of the alphabet; where both may stand, values differ. The figures
# take values of letters that no body has.
_UNUSED = [LETTERS.index(letter) for letter in LETTERS if letter not in ALPHABET] + [26, 27, 28]
_VALUES = {letter: value for value, letter in enumerate(LETTERS)} | dict(zip(CHECKS, _UNUSED, strict=False))
PATTERN = re.compile(r"(?<![A-Z0-9])([A-Z]{3})[-\s]?([0-9A-Z]{4,6})[-\s]?([0-9A-Z])(?!-?[0-9A-Z])")
_OLD = re.compile(r"(?<![A-Z0-9])([A-Z]{3})[-\s]?([0-9A-Z]{4})[-\s]?([0-9])(?![A-Z0-9])")


def make_code(prefix: str, attempt: int = 0) -> str:
    """Return a new random code with this three-letter prefix.

    Args:
        attempt: how many codes were taken already; after every four the body grows, so that a desk
            never runs out (44,000 codes of the shortest form, 880,000 of the next).
    """
    length = min(LONGEST, SHORTEST + attempt // TRIES_PER_LENGTH)
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(length))
        check = check_character(prefix + body)
        if check is not None:
            return f"{prefix}-{body}-{check}"


def check_character(text: str) -> str | None:
    """Return the figure that closes prefix and body; None when no figure does."""
    wanted = -_sum(text) * pow(len(text) + 1, -1, MODULUS) % MODULUS
    return next((figure for figure in CHECKS if _VALUES[figure] == wanted), None)


def find_code(text: str) -> str | None:
    """Return the first right code in a text, upper case or not, with or without dashes."""
    return next((_written(plain) for plain in _plain_codes(text) if _is_right(plain)), None)


def find_old_code(text: str) -> str | None:
    """Return the first code in a text that was right before the present check; see :func:`old_check`.

    Such codes are still on paper. Their check lets one error in ten pass, so that a code found here
    counts only when a case has it.
    """
    for match in _OLD.finditer(text.upper()):
        prefix, body, digit = match.groups()
        if int(digit) == old_check(prefix + body):
            return f"{prefix}-{body}-{digit}"
    return None


def old_check(text: str) -> int:
    """Return the check figure of codes made before: a weighted sum in which two values fall together."""
    return sum((position + 2) * ord(character) for position, character in enumerate(text)) % 11 % 10


def near_codes(text: str) -> list[str]:
    """Return the right codes that one wrong character or one swap away turned into this text.

    For "did you mean"; empty when the text holds no code, or a right one.
    """
    written = list(_plain_codes(text))
    if any(_is_right(plain) for plain in written):
        return []
    return sorted({_written(near) for plain in written for near in _neighbours(plain) if _is_right(near)})


def _plain_codes(text: str) -> Iterator[str]:
    return ("".join(match.groups()) for match in PATTERN.finditer(text.upper()))


def _neighbours(plain: str) -> Iterator[str]:
    for place, present in enumerate(plain):
        allowed = LETTERS if place < PREFIX else ALPHABET
        for other in allowed:
            if other != present:
                yield plain[:place] + other + plain[place + 1 :]
        if place + 1 < len(plain):
            yield plain[:place] + plain[place + 1] + present + plain[place + 2 :]


def _is_right(plain: str) -> bool:
    prefix, body, check = plain[:PREFIX], plain[PREFIX:-1], plain[-1]
    shaped = (
        all(character in LETTERS for character in prefix)
        and all(character in ALPHABET for character in body)
        and check in CHECKS
    )
    return shaped and _sum(plain) == 0


def _sum(plain: str) -> int:
    return sum(place * _VALUES[character] for place, character in enumerate(plain, 1)) % MODULUS


def _written(plain: str) -> str:
    return f"{plain[:PREFIX]}-{plain[PREFIX:-1]}-{plain[-1]}"
