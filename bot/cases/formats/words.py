"""Words of the hand-over formats, one file a language below ``words/``: a new language is a new file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent / "words"
FIRST = ("id", "en", "zh", "fr")


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language by flat keys such as ``note.do_not_call``."""

    language: str
    texts: dict[str, str]

    def text(self, key: str, **values: object) -> str:
        """Return a sentence with its values filled in.

        Raises:
            KeyError: the language lacks it.
        """
        return self.texts[key].format(**values)

    def find(self, key: str, otherwise: str) -> str:
        """Return a sentence, or what is given where there is none."""
        return self.texts.get(key, otherwise)


@cache
def all_words() -> tuple[Words, ...]:
    """Return every language that has a file, our four first."""
    names = sorted(path.stem for path in FOLDER.glob("*.yml"))
    ordered = [*(name for name in FIRST if name in names), *(name for name in names if name not in FIRST)]
    return tuple(Words(name, dict(_flat(_load(name)))) for name in ordered)


def words_of(language: str) -> Words:
    """Return the words of a language, English for one that has none."""
    found = {words.language: words for words in all_words()}
    return found.get(language) or found["en"]


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return loaded


def _flat(tree: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        flat.extend(_flat(value, f"{name}.") if isinstance(value, dict) else [(name, str(value))])
    return flat
