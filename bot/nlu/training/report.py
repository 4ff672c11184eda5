"""What a training run reports: figures on sentences held out of each fit, per language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.nlu.features import FloatArray
from bot.nlu.training.fit_stages import HeldOut
from bot.nlu.training.intervals import Share
from bot.nlu.training.read_data import Example
from bot.nlu.urgency import CLEAR_TOPIC, Thresholds

Table = dict[str, dict[str, Share]]
"""Language → name of the figure → share."""


@dataclass(frozen=True, slots=True)
class Report:
    """``figures``: of the screen's classifiers, of the full reading's, of the rules alone, and of all together.

    The rules were written with the training sentences in view: their figures, and those of all, flatter.
    """

    sentences: int
    vectors_computed: int
    seconds: float
    size_bytes: int
    figures: Mapping[str, Table]
    language: Mapping[str, Share] = field(default_factory=dict)

    def lines(self) -> Iterable[str]:
        """Yield the report as lines of text."""
        yield (
            f"{self.sentences} sentences, {self.vectors_computed} vectors computed, "
            f"{self.seconds:.1f} s, model {self.size_bytes / 1e6:.1f} MB"
        )
        yield "On training sentences, each held out of the fit that reads it (the rules know them, so they flatter):"
        for stage, table in self.figures.items():
            for language, shares in table.items():
                parts = "  ".join(f"{name} {share}" for name, share in shares.items())
                yield f"  {stage:6} {language}  {parts}"
        for language, share in sorted(self.language.items()):
            yield f"  language {language}  {share}"


def alarms(
    examples: Sequence[Example],
    topics: Sequence[str],
    floors: Mapping[str, str],
    opinion: HeldOut,
    danger: FloatArray,
    thresholds: Thresholds,
) -> NDArray[np.bool_]:
    """Return which sentences the classifiers of a stage would have called critical, without the rules."""
    best = opinion.topics.argmax(axis=1)
    clear = opinion.topics.max(axis=1) >= CLEAR_TOPIC
    by_topic = clear & np.array([floors[topics[number]] == "critical" for number in best])
    limits = np.array([thresholds.critical[e.language] for e in examples])
    return (danger >= limits) | by_topic


def table(
    examples: Sequence[Example], topics: Sequence[str], opinion: HeldOut, alarm: NDArray[np.bool_]
) -> Table:
    """Return topic accuracy, critical recall and false alarms per language."""
    best = opinion.topics.argmax(axis=1)
    right = np.array([topics[number] == e.topic for number, e in zip(best, examples)])
    spoken = np.array([e.language for e in examples])
    urgency = np.array([e.urgency for e in examples])
    return {
        language: {
            "topic": Share.of(right[spoken == language]),
            "critical recall": Share.of(alarm[(spoken == language) & (urgency == "critical")]),
            "false critical": Share.of(alarm[(spoken == language) & (urgency == "routine")]),
            "urgent alarmed": Share.of(alarm[(spoken == language) & (urgency == "urgent")]),
        }
        for language in sorted(set(spoken))
    }
