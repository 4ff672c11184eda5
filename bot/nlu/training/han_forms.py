"""Simplified and traditional characters, from the dictionaries of the OpenCC package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.nlu.errors import DataError

# Left out of the dictionary because some words keep them; for reading, the commoner form is right.
_ALSO = {"著": "着", "妳": "你"}


def read_han_forms() -> dict[str, Any]:
    """Return the characters exclusive to each form and the way from traditional to simplified."""
    spec = find_spec("opencc")
    if spec is None or spec.origin is None:
        raise DataError("The package opencc-python-reimplemented is missing. Install the requirements again.")
    folder = Path(spec.origin).parent / "dictionary"
    to_traditional = _read(folder / "STCharacters.txt")
    to_simplified = _read(folder / "TSCharacters.txt")
    return {
        "simplified": "".join(char for char, forms in to_traditional.items() if char not in forms),
        "traditional": "".join(char for char, forms in to_simplified.items() if char not in forms),
        "to_simplified": _ALSO | {c: forms[0] for c, forms in to_simplified.items() if forms[0] != c},
    }


def _read(path: Path) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        char, _, forms = line.partition("\t")
        if len(char) == 1:
            entries[char] = forms.split()
    return entries
