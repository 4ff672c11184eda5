"""The view of a text in which entities are looked for, and the way back to its own characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.nlu.results import Entity
from bot.nlu.text import MAX_CHARACTERS

_TAIL = 1024
_GAP = "\n"
_MEMORY = 20_000


class Reading:
    """A text without accents, case and invisible characters; one character of it is one of the original.

    ``text`` is lower case, ``cased`` keeps the capitals; both have the same length. Of an overlong text the
    beginning and the end are read.
    """

    __slots__ = ("_offsets", "cased", "original", "text")

    def __init__(self, original: str) -> None:
        """Read a text; nothing in it raises."""
        self.original = original
        self._offsets: Sequence[int] | None = None
        if len(original) > MAX_CHARACTERS:
            head = range(MAX_CHARACTERS - _TAIL)
            tail = range(len(original) - _TAIL + 1, len(original))
            self._offsets = [*head, head[-1], *tail]
            raw = original[: head.stop] + _GAP + original[tail.start :]
        else:
            raw = original
        self.cased = raw.translate(_FOLD)
        if len(self.cased) != len(raw):
            kept = [number for number, char in enumerate(raw) if _FOLD[ord(char)]]
            self._offsets = kept if self._offsets is None else [self._offsets[number] for number in kept]
        self.text = self.cased.lower()

    def entity(
        self,
        kind: str,
        start: int,
        end: int,
        value: str,
        country: str = "",
        position: tuple[float | None, float | None] = (None, None),
    ) -> Entity:
        """Return what stands between two places of the view as an entity of the original text."""
        while end > start and self.text[end - 1].isspace():
            end -= 1
        first, last = start, end
        if self._offsets is not None:
            first, last = self._offsets[start], self._offsets[end - 1] + 1
            while last < len(self.original) and unicodedata.combining(self.original[last]):
                last += 1
        return Entity(kind, self.original[first:last], value, first, last, country, *position)


def folded(text: str) -> str:
    """Return a name as the view has it."""
    return text.translate(_FOLD).lower()


class _FoldTable(dict[int, str]):
    """Translation of one character to one, or to none where it is invisible; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        # A flood of rare characters must not make the table grow without bound.
        if len(self) > _MEMORY:
            self.clear()
        value = self[code] = _SPECIAL.get(chr(code)) or _folded(chr(code))
        return value


def _folded(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Cs":
        # Half of a surrogate pair: no part of any word, and never part of an entity.
        return "\ufffd"
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category in ("Zs", "Zl", "Zp") or (category == "Cc" and char != "\n"):
        return " "
    if category == "No":
        return char
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base.isalnum() or base.isascii() else char


_SPECIAL = {"ø": "o", "đ": "d", "ł": "l", "ı": "i", "œ": "o", "æ": "a", "ß": "s", "Ø": "O", "Œ": "O"}
_SPECIAL |= dict.fromkeys("\u2019\u2018\u02bc`\u00b4", "'")
_SPECIAL |= dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
_FOLD = _FoldTable()
