"""The words of the intake as officers read them, from ``nlu_data/<language>/intake.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE_NAME = "intake.yml"
FOLDER = Path(__file__).resolve().parents[2] / "nlu_data"
FALLBACK = "en"


class IntakeLabels:
    """Names of fields and of coded answers by language; English where a language lacks one."""

    def __init__(self, content: Mapping[str, Mapping[str, Any]]) -> None:
        """``content``: language → the sections of its file."""
        self._content = content

    @classmethod
    def load(cls, folder: Path = FOLDER) -> IntakeLabels:
        """Read the file of every language that has one."""
        return cls(read_files(folder))

    @property
    def languages(self) -> list[str]:
        """Languages that have a file."""
        return sorted(self._content)

    def field(self, name: str, language: str | None) -> str:
        """Return what a field is called; its own name where no language has one."""
        return self._find(language, "fields", name) or name.replace("_", " ")

    def answer(self, name: str, code: str, language: str | None) -> str:
        """Return a coded answer in words; a code that has none (a number, a date) stays itself."""
        own = self._find(language, "answers", name, code)
        return own or self._find(language, "answers", "any", code) or code

    def _find(self, language: str | None, *path: str) -> str:
        for name in dict.fromkeys((language or FALLBACK, FALLBACK)):
            found: Any = self._content.get(name, {})
            for key in path:
                found = found.get(key) if isinstance(found, Mapping) else None
            if isinstance(found, str):
                return found
        return ""


@cache
def read_files(folder: Path = FOLDER) -> Mapping[str, Mapping[str, Any]]:
    """Return the sections of ``<folder>/<language>/intake.yml`` by language; each file is read once."""
    paths = sorted(Path(folder).glob(f"*/{FILE_NAME}"))
    yaml = YAML(typ="safe")
    return {path.parent.name: yaml.load(path.read_text(encoding="utf-8")) for path in paths}


@cache
def labels() -> IntakeLabels:
    """Return the words that come with the service."""
    return IntakeLabels.load()
