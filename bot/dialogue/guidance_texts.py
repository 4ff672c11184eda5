"""The sentences of the guides in every language, from ``nlu_data/<language>/guidance.yml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.dialogue.texts import FALLBACK, TextError
from bot.reference.guidance import CONTACT, PARTS, Guide

FILE_NAME = "guidance.yml"
_SECTIONS = ("guidance", "buttons", "labels", "lines")


class GuidanceTexts:
    """Titles, steps, buttons and fixed words by key and language; English where a language lacks one."""

    def __init__(self, content: Mapping[str, Mapping[str, Any]]) -> None:
        """``content``: language → the sections of its file."""
        self._content = content

    @classmethod
    def load(cls, folder: Path) -> GuidanceTexts:
        """Read the file of every language that has one.

        Raises:
            TextError: a file is malformed, or there is no English one.
        """
        found = {path.parent.name: _read(path) for path in sorted(Path(folder).glob(f"*/{FILE_NAME}"))}
        if FALLBACK not in found:
            raise TextError(f"{folder}/{FALLBACK}/{FILE_NAME} is missing. Without it there is no guidance.")
        return cls(found)

    @property
    def languages(self) -> list[str]:
        """Languages that have a file."""
        return sorted(self._content)

    def title(self, guide: str, language: str) -> str:
        """Return what a case is called."""
        return self._find(language, "guidance", guide, "title")

    def step(self, guide: Guide, name: str, step: str, language: str) -> str:
        """Return the sentence of a step of a part or a question."""
        path = (guide.key, name) if name in PARTS else (guide.key, "questions", name)
        return self._find(language, "guidance", *path, step)

    def button(self, name: str, language: str) -> str:
        """Return the title of the button that asks for a part or a question."""
        return self._find(language, "buttons", name)

    def label(self, key: str, language: str, **values: str) -> str:
        """Return fixed words around the steps, with their values."""
        return self._find(language, "labels", key).format(**values)

    def line(self, name: str, language: str) -> str:
        """Return what the number of a row is called."""
        return self._find(language, "lines", name)

    def missing(self, language: str, guides: Sequence[Guide]) -> list[str]:
        """Return what a language lacks of these cases, or has too much, each as a path of keys."""
        content = self._content.get(language, {})
        wanted = set(_paths_of(guides))
        wanted |= {(section, key) for section in _SECTIONS[1:] for key in self._content[FALLBACK][section]}
        found = set(_paths(content))
        return [f"{'.'.join(path)} is missing" for path in sorted(wanted - found)] + [
            f"{'.'.join(path)} belongs to nothing" for path in sorted(found - wanted)
        ]

    def _find(self, language: str, *path: str) -> str:
        for name in dict.fromkeys((language, FALLBACK)):
            found: Any = self._content.get(name)
            for key in path:
                found = found.get(key) if isinstance(found, Mapping) else None
            if isinstance(found, str) and found.strip():
                return found
        raise TextError(f"There is no text {'.'.join(path)} in any language. Add it to nlu_data/en/{FILE_NAME}.")


def _paths_of(guides: Sequence[Guide]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for guide in guides:
        found.append(("guidance", guide.key, "title"))
        found += [("guidance", guide.key, part, step.key) for part, steps in guide.parts.items() for step in steps]
        found += [
            ("guidance", guide.key, "questions", name, step.key)
            for name, steps in guide.questions.items()
            for step in steps
        ]
        found += [("buttons", name) for name in (*guide.parts, *guide.questions, CONTACT)]
        found += [("lines", line.name) for line in guide.lines if line.name != "mission"]
    return found


def _paths(content: Any, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(content, Mapping):
        return [above]
    return [path for key, value in content.items() for path in _paths(value, (*above, str(key)))]


def _read(path: Path) -> Mapping[str, Any]:
    content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or not all(isinstance(content.get(name), dict) for name in _SECTIONS):
        raise TextError(f"{path} must have the keys {', '.join(_SECTIONS)}.")
    return content
