"""Held-out sentences with the entities that are in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bot.nlu.evaluation.jsonl import read_jsonl

ENTITY_FILE = "entities.jsonl"
_CLOCK = dt.timezone(dt.timedelta(hours=7))
_NOON = dt.time(12, tzinfo=_CLOCK)
_DAY = dt.date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Fact:
    """An entity that is wanted or was found. ``country`` is compared only where the wanted one names it."""

    kind: str
    text: str
    value: str
    country: str = ""

    def answers(self, wanted: Fact) -> bool:
        """Whether this, found, is what was wanted: the same kind and value."""
        same_country = not wanted.country or wanted.country == self.country
        return (self.kind, self.value) == (wanted.kind, wanted.value) and same_country


@dataclass(frozen=True, slots=True)
class EntityCase:
    """``now``: noon in Jakarta on the day the sentence was written, from which "tomorrow" counts."""

    text: str
    language: str
    folder: str
    now: dt.datetime
    entities: tuple[Fact, ...]


class _Fact(msgspec.Struct):
    kind: str
    text: str
    value: str | int | float
    country: str = ""


class _Row(msgspec.Struct):
    text: str
    language: str
    entities: list[_Fact]
    today: dt.date = _DAY


def entity_files(held_out: Path) -> list[Path]:
    """Return the files below ``<held_out>/<language>/`` that exist."""
    return sorted(held_out.glob(f"*/{ENTITY_FILE}"))


def read_entity_cases(held_out: Path) -> list[EntityCase]:
    """Return every line of those files. Raises DataError that names file and line."""
    return [
        EntityCase(
            text=row.text,
            language=row.language,
            folder=path.parent.name,
            now=dt.datetime.combine(row.today, _NOON),
            entities=tuple(Fact(each.kind, each.text, str(each.value), each.country) for each in row.entities),
        )
        for path in entity_files(held_out)
        for row in read_jsonl(path, _Row)
    ]
