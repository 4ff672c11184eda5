"""Reads the YAML files of the cards. The fast parser: their 400 kB are read at every start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """Return the content of a file. ``yes`` and ``no`` are codes only in quotation marks."""
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)
