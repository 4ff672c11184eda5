"""The lines that the service says by itself, from ``nlu_data/<language>/safety.yml``.

They do not depend on the dialogue process. A key that a language lacks is answered in English, and the
check in ``bot.dialogue.check_texts`` keeps the build red until the sentence is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import yaml
from opencc import OpenCC

from bot.messages.types import Button

LANGUAGES = ("id", "en", "zh", "fr")
FALLBACK = "en"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Line:
    """A text and the choices under it."""

    text: str
    buttons: tuple[Button, ...] = ()


class Texts:
    """Looks lines up by key, language and script."""

    def __init__(self, folder: Path, file_name: str = "safety.yml") -> None:
        self._texts: dict[str, dict[str, Any]] = {}
        for language in LANGUAGES:
            path = folder / language / file_name
            self._texts[language] = (
                yaml.safe_load(path.read_text(encoding="utf-8"))["texts"] if path.is_file() else {}
            )

    def keys(self, language: str) -> set[str]:
        """Return the keys that a language has."""
        return set(self._texts[language])

    def line(self, key: str, language: str | None, script: str = "Latn", **values: object) -> Line:
        """Return a line with its values filled in; Traditional script where the person writes it.

        Raises:
            KeyError: no language has this key.
        """
        entry = self._texts.get(language or FALLBACK, {}).get(key)
        if entry is None:
            log.error("text_missing", key=key, language=language)
            entry = self._texts[FALLBACK][key]
        text, buttons = (entry, []) if isinstance(entry, str) else (entry["text"], entry.get("buttons", []))
        choices = tuple(Button(in_script(b["title"], language, script), b["payload"]) for b in buttons)
        return Line(in_script(text.format(**values), language, script), choices)

    def text(self, key: str, language: str | None, script: str = "Latn", **values: object) -> str:
        """Return only the words of a line."""
        return self.line(key, language, script, **values).text


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2tw")


def in_script(text: str, language: str | None, script: str) -> str:
    """Return Chinese text in Traditional characters where the person writes them."""
    return _traditional().convert(text) if language == "zh" and script == "Hant" else text
