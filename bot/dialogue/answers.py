"""Reading typed answers, from phrases in ``nlu_data/<language>/answers.yml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from bot.dialogue.answer_hits import decide, hits
from bot.dialogue.answer_phrases import AnswersError, Language, Phrase, read_languages
from bot.dialogue.answer_text import HAN, Said, normalise, size

FALLBACK = "en"
SHORT_WORDS = 7
SHORT_HAN = 10
"""An answer such as "yes he is, on the floor" is short; a longer text is a story."""

BARE_REST = 4
"""Words, or Han characters, that may follow a bare answer in its clause."""

_DIGITS = re.compile(r"\d{1,4}")

__all__ = ["Answers", "AnswersError", "normalise"]


class Answers:
    """Phrases by language and code; numbers as words."""

    def __init__(self, languages: dict[str, Language]):
        self._languages = languages

    @classmethod
    def load(cls, folder: Path) -> Answers:
        """Read ``<folder>/<language>/answers.yml`` of every language that has one.

        Raises:
            AnswersError: a file is malformed; the message names it.
        """
        return cls(read_languages(folder))

    def codes(self, language: str) -> dict[str, list[str]]:
        """Return all phrases of a language by code, normalised."""
        known = self._languages.get(language)
        return {code: [item.text for item in listed] for code, listed in known.codes.items()} if known else {}

    def short(self, text: str, language: str | None, codes: Sequence[str]) -> str | None:
        """Return the code of a short answer that is, or begins with, one of its phrases.

        English is read too, as the whole message only: its words begin other words of other languages.
        """
        own, *others = self._spoken(language)
        said = Said.of(text, own.spellings)
        is_short = len(HAN.findall(said.flat)) <= SHORT_HAN and len(said.flat.split()) <= SHORT_WORDS
        if not said.flat or not is_short:
            return None
        found = _longest(own, codes, partial(_begins, said, own.turns["polite"]))
        for other in others:
            whole = partial(_is_whole, Said.of(text, other.spellings), other.turns["polite"])
            found = found or _longest(other, codes, whole)
        return found

    def bare(self, text: str, language: str | None, codes: Sequence[str]) -> str | None:
        """Return the code of a message of one clause that says no more: "I don't know, sorry", "I don't
        know where exactly", but not "I don't know, next to a big mosque"."""
        for own in self._spoken(language):
            said = Said.of(text, own.spellings)
            found = _longest(own, codes, partial(_is_bare, said, own.turns["polite"]))
            if found:
                return found
        return None

    def anywhere(
        self, text: str, language: str | None, codes: Sequence[str], asked: bool = True
    ) -> str | None:
        """Return the code that a text says, wherever in it.

        The longest phrase counts; a negation before a good sign turns it into the bad one, doubt or a
        question into "unknown", and a good sign beside a bad one never wins. ``asked``: the text answers
        the question that these codes belong to, so that even "normal" says enough.
        """
        spoken = self._spoken(language)
        for own in spoken:
            said = Said.of(text, own.spellings)
            # English words in another language are turned by that language's words too.
            turns = {kind: [w for each in (own, spoken[0]) for w in each.turns[kind]] for kind in own.turns}
            listed = [(code, phrase) for code in codes for phrase in own.codes.get(code, ())]
            wanted = [(code, phrase) for code, phrase in listed if asked or not phrase.asked_only]
            found = decide(hits(said, wanted, turns, codes), codes)
            if found:
                return found
        return None

    def number(self, text: str, language: str | None) -> int | None:
        """Return the first number in a text, in digits or in words."""
        digits = _DIGITS.search(normalise(text))
        if digits:
            return int(digits.group())
        for own in self._spoken(language):
            said = Said.of(text, own.spellings)
            for word, value in sorted(own.numbers.items(), key=lambda item: -len(item[0])):
                if next(said.find(word), None):
                    return value
        return None

    def numbers(self, language: str) -> Mapping[str, int]:
        """Return the words for numbers of a language, normalised."""
        known = self._languages.get(language)
        return known.numbers if known else {}

    def turning(self, language: str | None, kind: str) -> tuple[str, ...]:
        """Return the words of one kind (``negation``, ``negation_after``, ``polite`` …) of a language."""
        return self._spoken(language)[0].turns[kind]

    def said(self, text: str, language: str | None) -> Said:
        """Return a text as this language's phrases are looked for in it."""
        return Said.of(text, self._spoken(language)[0].spellings)

    def _spoken(self, language: str | None) -> list[Language]:
        names = dict.fromkeys((language if language in self._languages else FALLBACK, FALLBACK))
        return [self._languages[name] for name in names if name in self._languages]


def _longest(language: Language, codes: Sequence[str], fits: Callable[[Phrase], bool]) -> str | None:
    found = [
        (len(phrase.text), -place, code)
        for place, code in enumerate(codes)
        for phrase in language.codes.get(code, ())
        if fits(phrase)
    ]
    return max(found)[2] if found else None


def _is_whole(said: Said, polite: Sequence[str], phrase: Phrase) -> bool:
    return phrase.fills(said.flat, polite)


def _begins(said: Said, polite: Sequence[str], phrase: Phrase) -> bool:
    if phrase.alone:
        return _is_whole(said, polite, phrase) or phrase.is_clause(said, 0, polite)
    return any(start == 0 for start, _ in said.find(phrase.text))


def _is_bare(said: Said, polite: Sequence[str], phrase: Phrase) -> bool:
    if _is_whole(said, polite, phrase):
        return True
    is_one = len(said.clauses) == 1 and not phrase.alone
    begins = is_one and any(start == 0 for start, _ in said.find(phrase.text))
    return begins and size(said.flat[len(phrase.text) :]) <= BARE_REST
