"""Precision, recall and F1 of the entity finder, for each kind of entity."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.nlu.evaluation.entity_cases import EntityCase, Fact
from bot.nlu.evaluation.topic_scores import Score
from bot.nlu.results import Entity

Finder = Callable[[str, str, dt.datetime], Iterable[Entity]]
"""Takes a text, its language and the writer's clock."""

ALL_KINDS = "all"


@dataclass(frozen=True, slots=True)
class EntityReading:
    """A case with the entities that were found, missed, and found without being there."""

    folder: str
    text: str
    right: tuple[Fact, ...]
    missed: tuple[Fact, ...]
    false: tuple[Fact, ...]

    @property
    def faulty(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.missed or self.false)


def read_entities(finder: Finder, cases: Iterable[EntityCase]) -> list[EntityReading]:
    """Run the finder over every case."""
    return [_read(case, finder(case.text, case.language, case.now)) for case in cases]


def _read(case: EntityCase, entities: Iterable[Entity]) -> EntityReading:
    left = [Fact(each.kind, each.text, str(each.value), each.country) for each in entities]
    right, missed = [], []
    for wanted in case.entities:
        answer = next((fact for fact in left if fact.answers(wanted)), None)
        if answer is None:
            missed.append(wanted)
        else:
            # Each one found answers one that was wanted.
            left.remove(answer)
            right.append(wanted)
    return EntityReading(case.folder, case.text, tuple(right), tuple(missed), tuple(left))


def entity_scores(readings: Iterable[EntityReading]) -> dict[str, dict[str, Score]]:
    """Return set → kind → score, with one over all kinds."""
    counts: dict[str, tuple[Counter[str], Counter[str], Counter[str]]] = {}
    for reading in readings:
        tallies = counts.setdefault(reading.folder, (Counter(), Counter(), Counter()))
        for tally, facts in zip(tallies, (reading.right, reading.missed, reading.false)):
            for fact in facts:
                tally.update([fact.kind, ALL_KINDS])
    return {
        folder: {
            kind: Score.of(right[kind], right[kind] + false[kind], right[kind] + missed[kind])
            for kind in sorted({*right, *missed, *false}, key=lambda kind: (kind == ALL_KINDS, kind))
        }
        for folder, (right, missed, false) in counts.items()
    }
