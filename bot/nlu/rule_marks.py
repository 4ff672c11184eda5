"""Rule hits as inputs of the classifiers, so that a model weighs a phrase with everything around it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.nlu.features import FloatArray
from bot.nlu.rules import Hit

_EXTRA = ("critical", "urgent", "guarded")


def mark_names(topics: Sequence[str]) -> list[str]:
    """Return the names of the inputs, in order."""
    return [*topics, *_EXTRA]


def rule_marks(hits: Sequence[Hit], topics: Sequence[str]) -> FloatArray:
    """Return float32 (topics + 3,): which topics the rules speak of, how urgently, and whether a guard did too."""
    names = mark_names(topics)
    marks = np.zeros(len(names), dtype=np.float32)
    for hit in hits:
        if hit.guard:
            marks[names.index("guarded")] = 1.0
        else:
            marks[names.index(hit.rule.topic)] = 1.0
            marks[names.index(hit.rule.urgency)] = 1.0
    return marks
