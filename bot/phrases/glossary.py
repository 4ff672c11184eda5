"""Key words of a message in the operator's language: single words, no translation.

``nlu_data/<language>/glossary.yml`` has, for each concept, what it is called and how people say it, and how
floors are counted. The caller passes texts as one flat line: lower case, no accents, no punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.phrases.cards import CardsError
from bot.phrases.files import read_yaml

FILE_NAME = "glossary.yml"
FALLBACK = "en"
FLOOR = "floor"
_PLACE = "{n}"
_HAN = re.compile(r"[\u3400-\u9fff]")
Normalise = Callable[[str], str]


@dataclass(frozen=True)
class Hint:
    """A concept found in a message. ``number``: which floor, empty for other concepts."""

    concept: str
    start: int
    end: int
    number: str = ""


class Glossary:
    """Finds concepts in flat texts, and names them."""

    def __init__(
        self,
        content: Mapping[str, Mapping[str, Any]],
        normalise: Normalise,
        numbers: Callable[[str], Mapping[str, int]],
    ) -> None:
        """``content``: language → its file. ``numbers``: language → its words for numbers, normalised."""
        self._names = {
            language: {concept: str(entry["name"]) for concept, entry in file["words"].items()}
            for language, file in content.items()
        }
        self._concepts = {
            language: {
                normalise(str(word)): concept for concept, entry in file["words"].items() for word in entry["said"]
            }
            for language, file in content.items()
        }
        self._words = {language: _any_of(words) for language, words in self._concepts.items()}
        self._floors = {
            language: _Floors(file["floors"], normalise, numbers(language)) for language, file in content.items()
        }

    @classmethod
    def load(
        cls,
        folder: Path,
        languages: Sequence[str],
        normalise: Normalise,
        numbers: Callable[[str], Mapping[str, int]],
    ) -> Glossary:
        """Read the file of every language.

        Raises:
            CardsError: a file is missing or malformed, or a concept has no name in some language.
        """
        try:
            content = {name: read_yaml(Path(folder) / name / FILE_NAME) for name in languages}
            wanted = set(content[FALLBACK]["words"])
            for name, file in content.items():
                odd = ", ".join(sorted(wanted ^ set(file["words"])))
                if odd:
                    raise CardsError(f"{name}/{FILE_NAME}: not the same words as {FALLBACK}: {odd}.")
            return cls(content, normalise, numbers)
        except (OSError, KeyError, TypeError, AttributeError) as error:
            raise CardsError(f"{FILE_NAME} cannot be read: {error!r}.") from error

    def hints(self, flat: str, language: str | None) -> list[Hint]:
        """Return the concepts of a flat text in their order, each once; overlapping ones only the longest."""
        found: list[Hint] = []
        for name in self._spoken(language):
            floors = self._floors[name].all(flat)
            words = [
                Hint(self._concepts[name][match[0].strip()], match.start(), match.end())
                for match in self._words[name].finditer(flat)
            ]
            for hint in (*floors, *words):
                if not any(hint.start < other.end and other.start < hint.end for other in found):
                    found.append(hint)
        kept: dict[tuple[str, str], Hint] = {}
        for hint in sorted(found, key=lambda hint: hint.start):
            kept.setdefault((hint.concept, hint.number), hint)
        return list(kept.values())

    def floor(self, flat: str, language: str | None) -> str | None:
        """Return the floor that a flat text names: "5", "0" for the ground floor, "-1" for the basement."""
        for name in self._spoken(language):
            found = self._floors[name].all(flat)
            if found:
                return found[0].number
        return None

    def name(self, concept: str, language: str | None) -> str:
        """Return what a concept is called in the operator's language."""
        return self._names.get(language or FALLBACK, self._names[FALLBACK])[concept]

    def _spoken(self, language: str | None) -> list[str]:
        return [name for name in dict.fromkeys((language or FALLBACK, FALLBACK)) if name in self._words]


class _Floors:
    """How floors are said in one language."""

    def __init__(self, forms: Mapping[str, Any], normalise: Normalise, numbers: Mapping[str, int]) -> None:
        own = {normalise(str(word)): int(number) for word, number in (forms.get("ordinals") or {}).items()}
        self._numbers = {**numbers, **own}
        self._fixed = {
            normalise(str(word)): number
            for number, key in (("0", "ground"), ("-1", "basement"))
            for word in forms.get(key) or ()
        }
        names = _either(self._numbers)
        self._patterns = [re.compile(_form(str(form), normalise, names)) for form in forms["forms"]]
        self._fixed_words = _any_of(self._fixed)

    def all(self, flat: str) -> list[Hint]:
        """Return the floors that a flat text names, in their order."""
        found = [
            Hint(FLOOR, match.start(), match.end(), self._fixed[match[0].strip()])
            for match in self._fixed_words.finditer(flat)
        ]
        for pattern in self._patterns:
            for match in pattern.finditer(flat):
                number = match["n"]
                value = number if number.isdigit() else str(self._numbers[number])
                if not any(match.start() < other.end and other.start < match.end() for other in found):
                    found.append(Hint(FLOOR, match.start(), match.end(), str(int(value))))
        return sorted(found, key=lambda hint: hint.start)


def _form(form: str, normalise: Normalise, names: str) -> str:
    """Return the expression of a form such as "floor {n}": spaces may be left out, Han needs none around."""
    before, _, after = form.partition(_PLACE)
    parts = [re.escape(normalise(part)).replace(r"\ ", " ?") for part in (before, after)]
    gaps = [" ?" if before.endswith(" ") else "", " ?" if after.startswith(" ") else ""]
    whole = rf"{parts[0]}{gaps[0]}(?P<n>\d{{1,3}}|{names}){gaps[1]}{parts[1]}"
    return whole if _HAN.search(form) else rf"(?<![^\W_]){whole}(?![^\W_])"


def _either(words: Mapping[str, Any]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def _any_of(words: Mapping[str, Any]) -> re.Pattern[str]:
    """Return an expression for any of the words, the longest first; Han needs no spaces around."""
    latin = {word: None for word in words if not _HAN.search(word)}
    han = {word: None for word in words if _HAN.search(word)}
    bounded = rf"(?<![a-z0-9])(?:{_either(latin)})(?![a-z0-9])"
    return re.compile(rf"{_either(han)}|{bounded}" if han else bounded)
