"""The words of the console in four languages, from ``labels/<language>.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import structlog
from ruamel.yaml import YAML

LANGUAGES = ("id", "en", "zh", "fr")
LANGUAGE_NAMES = {"id": "Bahasa Indonesia", "en": "English", "zh": "中文", "fr": "Français"}
FALLBACK = "en"
FOLDER = Path(__file__).parent / "labels"
log = structlog.get_logger(__name__)


class _Blank(dict[str, Any]):
    """A value that an entry lacks is left out: an old history row must not break the page."""

    def __missing__(self, key: str) -> str:
        return "–"


class Labels:
    """Looks words up by a dotted key in one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else FALLBACK
        self._words = words_of(self.language)

    def __call__(self, key: str, /, **values: Any) -> str:
        """Return the words of a key with its values filled in; the key itself where there are none."""
        entry = self._words.get(key)
        if entry is None:
            log.error("label_missing", key=key, language=self.language)
            return words_of(FALLBACK).get(key, key)
        return entry.format_map(_Blank(values)) if values else entry

    def find(self, key: str, otherwise: str = "", /, **values: Any) -> str:
        """Return the words of a key that may be missing, such as a code that somebody else made up."""
        entry = self._words.get(key)
        return otherwise if entry is None else entry.format_map(_Blank(values))


@cache
def words_of(language: str) -> dict[str, str]:
    """Return all words of a language by dotted key."""
    data = YAML(typ="safe").load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    return dict(_flat(data, ""))


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key, value in tree.items():
        name = f"{prefix}{key}"
        rows += _flat(value, name + ".") if isinstance(value, dict) else [(name, str(value))]
    return rows
