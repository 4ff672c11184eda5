"""The report about one model: everything that was counted, and every single reading it was counted from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.nlu.evaluation.calibration import Calibration, calibration
from bot.nlu.evaluation.confusions import Confusion, confusions
from bot.nlu.evaluation.entity_scores import EntityReading, entity_scores
from bot.nlu.evaluation.figure import Figure
from bot.nlu.evaluation.measures import BY_KEY, measure_all
from bot.nlu.evaluation.near_copies import NearCopy
from bot.nlu.evaluation.readings import Reading
from bot.nlu.evaluation.topic_scores import Score, topic_scores

FORMAT = 1
SERVED = ("id", "en", "zh", "fr")
OTHER = "other"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Source:
    """``model``: its version; ``trained_on``: number of training sentences; ``data_hash``: of the held-out files."""

    model: str
    trained_on: int
    data_hash: str
    date: dt.datetime


@dataclass(frozen=True, slots=True)
class Spread:
    """The gap between the languages that do best and worst in a figure."""

    value: float
    best: str
    worst: str


@dataclass(frozen=True, slots=True)
class Report:
    """All but ``spread``, ``confusions`` and the lists is given per set: a language, ``other``, and ``all``.

    ``all`` are the served languages together; ``other`` the sentences of all languages that are not served.
    """

    source: Source
    counts: dict[str, dict[str, int]]
    figures: dict[str, dict[str, Figure]]
    spread: dict[str, Spread]
    topics: dict[str, dict[str, Score]]
    calibration: dict[str, Calibration]
    confusions: list[Confusion]
    entities: dict[str, dict[str, Score]]
    near_copies: list[NearCopy]
    readings: list[Reading]
    entity_readings: list[EntityReading]
    format: int = FORMAT


def build(
    source: Source,
    readings: Sequence[Reading],
    entity_readings: Sequence[EntityReading] = (),
    near_copies: Sequence[NearCopy] = (),
) -> Report:
    """Count everything."""
    sets = in_sets(readings)
    figures = {name: measure_all(rows) for name, rows in sets.items()}
    return Report(
        source=source,
        counts={name: _counts(rows) for name, rows in sets.items()},
        figures=figures,
        spread=spread(figures),
        topics={name: topic_scores(rows) for name, rows in sets.items()},
        calibration={name: calibration(rows) for name, rows in sets.items()},
        confusions=confusions(readings),
        entities=dict(sorted(entity_scores(entity_readings).items(), key=_by_place)),
        near_copies=list(near_copies),
        readings=list(readings),
        entity_readings=list(entity_readings),
    )


def in_sets(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """Return the readings of each language, in the order they are shown; ``all`` only where it joins several."""
    sets: dict[str, list[Reading]] = {}
    for reading in readings:
        sets.setdefault(reading.case.folder, []).append(reading)
    ordered = {name: sets[name] for name in sorted(sets, key=_place)}
    served = [name for name in ordered if name != OTHER]
    if len(served) > 1:
        ordered[ALL] = [row for name in served for row in ordered[name]]
    return ordered


def spread(figures: Mapping[str, Mapping[str, Figure]]) -> dict[str, Spread]:
    """Return the gap of each figure between the languages that are served."""
    gaps = {}
    for key, measure in BY_KEY.items():
        found = {name: row[key].value for name, row in figures.items() if key in row and name not in (OTHER, ALL)}
        if len(found) > 1:
            low, high = min(found, key=lambda name: found[name]), max(found, key=lambda name: found[name])
            best, worst = (high, low) if measure.higher_is_better else (low, high)
            gaps[key] = Spread(found[high] - found[low], best, worst)
    return gaps


def _by_place(item: tuple[str, object]) -> tuple[int, str]:
    return _place(item[0])


def _place(name: str) -> tuple[int, str]:
    known = (*SERVED, *([] if name in (*SERVED, OTHER) else [name]), OTHER)
    return known.index(name), name


def _counts(rows: Sequence[Reading]) -> dict[str, int]:
    return {"sentences": len(rows), **Counter(row.case.urgency for row in rows)}
