"""The order of topics, in keeping with the urgency that was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.nlu.features import FloatArray

# What a topic keeps of its probability where no sentence on it has ever had the urgency decided on.
_UNSEEN = 0.2
_LISTED = 10


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
