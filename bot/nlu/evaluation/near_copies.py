"""Held-out sentences must not be near copies of training ones, else the figures would flatter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.nlu.text import clean

_SIZE = 5
_LIMIT = 0.8
_NOT_A_LETTER = re.compile(r"[\W_]+")
# Below this many characters only an equal text is a copy: "help" and "help me" share all they have.
_SHORT = 12


@dataclass(frozen=True, slots=True)
class NearCopy:
    """A held-out sentence, the training sentence it resembles, and how much (1 = the same)."""

    held_out: str
    training: str
    likeness: float


def near_copies(held_out: Iterable[str], training: Iterable[str]) -> list[NearCopy]:
    """Return the held-out sentences equal to a training one but for case and punctuation, or near to it.

    Near means a Jaccard index of at least 0.8 over pieces of five characters.
    """
    by_text: dict[str, str] = {}
    by_piece: defaultdict[str, list[int]] = defaultdict(list)
    pieces: list[frozenset[str]] = []
    originals: list[str] = []
    for text in training:
        plain = normalised(text)
        by_text.setdefault(plain, text)
        for piece in (found := _pieces(plain)):
            by_piece[piece].append(len(pieces))
        pieces.append(found)
        originals.append(text)
    copies = []
    for text in held_out:
        plain = normalised(text)
        if plain in by_text:
            copies.append(NearCopy(text, by_text[plain], 1.0))
        elif len(plain) >= _SHORT and (best := _best(_pieces(plain), pieces, by_piece)):
            copies.append(NearCopy(text, originals[best[0]], round(best[1], 2)))
    return copies


def normalised(text: str) -> str:
    """Return the letters and digits of a text, in lower case; a text without any, such as an emoji, as it is."""
    plain = clean(text).lower()
    return _NOT_A_LETTER.sub("", plain) or plain


def _pieces(plain: str) -> frozenset[str]:
    return frozenset(plain[start : start + _SIZE] for start in range(max(1, len(plain) - _SIZE + 1)))


def _best(
    wanted: frozenset[str], pieces: list[frozenset[str]], by_piece: dict[str, list[int]]
) -> tuple[int, float] | None:
    shared: defaultdict[int, int] = defaultdict(int)
    for piece in wanted:
        for number in by_piece.get(piece, ()):
            shared[number] += 1
    scored = ((count / (len(wanted) + len(pieces[n]) - count), n) for n, count in shared.items())
    likeness, number = max(scored, default=(0.0, -1))
    return (number, likeness) if likeness >= _LIMIT else None
