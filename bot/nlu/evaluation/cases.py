"""The held-out sentences and what counts as right for each."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from bot.nlu.errors import DataError
from bot.nlu.evaluation.entity_cases import ENTITY_FILE
from bot.nlu.evaluation.jsonl import read_jsonl

Urgency = Literal["routine", "urgent", "critical"]


@dataclass(frozen=True, slots=True)
class Case:
    """A held-out sentence. ``topics``: all that count as right, the best first; ``urgencies``: likewise.

    ``folder``: the set it belongs to, which is its language, or ``other`` for the sentences of all other languages;
    ``language_is``: which of the other languages it is in, where that is known.
    """

    text: str
    topics: tuple[str, ...]
    urgency: Urgency
    urgencies: tuple[Urgency, ...]
    language: str
    folder: str
    language_is: str = ""


class _Row(msgspec.Struct):
    text: str
    topics: Annotated[list[str], msgspec.Meta(min_length=1)]
    urgency: Urgency
    language: str
    urgencies: list[Urgency] | None = None
    language_is: str = ""


def held_out_files(held_out: Path) -> list[Path]:
    """Return the files of held-out sentences below ``<held_out>/<language>/``."""
    return [path for path in sorted(held_out.glob("*/*.jsonl")) if path.name != ENTITY_FILE]


def read_cases(held_out: Path) -> list[Case]:
    """Return every line of the held-out files. Raises DataError that names file and line."""
    cases = [
        Case(
            text=row.text,
            topics=tuple(row.topics),
            urgency=row.urgency,
            urgencies=tuple(row.urgencies or [row.urgency]),
            language=row.language,
            folder=path.parent.name,
            language_is=row.language_is,
        )
        for path in held_out_files(held_out)
        for row in read_jsonl(path, _Row)
    ]
    if not cases:
        raise DataError(f"There are no held-out sentences below {held_out}. Restore them from the repository.")
    return cases


def check_topics(cases: Iterable[Case], known: Collection[str]) -> None:
    """Raise DataError for a topic that no model can answer."""
    for case in cases:
        for topic in case.topics:
            if topic not in known:
                raise DataError(
                    f"The sentence {case.text!r} ({case.folder}) has the topic '{topic}', "
                    "which is not in taxonomy.yml. Correct its name."
                )


def data_hash(files: Iterable[Path]) -> str:
    """Return a SHA-256 over folder, name and content of the files."""
    total = hashlib.sha256()
    for path in files:
        name = f"{path.parent.name}/{path.name}"
        total.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
