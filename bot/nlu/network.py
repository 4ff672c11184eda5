"""A small network with one hidden layer over the sentence vector, beside the linear classifier.

A sentence vector holds more than a plane can part: alone the network is weaker than the linear
classifier, which also reads n-grams, but together they are better than either.
"""

from __future__ import annotations

import numpy as np

from bot.nlu.classifier import Head, softmax
from bot.nlu.features import FloatArray


class Network:
    """Weights: float32 (inputs, hidden), (hidden,), (hidden, outputs), (outputs,)."""

    def __init__(
        self, first: FloatArray, first_bias: FloatArray, second: FloatArray, second_bias: FloatArray,
        heads: dict[str, Head],
    ) -> None:  # fmt: skip
        self.first = first
        self.first_bias = first_bias
        self.second = second
        self.second_bias = second_bias
        self.heads = heads

    def scores(self, inputs: FloatArray) -> FloatArray:
        """Return the raw scores of all outputs; ``inputs`` may be one row or many."""
        return np.maximum(inputs @ self.first + self.first_bias, 0) @ self.second + self.second_bias

    def margins(self, scores: FloatArray, head: str) -> FloatArray:
        """Return the raw scores of one decision."""
        return scores[..., self.heads[head].start : self.heads[head].stop]


def blend(
    linear: FloatArray, network: FloatArray, temperatures: tuple[float, float, float], weight: float
) -> FloatArray:
    """Return the probabilities of two opinions, given as raw scores (…, classes), together.

    ``temperatures``: of the linear scores, of the network's, and of both together; ``weight``: of the network.
    """
    first = np.log(np.maximum(softmax(linear * temperatures[0]), 1e-9))
    second = np.log(np.maximum(softmax(network * temperatures[1]), 1e-9))
    return softmax((first + weight * second) * temperatures[2])


def critical_margin(scores: FloatArray) -> FloatArray:
    """Return the log-odds of critical against the rest from raw urgency scores (…, 3)."""
    rest = scores[..., :2].max(axis=-1)
    return scores[..., 2] - rest - np.log(np.exp(scores[..., :2] - rest[..., None]).sum(axis=-1))
