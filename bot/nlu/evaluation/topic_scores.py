"""Precision, recall and F1 of each topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.evaluation.figure import Figure
from bot.nlu.evaluation.intervals import Share
from bot.nlu.evaluation.readings import Reading


@dataclass(frozen=True, slots=True)
class Score:
    """``precision``: right among the answers; ``recall``: found among those asked for; absent where there are none."""

    f1: float
    precision: Figure | None
    recall: Figure | None

    @classmethod
    def of(cls, hits: int, given: int, asked: int) -> Score:
        """Return the score of ``hits`` right ones among ``given`` answers and ``asked`` wanted ones."""
        f1 = 2 * hits / (given + asked) if given + asked else 0.0
        return cls(f1, Figure.if_any(Share(hits, given)), Figure.if_any(Share(hits, asked)))


def topic_scores(readings: Iterable[Reading]) -> dict[str, Score]:
    """Return topic → score, of every topic that was asked for or answered."""
    return scores((reading.wanted_topic, reading.topic) for reading in readings)


def scores(pairs: Iterable[tuple[str, str]]) -> dict[str, Score]:
    """Return class → score from (wanted, got)."""
    hits: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for wanted, got in pairs:
        asked[wanted] += 1
        given[got] += 1
        hits[wanted] += wanted == got
    return {name: Score.of(hits[name], given[name], asked[name]) for name in sorted({*asked, *given})}


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Return the mean F1 over the classes that were asked for, from (wanted, got)."""
    asked = [score.f1 for score in scores(pairs).values() if score.recall is not None]
    return sum(asked) / max(1, len(asked))
