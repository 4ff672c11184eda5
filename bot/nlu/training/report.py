"""What a training run reports: figures on sentences held out of each fit, per language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.nlu.features import FloatArray
from bot.nlu.training.inputs import Inputs
from bot.nlu.training.intervals import Share
from bot.nlu.training.read_data import Example
from bot.nlu.urgency import CLEAR_TOPIC, Thresholds

StageFigures = dict[str, dict[str, Share]]
"""Language → name of the figure → share."""


@dataclass(frozen=True, slots=True)
class Report:
    """``language_right``: language → (right, all) of the sentences in Latin script."""

    sentences: int
    vectors_computed: int
    seconds: float
    size_bytes: int
    figures: Mapping[str, StageFigures]
    language_right: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def lines(self) -> Iterable[str]:
        """Yield the report as lines of text."""
        yield (
            f"{self.sentences} sentences, {self.vectors_computed} vectors computed, "
            f"{self.seconds:.1f} s, model {self.size_bytes / 1e6:.1f} MB"
        )
        yield "Cross-validated on the training sentences (hard ones by design):"
        for stage, by_language in self.figures.items():
            for language, shares in by_language.items():
                parts = "  ".join(f"{name} {share}" for name, share in shares.items())
                yield f"  {stage:6} {language}  {parts}"
        for language, (right, total) in sorted(self.language_right.items()):
            yield f"  language {language}  {Share(right, total)}"


def stage_figures(
    examples: Sequence[Example],
    topics: Sequence[str],
    floors: Mapping[str, str],
    topic_probabilities: FloatArray,
    danger: FloatArray,
    thresholds: Thresholds,
    inputs: Inputs,
) -> StageFigures:
    """Return topic accuracy, critical recall and false alarms per language from held-out scores."""
    best = topic_probabilities.argmax(axis=1)
    confidence = topic_probabilities.max(axis=1)
    by_topic = (confidence >= CLEAR_TOPIC) & np.array([floors[topics[b]] == "critical" for b in best])
    limits = np.array([thresholds.critical[e.language] for e in examples])
    alarm = inputs.rule_critical | (danger >= limits) | by_topic
    right = np.array([topics[b] == e.topic for b, e in zip(best, examples)])
    spoken = np.array([e.language for e in examples])
    wanted = np.array([e.urgency for e in examples])
    figures: StageFigures = {}
    for language in sorted(set(spoken)):
        rows = spoken == language
        critical, routine = rows & (wanted == "critical"), rows & (wanted == "routine")
        urgent = rows & (wanted == "urgent")
        figures[language] = {
            "topic": Share.of(right[rows]),
            "critical recall": Share.of(alarm[critical]),
            "false critical": Share.of(alarm[routine]),
            "urgent alarmed": Share.of(alarm[urgent]),
        }
    return figures
