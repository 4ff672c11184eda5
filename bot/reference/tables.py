"""Reads the reference tables in ``data/``."""

import csv
from functools import cache
from pathlib import Path

DATA_DIR = Path(__file__).parent / "data"

Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """All rows of ``data/<name>.csv`` as dictionaries of strings, read once."""
    with open(DATA_DIR / f"{name}.csv", encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def split_list(value: str) -> tuple[str, ...]:
    """The parts of a semicolon-separated cell, without blanks."""
    return tuple(part.strip() for part in value.split(";") if part.strip())


def normal_iso2(code: object) -> str:
    """An upper-case country code; an empty string for anything that is not text."""
    return code.strip().upper() if isinstance(code, str) else ""
