"""Reading typed answers, from phrases in ``nlu_data/<language>/answers.yml`` (top-level ``answers:``)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from ruamel.yaml import YAML

FILE_NAME = "answers.yml"
FALLBACK = "en"
SHORT_WORDS = 7
SHORT_HAN = 10
"""An answer such as "yes he is, on the floor" is short; a longer text is a story."""

_NOT_WORD = re.compile(r"[^\w]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_DIGITS = re.compile(r"\d{1,4}")


class AnswersError(Exception):
    """A file of answers is malformed."""


def normalise(text: str) -> str:
    """Return a text in lower case, compatibility forms folded, punctuation as single spaces."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


class Answers:
    """Phrases by language and code; numbers as words."""

    def __init__(
        self, phrases: Mapping[str, Mapping[str, Sequence[str]]], numbers: Mapping[str, Mapping[str, int]]
    ):
        self._phrases = {
            language: {code: [normalise(phrase) for phrase in listed] for code, listed in codes.items()}
            for language, codes in phrases.items()
        }
        self._numbers = numbers

    @classmethod
    def load(cls, folder: Path) -> Answers:
        """Read ``<folder>/<language>/answers.yml`` of every language that has one.

        Raises:
            AnswersError: a file is malformed; the message names it.
        """
        phrases, numbers = {}, {}
        for path in sorted(Path(folder).glob(f"*/{FILE_NAME}")):
            data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
            try:
                codes = dict(data["answers"])
                numbers[path.parent.name] = {
                    normalise(word): int(n) for word, n in codes.pop("numbers").items()
                }
                phrases[path.parent.name] = {code: [str(p) for p in listed] for code, listed in codes.items()}
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise AnswersError(
                    f"{path} must have 'answers:' with lists of phrases and 'numbers'."
                ) from error
        return cls(phrases, numbers)

    def codes(self, language: str) -> Mapping[str, Sequence[str]]:
        """Return all phrases of a language by code."""
        return self._phrases.get(language, {})

    def short(self, text: str, language: str | None, codes: Sequence[str]) -> str | None:
        """Return the code of a short answer that is, or begins with, one of its phrases."""
        said = normalise(text)
        is_short = len(_HAN.findall(said)) <= SHORT_HAN and len(said.split()) <= SHORT_WORDS
        return self._longest(said, language, codes, starts=True) if said and is_short else None

    def anywhere(self, text: str, language: str | None, codes: Sequence[str]) -> str | None:
        """Return the code whose longest phrase stands anywhere in the text; the first code wins a tie."""
        return self._longest(normalise(text), language, codes, starts=False)

    def number(self, text: str, language: str | None) -> int | None:
        """Return the first number in a text, in digits or in words."""
        said = normalise(text)
        digits = _DIGITS.search(said)
        if digits:
            return int(digits.group())
        for own in self._languages(language):
            for word, value in sorted(self._numbers.get(own, {}).items(), key=lambda item: -len(item[0])):
                if _stands_in(word, said):
                    return value
        return None

    def _languages(self, language: str | None) -> list[str]:
        own = language if language in self._phrases else FALLBACK
        return [own] if own == FALLBACK else [own, FALLBACK]

    def _longest(self, said: str, language: str | None, codes: Sequence[str], starts: bool) -> str | None:
        for own in self._languages(language):
            best: tuple[int, str] | None = None
            for code in codes:
                for phrase in self._phrases.get(own, {}).get(code, ()):
                    fits = _begins(phrase, said) if starts else _stands_in(phrase, said)
                    if fits and (best is None or len(phrase) > best[0]):
                        best = (len(phrase), code)
            if best is not None:
                return best[1]
        return None


def _begins(phrase: str, said: str) -> bool:
    if _HAN.search(phrase):
        return said.startswith(phrase)
    return said == phrase or said.startswith(phrase + " ")


def _stands_in(phrase: str, said: str) -> bool:
    if _HAN.search(phrase):
        return phrase in said
    return f" {phrase} " in f" {said} "
