"""Whether a probability means what it says: of sentences read with 80 % confidence, 80 % should be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.evaluation.figure import Figure
from bot.nlu.evaluation.intervals import Share
from bot.nlu.evaluation.readings import Reading

_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The sentences with a probability from ``low`` to ``high``, their mean probability, and how many were so."""

    low: float
    high: float
    mean: float
    true: Figure


@dataclass(frozen=True, slots=True)
class Reliability:
    """``error``: the expected calibration error, the mean gap between probability and truth (0 is perfect)."""

    error: float
    bins: list[Bin]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of the confidence in the topic, and of the probability of danger where the model tells it."""

    topic: Reliability
    danger: Reliability | None = None


def calibration(readings: Sequence[Reading]) -> Calibration:
    """Return the calibration over some readings. For danger, sentences that may go either way are left out."""
    clear = [
        (reading.danger, reading.in_danger)
        for reading in readings
        if reading.danger is not None and (reading.in_danger or not reading.may_be_critical)
    ]
    return Calibration(
        reliability([(reading.confidence, reading.topic_right) for reading in readings]),
        reliability(clear) if clear else None,
    )


def reliability(pairs: Sequence[tuple[float, bool]]) -> Reliability:
    """Return the calibration of (probability, whether it was so), in ten bins of equal width, empty ones left out."""
    filled: dict[int, list[tuple[float, bool]]] = {}
    for probability, so in pairs:
        filled.setdefault(min(int(probability * _BINS), _BINS - 1), []).append((probability, so))
    bins = [
        Bin(
            number / _BINS,
            (number + 1) / _BINS,
            sum(probability for probability, _ in rows) / len(rows),
            Figure.of(Share.of(so for _, so in rows)),
        )
        for number, rows in sorted(filled.items())
    ]
    gaps = (abs(each.mean - each.true.value) * (each.true.whole or 0) for each in bins)
    return Reliability(sum(gaps) / max(1, len(pairs)), bins)
