"""From a traveller's own words to the coded answer of a card.

This package knows no language model and no database: who calls passes a :class:`Reader`, which finds
phrases, numbers and countries in a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.phrases.cards import Card
from bot.phrases.wording import Words

COUNTRY = "country"
UNKNOWN = "unknown"
GENERAL = ("yes", "no", UNKNOWN, "other")
_MEANS = {"yes": ("yes", "done", "ok"), "no": ("no", "cannot"), UNKNOWN: (UNKNOWN,), "other": ("other",)}
"""General answers, and the codes they come to, the first that a card has."""
_LEAST_LETTERS = 4
_LEAST_HAN = 2


@dataclass(frozen=True)
class Found:
    """A phrase found in a text. ``whole``: the text is nothing else; ``negated``: a negation stands by it."""

    phrase: str
    whole: bool
    negated: bool


class Reader(Protocol):
    """What the caller knows about texts. ``language`` is the traveller's."""

    def find(self, text: str, phrases: Sequence[str], language: str | None) -> list[Found]:
        """Return which phrases stand in a text, as whole words, overlapping ones only the longest."""

    def general(self, text: str, language: str | None) -> str | None:
        """Return ``yes``, ``no``, ``unknown`` or ``other`` for a short answer that says so."""

    def answer(self, field: str, codes: Sequence[str], text: str, language: str | None, asked: bool) -> str | None:
        """Return the code that phrases known for a field say; ``asked``: the text answers that question."""

    def number(self, field: str, text: str, language: str | None, asked: bool) -> str | None:
        """Return the number for a field (people, a floor, an age)."""

    def country(self, text: str) -> str | None:
        """Return the ISO 3166 code of the country a text names."""

    def is_short(self, text: str) -> bool:
        """Say whether a text is an answer, not a story."""

    def is_brief(self, text: str) -> bool:
        """Say whether a text is a few words at most."""

    def clauses(self, text: str) -> list[str]:
        """Return the parts of a text between punctuation marks, normalised."""

    def single_words(self, text: str) -> list[str]:
        """Return the words of a text, normalised; none of Chinese, which has no spaces."""


def read_words(
    card: Card,
    words: Words,
    text: str,
    language: str | None,
    reader: Reader,
    *,
    asked: bool = True,
    alike: Mapping[str, str] | None = None,
) -> str | None:
    """Return the code that a text says as the answer to a card, or None when it says none.

    Args:
        words: the card as the traveller has it.
        alike: answers of other cards that mean the same, words to code: "Done".
        asked: it is the card asked last. An older one is answered only by words that belong to it alone.
    """
    if card.kind == "number":
        return reader.number(card.field, text, language, asked)
    if card.kind == "text":
        return reader.country(text) if card.field == COUNTRY else None
    codes = (*card.answers, *card.also)
    if not asked:
        return _own(card, reader.answer(card.field, codes, text, language, asked=False))
    by_text = {**(alike or {}), **{said: code for code, said in words.answers.items()}}
    found = _by_words_of_the_card(card, by_text, text, language, reader)
    if found and found[1]:
        return found[0]
    known = _own(card, reader.answer(card.field, codes, text, language, asked=True)) if card.field else None
    if known:
        return known
    if found:
        return found[0] or None
    general = _general(card, reader.general(text, language))
    return general or _by_single_words(words, text, language, reader)


def turned(card: Card, code: str) -> str | None:
    """Return what a negated answer comes to: a good sign becomes the bad one where only one is left."""
    if code not in card.good:
        return None
    bad = [one for one in card.answers if one not in card.good and one not in (UNKNOWN, "other")]
    if len(bad) == 1:
        return bad[0]
    return UNKNOWN if UNKNOWN in card.answers else None


def _own(card: Card, code: str | None) -> str | None:
    code = card.also.get(code or "", code)
    return code if code in card.answers else None


def _by_words_of_the_card(
    card: Card, by_text: Mapping[str, str], text: str, language: str | None, reader: Reader
) -> tuple[str, bool] | None:
    """Return the answer whose own words stand in a text, and whether they are all of it.

    The code is empty when a negation leaves open what is meant.
    """
    if not reader.is_short(text):
        return None
    hits = reader.find(text, list(by_text), language)
    if not hits:
        return None
    best = max(hits, key=lambda hit: (hit.whole, len(hit.phrase)))
    code = by_text[best.phrase]
    if best.negated:
        return turned(card, code) or "", False
    return code, best.whole


def _general(card: Card, said: str | None) -> str | None:
    return next((code for code in _MEANS.get(said or "", ()) if code in card.answers), None)


def _by_single_words(words: Words, text: str, language: str | None, reader: Reader) -> str | None:
    """Return the answer of which a text has a word that stands in no other answer and not in the question."""
    if not reader.is_brief(text):
        return None
    asked = set(reader.single_words(words.text))
    parts = {
        code: _telling({*reader.clauses(answer), *(set(reader.single_words(answer)) - asked)})
        for code, answer in words.answers.items()
    }
    said = set()
    for code, own in parts.items():
        others = set().union(*(parts[other] for other in parts if other != code))
        hits = reader.find(text, sorted(own - others), language)
        if any(hit.negated for hit in hits):
            return None
        if hits:
            said.add(code)
    return said.pop() if len(said) == 1 else None


def _telling(parts: Iterable[str]) -> set[str]:
    return {part for part in parts if len(part) >= (_LEAST_LETTERS if part.isascii() else _LEAST_HAN)}
