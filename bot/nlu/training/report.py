"""What a training run reports: figures on sentences that no classifier was fitted on, per language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.nlu.evaluation.cases import Case
from bot.nlu.evaluation.intervals import Share
from bot.nlu.training.calibrate import Opinion
from bot.nlu.training.thresholds import danger_inputs, danger_of
from bot.nlu.urgency import CLEAR_TOPIC, Thresholds

Table = dict[str, dict[str, Share]]
"""Language → name of the figure → share."""


@dataclass(frozen=True, slots=True)
class Report:
    """``figures``: of the screen's classifiers, of the full reading's, of the rules, and of all together.

    The thresholds were learnt on the same sentences, so these figures flatter a little: ``lindung evaluate``
    has the true ones.
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
        yield "On the sentences that set the thresholds (held-out figures: lindung evaluate):"
        for stage, table in self.figures.items():
            for language, shares in table.items():
                parts = "  ".join(f"{name} {share}" for name, share in shares.items())
                yield f"  {stage:20} {language}  {parts}"
        for language, share in sorted(self.language.items()):
            yield f"  language {language}  {share}"


def alarms(
    cases: Sequence[Case],
    opinion: Opinion,
    critical_topics: NDArray[np.bool_],
    by_rule: NDArray[np.bool_],
    thresholds: Thresholds,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which sentences the classifiers of a stage call critical, and which the rules that they believe."""
    danger = danger_of(danger_inputs(opinion, critical_topics), thresholds.danger)
    by_topic = (opinion.topics.max(axis=1) >= CLEAR_TOPIC) & critical_topics[opinion.topics.argmax(axis=1)]
    limits = np.array([thresholds.critical.get(case.language, thresholds.critical["other"]) for case in cases])
    return (danger >= limits) | by_topic, by_rule & (danger >= thresholds.veto)


def table(
    cases: Sequence[Case], topics: Sequence[str], opinion: Opinion, alarm: NDArray[np.bool_]
) -> Table:
    """Return topic accuracy, critical recall and false alarms per language."""
    best = opinion.topics.argmax(axis=1)
    right = np.array([topics[number] in case.topics for number, case in zip(best, cases)])
    spoken = np.array([case.language for case in cases])
    only = np.array([case.urgency if len(case.urgencies) == 1 else "" for case in cases])
    return {
        language: {
            "topic": Share.of(right[spoken == language]),
            "critical recall": Share.of(alarm[(spoken == language) & (only == "critical")]),
            "false critical": Share.of(alarm[(spoken == language) & (only == "routine")]),
            "urgent alarmed": Share.of(alarm[(spoken == language) & (only == "urgent")]),
        }
        for language in sorted(set(spoken))
    }
