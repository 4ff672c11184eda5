"""Names of places in a text: a blank spaCy pipeline with a phrase matcher over the gazetteer.

Words that no name contains become one placeholder before spaCy sees them: its table of strings would
otherwise grow with every message, and keep words of people in need.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.nlu import entity_patterns_places as patterns
from bot.nlu.entities_gazetteer import PlaceName
from bot.nlu.entities_text import Reading, folded
from bot.nlu.text import CJK

_TOKEN = re.compile(rf"[{CJK}]|(?:(?![{CJK}])\w)+|[^\w\s]")
# What may stand between the words of one name: "Hong-Kong", "Nuku'alofa", "St. John's", "U.K.".
_INSIDE = frozenset("-'.")
_SHORT = 2
_UNKNOWN = "\u25a1"
_VOWEL = re.compile("[aeiou]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a Chinese character or a sign, and where it stands in the view."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """Tokens ``first`` up to, not including, ``stop`` that are a name of ``names``, the likeliest first."""

    first: int
    stop: int
    names: tuple[PlaceName, ...]


class PlaceMatcher:
    """Finds names of the gazetteer, whatever they mean here."""

    def __init__(self, names: Iterable[PlaceName]) -> None:
        """Index the names; spaCy is loaded at the first text."""
        self._names: dict[tuple[str, ...], list[PlaceName]] = {}
        for name in names:
            key = tuple(token.text for token in _split(folded(name.name)))
            if key:
                self._names.setdefault(key, []).append(name)
        self._words = {word for key in self._names for word in key}
        # A name that is an ordinary word makes other words when glued: "diserang" (attacked) is not in Serang.
        self._glued = {
            key[0]
            for key, found in self._names.items()
            if not (len(key) == 1 and found[0].guard)
            and key[0].isascii()
            and (len(key[0]) >= patterns.NOT_GLUED or not _VOWEL.search(key[0]))
        }

    def tokens(self, reading: Reading) -> list[Token]:
        """Return the tokens of a text; Indonesian prepositions glued to a name stand apart."""
        found: list[Token] = []
        for token in _split(reading.text):
            found += self._unglued(token)
        return found

    def spans(self, tokens: list[Token]) -> list[PlaceSpan]:
        """Return names without overlaps, in order; the longer wins, then the one that is no ordinary word."""
        words = [token.text if token.text in self._words else _UNKNOWN for token in tokens]
        if all(word is _UNKNOWN for word in words):
            return []
        from spacy.tokens import Doc

        vocab, matcher, names = self._spacy
        found = [PlaceSpan(first, stop, names[key]) for key, first, stop in matcher(Doc(vocab, words=words))]
        taken = bytearray(len(words))
        spans = []
        for span in sorted(found, key=lambda span: (span.first - span.stop, bool(span.names[0].guard), span.first)):
            if not any(taken[span.first : span.stop]):
                taken[span.first : span.stop] = b"\x01" * (span.stop - span.first)
                spans.append(span)
        return sorted(spans, key=lambda span: span.first)

    def _unglued(self, token: Token) -> list[Token]:
        text, start, end = token.text, token.start, token.end
        if text in self._words or not text.isalpha() or not text.isascii():
            return [token]
        for prefix in patterns.GLUED_BEFORE:
            if text.startswith(prefix) and text[len(prefix) :] in self._glued:
                middle = start + len(prefix)
                return [Token(prefix, start, middle), Token(text[len(prefix) :], middle, end)]
        for suffix in patterns.GLUED_AFTER:
            if text.endswith(suffix) and text[: -len(suffix)] in self._glued:
                middle = end - len(suffix)
                return [Token(text[: -len(suffix)], start, middle), Token(suffix, middle, end)]
        return [token]

    @cached_property
    def _spacy(self) -> tuple[Any, Any, dict[int, tuple[PlaceName, ...]]]:
        """The vocabulary, its matcher, and the names behind each key: one value, so that threads never mix two."""
        import spacy
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        vocab = spacy.blank("xx").vocab
        matcher = PhraseMatcher(vocab)
        names = {}
        for number, (key, found) in enumerate(self._names.items()):
            matcher.add(str(number), [Doc(vocab, words=list(key))])
            names[vocab.strings.add(str(number))] = tuple(found)
        return vocab, matcher, names


def _split(text: str) -> Iterable[Token]:
    before = ""
    for match in _TOKEN.finditer(text):
        word = match.group()
        # A full stop ends a sentence, except after "St" and the letters of "U.K.".
        if word not in _INSIDE or (word == "." and len(before) > _SHORT):
            yield Token(word, match.start(), match.end())
        before = word
