"""The order of topics, in keeping with the urgency that was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bot.nlu.features import FloatArray
from bot.nlu.rules import Hit

# What a topic keeps of its probability where no sentence on it has ever had the urgency decided on.
_UNSEEN = 0.2
_LISTED = 10
# How many times likelier a topic is that a rule speaks of. The rules are no inputs of the classifiers: they were
# written with the training sentences in view, where a classifier would learn to trust them too much.
_SPOKEN_OF = 8.0


def with_rules(probabilities: FloatArray, topics: Sequence[str], hits: Sequence[Hit]) -> FloatArray:
    """Return the probabilities after hearing the rules; guarded hits say nothing."""
    spoken_of = {hit.rule.topic for hit in hits if not hit.guard}
    weighted = np.array([p * (_SPOKEN_OF if topic in spoken_of else 1.0) for topic, p in zip(topics, probabilities)])
    return weighted / weighted.sum()


def consistent(
    probabilities: FloatArray, topics: Sequence[str], seen: Mapping[str, Sequence[str]], urgency: str
) -> list[tuple[str, float]]:
    """Return the ten best topics with their confidence, best first.

    ``seen``: the urgencies each topic has had in training. A message that is critical is hardly a
    greeting, and one that is not is hardly a fire.
    """
    weighted = [
        float(probability) * (1.0 if urgency in seen[topic] else _UNSEEN)
        for topic, probability in zip(topics, probabilities)
    ]
    total = sum(weighted) or 1.0
    pairs = sorted(zip(topics, (value / total for value in weighted)), key=lambda pair: (-pair[1], pair[0]))
    return [(topic, round(value, 4)) for topic, value in pairs[:_LISTED]]
