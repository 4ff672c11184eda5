"""Reads the reference tables in ``data/``; corrections that an official confirmed lie over their rows."""

import csv
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from .overlay import Confirmed, Row, laid_over, row_key

__all__ = [
    "DATA_DIR",
    "Cell",
    "Confirmed",
    "Row",
    "apply_corrections",
    "clear_caches",
    "confirmed",
    "corrections",
    "keyed_rows",
    "normal_iso2",
    "split_list",
    "table",
    "unmatched",
]

DATA_DIR = Path(__file__).parent / "data"

Cell = tuple[str, str, str]
"""Table, key of the row (see ``row_key``), field."""

# Modules whose caches hold nothing that can be corrected and are slow to fill: borders, names of places.
_INDEPENDENT = frozenset(
    f"{__package__}.{name}"
    for name in (
        "tables", "words", "geo", "geometry", "countries", "places", "place_index", "place_context",
        "nationality", "place_at", "place_choice", "subdivisions", "towns",
    )
)  # fmt: skip
_GRACE_S = 1.0

_lock = threading.Lock()
_corrections: Mapping[Cell, Confirmed] = {}
# Always replaced as a whole, never changed: a reader sees the old tables or the new ones.
_corrected: Mapping[str, tuple[Row, ...]] = {}


@cache
def _as_published(name: str) -> tuple[Row, ...]:
    with open(DATA_DIR / f"{name}.csv", encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def table(name: str) -> tuple[Row, ...]:
    """All rows of ``data/<name>.csv`` as dictionaries of strings, with the corrections in force."""
    return _corrected.get(name) or _as_published(name)


def keyed_rows(name: str) -> list[tuple[str, Row, Row]]:
    """Key, published row and row in force of a whole table, in its order."""
    published = _as_published(name)
    return [(row_key(name, old), old, new) for old, new in zip(published, table(name), strict=True)]


def corrections() -> Mapping[Cell, Confirmed]:
    """The corrections in force."""
    return _corrections


def confirmed(name: str, key: str) -> dict[str, Confirmed]:
    """The corrections in force of one row, by field."""
    return {cell[2]: known for cell, known in _corrections.items() if cell[:2] == (name, key)}


def unmatched() -> list[Cell]:
    """Corrections of rows that the tables do not have (any more)."""
    keys = {name: {key for key, _, _ in keyed_rows(name)} for name in {cell[0] for cell in _corrections}}
    return [cell for cell in _corrections if cell[1] not in keys[cell[0]]]


def apply_corrections(mapping: Mapping[Cell, Confirmed]) -> dict[str, tuple[Row, ...]]:
    """Lay these corrections, and no others, over the tables; the files stay as they are.

    Returns the tables that differ from their files, by name. May be called from any thread.
    Unknown tables are left out, unknown rows are kept in ``unmatched``.
    """
    global _corrections, _corrected
    with _lock:
        known = {cell: value for cell, value in mapping.items() if (DATA_DIR / f"{cell[0]}.csv").is_file()}
        by_row: dict[tuple[str, str], dict[str, Confirmed]] = {}
        for (name, key, field), value in known.items():
            by_row.setdefault((name, key), {})[field] = value
        found = {name: _laid_over(name, by_row) for name in {name for name, _ in by_row}}
        _corrections, _corrected = known, found
        clear_caches()
    # A look-up that began before the exchange may still put its old result into a cache.
    again = threading.Timer(_GRACE_S, clear_caches)
    again.daemon = True
    again.start()
    return found


def _laid_over(name: str, by_row: dict[tuple[str, str], dict[str, Confirmed]]) -> tuple[Row, ...]:
    return tuple(
        laid_over(name, row, by_row.get((name, row_key(name, row)), {})) for row in _as_published(name)
    )


def clear_caches() -> None:
    """Empty every cache of this package that may hold rows of a table that can be corrected.

    The caches are found in the modules, so that a new one need not be registered.
    """
    prefix = f"{__package__}."
    for name, module in list(sys.modules.items()):
        if not name.startswith(prefix) or name in _INDEPENDENT:
            continue
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear") and getattr(value, "__module__", "") == name:
                value.cache_clear()


def split_list(value: str) -> tuple[str, ...]:
    """The parts of a semicolon-separated cell, without blanks."""
    return tuple(part.strip() for part in value.split(";") if part.strip())


def normal_iso2(code: object) -> str:
    """An upper-case country code; an empty string for anything that is not text."""
    return code.strip().upper() if isinstance(code, str) else ""
