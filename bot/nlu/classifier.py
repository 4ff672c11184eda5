"""A linear model with several outputs over n-grams, and its calibrated probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.features import FloatArray


@dataclass(frozen=True, slots=True)
class Head:
    """One decision: which outputs are its classes, and what they are multiplied by before the softmax.

    The temperature is learnt on sentences held out of training.
    """

    start: int
    stop: int
    temperature: float


class LinearModel:
    """Weights of several decisions over n-grams.

    ``ngrams``: float16 (terms, outputs); ``bias``: float32 (outputs,).
    """

    def __init__(self, ngrams: FloatArray, bias: FloatArray, heads: dict[str, Head]) -> None:
        self.ngrams = ngrams
        self.bias = bias
        self.heads = heads

    def scores(self, ids: NDArray[np.intp], values: FloatArray) -> FloatArray:
        """Return the raw scores of all outputs, float32 (outputs,)."""
        return self.bias + values @ self.ngrams[ids].astype(np.float32)

    def margins(self, scores: FloatArray, head: str) -> FloatArray:
        """Return the raw scores of one decision."""
        return scores[self.heads[head].start : self.heads[head].stop]

    def probabilities(self, scores: FloatArray, head: str) -> FloatArray:
        """Return the calibrated probabilities of one decision."""
        return softmax(self.margins(scores, head) * self.heads[head].temperature)


def softmax(logits: FloatArray) -> FloatArray:
    """Return probabilities along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)
