"""Canned sentences with places and numbers filled in: ``nlu_data/<language>/sentences.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from bot.phrases.cards import CardsError
from bot.phrases.deck import FALLBACK, LANGUAGES, ToScript
from bot.phrases.files import read_yaml

FILE_NAME = "sentences.yml"
SLOTS = ("place", "number", "time", "code")
LONGEST = 120
"""Characters of a value; more is a text of its own."""
_SPACE = re.compile(r"\s+")


class BadValue(ValueError):
    """A sentence cannot be filled in like this. ``slot`` names the value that is missing or too long."""

    def __init__(self, slot: str) -> None:
        super().__init__(slot)
        self.slot = slot


class Sentences:
    """Looks sentences up by key and language; the values are the operator's and stay as typed."""

    def __init__(self, texts: Mapping[str, Mapping[str, str]], to_script: ToScript) -> None:
        self._texts = texts
        self._to_script = to_script

    @classmethod
    def load(cls, folder: Path, to_script: ToScript) -> Sentences:
        """Read the sentences of every language.

        Raises:
            CardsError: a file is missing, or a sentence is not there with the same places to fill.
        """
        try:
            texts = {name: dict(read_yaml(Path(folder) / name / FILE_NAME)["sentences"]) for name in LANGUAGES}
        except (OSError, KeyError, TypeError, AttributeError) as error:
            raise CardsError(f"{FILE_NAME} cannot be read: {error!r}.") from error
        wanted = {key: slots_of(text) for key, text in texts[FALLBACK].items()}
        for name, own in texts.items():
            given = {key: slots_of(str(text)) for key, text in own.items()}
            wrong = sorted(key for key in wanted.keys() | given.keys() if wanted.get(key) != given.get(key))
            if wrong:
                raise CardsError(f"{name}/{FILE_NAME}: missing, or not the same places to fill: {', '.join(wrong)}.")
        strange = {slot for slots in wanted.values() for slot in slots} - set(SLOTS)
        if strange:
            raise CardsError(f"{FILE_NAME}: unknown places to fill: {', '.join(sorted(strange))}.")
        return cls(texts, to_script)

    @property
    def keys(self) -> tuple[str, ...]:
        """All sentences, in the order of the file."""
        return tuple(self._texts[FALLBACK])

    def slots(self, key: str) -> tuple[str, ...]:
        """Return what has to be filled in, in order.

        Raises:
            KeyError: there is no such sentence.
        """
        return slots_of(self._texts[FALLBACK][key])

    def pattern(self, key: str, language: str | None) -> str:
        """Return a sentence with its empty places shown as dots."""
        return self._of(key, language).format(**dict.fromkeys(SLOTS, "…"))

    def fill(self, key: str, values: Mapping[str, str], language: str | None, script: str = "Latn") -> str:
        """Return a sentence with its values.

        Raises:
            KeyError: there is no such sentence.
            BadValue: a value is missing or too long.
        """
        clean = {slot: _SPACE.sub(" ", values.get(slot, "")).strip() for slot in self.slots(key)}
        for slot, value in clean.items():
            if not value or len(value) > LONGEST:
                raise BadValue(slot)
        text = self._of(key, language)
        if language == "zh" and script == "Hant":
            text = self._to_script(text, language, script)
        return text.format(**clean)

    def _of(self, key: str, language: str | None) -> str:
        return self._texts.get(language or FALLBACK, self._texts[FALLBACK])[key]


def slots_of(text: str) -> tuple[str, ...]:
    """Return the places to fill of a text, each once, sorted: languages order them differently."""
    return tuple(sorted({name for _, name, _, _ in Formatter().parse(text) if name}))
