"""The phrases of ``nlu_data/<language>/answers.yml``, and the words that turn what they say.

A phrase with a leading ``=`` counts only as a clause of its own; one with a leading ``?`` only as the
answer to its own question, not in a free text. A phrase of one letter counts only as the whole message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.dialogue.answer_text import HAN, Said, normalise, respell

FILE_NAME = "answers.yml"
TURNS = ("negation", "negation_after", "doubt", "but", "now", "polite")


class AnswersError(Exception):
    """A file of answers is malformed."""


@dataclass(frozen=True)
class Phrase:
    """One way to say a code. ``text`` is normalised."""

    text: str
    alone: bool = False
    asked_only: bool = False

    @classmethod
    def read(cls, raw: str, spellings: Mapping[str, str]) -> Phrase:
        """Read a phrase with its mark."""
        text = respell(normalise(raw), spellings)
        return cls(text, raw.startswith("=") or len(text) == 1, raw.startswith("?"))

    @property
    def is_letter(self) -> bool:
        """Whether it is one letter of an alphabet, which begins too many words to count inside a text."""
        return len(self.text) == 1 and not HAN.match(self.text)

    def fills(self, text: str, polite: Sequence[str]) -> bool:
        """Say whether a text is this phrase and nothing else, once or repeated, but for polite words."""
        rest, count = text, 0
        while rest.startswith(self.text) and _ends_word(self.text, rest[len(self.text) :]):
            rest, count = rest[len(self.text) :].strip(), count + 1
        while rest and count:
            word = next(
                (word for word in polite if rest.startswith(word) and _ends_word(word, rest[len(word) :])), ""
            )
            if not word:
                return False
            rest = rest[len(word) :].strip()
        return count > 0

    def is_clause(self, said: Said, index: int, polite: Sequence[str]) -> bool:
        """Say whether the clause with this index is the phrase alone."""
        clause = said.clauses[index]
        return not self.is_letter and self.fills(said.flat[clause.start : clause.end], polite)


@dataclass(frozen=True)
class Language:
    """What one language says: phrases by code, turning words by kind, numbers, and usual spellings."""

    codes: Mapping[str, tuple[Phrase, ...]]
    turns: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, int]
    spellings: Mapping[str, str]


def read_languages(folder: Path) -> dict[str, Language]:
    """Read the file of every language that has one.

    Raises:
        AnswersError: a file is malformed; the message names it.
    """
    return {path.parent.name: _read(path) for path in sorted(Path(folder).glob(f"*/{FILE_NAME}"))}


def _read(path: Path) -> Language:
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    try:
        codes = dict(data["answers"])
        spellings = {
            normalise(str(other)): normalise(usual)
            for usual, others in data["spellings"].items()
            for other in others
        }
        return Language(
            numbers={respell(normalise(w), spellings): int(n) for w, n in codes.pop("numbers").items()},
            codes={code: _phrases(listed, spellings) for code, listed in codes.items()},
            turns={kind: _words(data["turns"][kind], spellings) for kind in TURNS},
            spellings=spellings,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AnswersError(
            f"{path} must have 'answers:' (lists of phrases, and 'numbers'), 'spellings:' and 'turns:'."
        ) from error


def _phrases(listed: Any, spellings: Mapping[str, str]) -> tuple[Phrase, ...]:
    # Accents, the two Han scripts and chat spellings are folded, so several become one phrase.
    return tuple(dict.fromkeys(Phrase.read(str(raw), spellings) for raw in listed))


def _words(listed: Any, spellings: Mapping[str, str]) -> tuple[str, ...]:
    words = {respell(normalise(str(raw)), spellings) for raw in listed}
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _ends_word(word: str, rest: str) -> bool:
    return not rest or rest[0] == " " or HAN.search(word) is not None
