"""The texts of the dialogue by key and language, from ``nlu_data/<language>/responses.yml``.

Used by the Rasa process (what the bot says) and by custom actions (words put into a text). The top-level
key is ``texts:``, because Rasa would take ``responses:`` for its own and let one language win.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter
from typing import Any, Mapping

from ruamel.yaml import YAML

FALLBACK = "en"
FILE_NAME = "responses.yml"
log = logging.getLogger(__name__)


class TextError(Exception):
    """A text is missing, malformed, or lacks a value for a placeholder."""


@dataclass(frozen=True)
class Entry:
    """One key in one language: its variants and the buttons under them (title, payload)."""

    variants: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...] = ()

    @property
    def placeholders(self) -> frozenset[str]:
        """Names in braces, over all variants."""
        return frozenset(
            name for text in self.variants for _, name, _, _ in Formatter().parse(text) if name is not None
        )


@dataclass(frozen=True)
class Rendered:
    """A text ready to be sent. ``language`` is the one it is really in."""

    key: str
    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    language: str = FALLBACK


class Texts:
    """Every text of every language."""

    def __init__(self, entries: Mapping[str, Mapping[str, Entry]]) -> None:
        self._entries = entries

    @classmethod
    def load(cls, folder: Path) -> Texts:
        """Read ``<folder>/<language>/responses.yml`` of every language that has one.

        Raises:
            TextError: a file is malformed, or there is no English one.
        """
        found = {path.parent.name: read_file(path) for path in sorted(Path(folder).glob(f"*/{FILE_NAME}"))}
        if FALLBACK not in found:
            raise TextError(f"{folder}/{FALLBACK}/{FILE_NAME} is missing. Without it the bot has no words.")
        return cls(found)

    @property
    def languages(self) -> list[str]:
        """Languages that have a file."""
        return sorted(self._entries)

    def entries(self, language: str) -> Mapping[str, Entry]:
        """Return all entries of a language (empty when it has no file)."""
        return self._entries.get(language, {})

    def find(self, key: str, language: str | None) -> tuple[Entry, str]:
        """Return the entry and the language it is in: the wanted one, else English.

        Raises:
            TextError: no language has this key.
        """
        wanted = language or FALLBACK
        entry = self._entries.get(wanted, {}).get(key)
        if entry is not None:
            return entry, wanted
        fallback = self._entries[FALLBACK].get(key)
        if fallback is None:
            raise TextError(f"There is no text {key!r} in any language. Add it to nlu_data/en/{FILE_NAME}.")
        log.warning("Text %s is missing in %s; English was used.", key, wanted)
        return fallback, FALLBACK

    def render(
        self, key: str, language: str | None, values: Mapping[str, Any] | None = None, turn: int = 0
    ) -> Rendered:
        """Fill a text. Variants take turns: ``turn`` chooses one.

        Raises:
            TextError: the key is unknown or a placeholder has no value.
        """
        entry, used = self.find(key, language)
        try:
            text = entry.variants[turn % len(entry.variants)].format_map(dict(values or {}))
        except KeyError as error:
            raise TextError(f"Text {key!r} ({used}) needs a value for {error}.") from error
        buttons = [{"title": title, "payload": payload} for title, payload in entry.buttons]
        return Rendered(key, text, buttons, used)

    def label(self, name: str, language: str | None) -> str:
        """Return a word for use inside other texts, such as ``police``."""
        return self.render(f"label_{name}", language).text


def read_file(path: Path) -> dict[str, Entry]:
    """Read one file of texts.

    Raises:
        TextError: the file is not what this module expects; the message names file and key.
    """
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    if not isinstance(data, dict) or not isinstance(data.get("texts"), dict):
        raise TextError(f"{path} must have one top-level key, 'texts'.")
    return {key: _entry(path, key, raw) for key, raw in data["texts"].items()}


def _entry(path: Path, key: str, raw: Any) -> Entry:
    variants = raw.get("variants", [raw.get("text")]) if isinstance(raw, dict) else [None]
    if not variants or not all(isinstance(text, str) and text.strip() for text in variants):
        raise TextError(f"{path}: {key} needs a 'text', or a list of texts under 'variants'.")
    try:
        buttons = tuple((str(button["title"]), str(button["payload"])) for button in raw.get("buttons", ()))
    except (KeyError, TypeError) as error:
        raise TextError(f"{path}: every button of {key} needs a 'title' and a 'payload'.") from error
    return Entry(tuple(str(text) for text in variants), buttons)
