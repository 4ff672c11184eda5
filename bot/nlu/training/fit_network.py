"""Fit of the small network: Adam with weight decay, drop-out and softened labels, numpy alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.nlu.classifier import Head, softmax
from bot.nlu.features import FloatArray
from bot.nlu.network import Network
from bot.nlu.results import URGENCIES

_HIDDEN = 512
_EPOCHS = 15
_BATCH = 256
_LEAST_STEPS = 300
_RATE = 2e-3
_WARM_UP = 50
_DECAY = 1e-3
_DROP_HIDDEN, _DROP_INPUT = 0.3, 0.1
_SOFTENED = 0.05
_URGENCY_SHARE = 0.5
_SEED = 11


def fit_network(
    inputs: FloatArray, topics: NDArray[np.intp], urgencies: NDArray[np.intp], count: int
) -> Network:
    """Fit one network for ``count`` topics and the urgencies together.

    ``inputs``: float32 (rows, inputs) with unit variance.
    """
    inputs = inputs.astype(np.float32, copy=False)
    random = np.random.default_rng(_SEED)
    outputs = count + len(URGENCIES)
    heads = {"topic": Head(0, count, 1.0), "urgency": Head(count, outputs, 1.0)}
    weights = [
        random.normal(0, np.sqrt(2 / inputs.shape[1]), (inputs.shape[1], _HIDDEN)).astype(np.float32),
        np.zeros(_HIDDEN, dtype=np.float32),
        random.normal(0, np.sqrt(1 / _HIDDEN), (_HIDDEN, outputs)).astype(np.float32),
        np.zeros(outputs, dtype=np.float32),
    ]
    goals = np.hstack([_softened(topics, count), _softened(urgencies, len(URGENCIES))])
    first, second = [np.zeros_like(w) for w in weights], [np.zeros_like(w) for w in weights]
    batches = -(-len(inputs) // _BATCH)
    steps = max(_EPOCHS * batches, _LEAST_STEPS)
    for step in range(1, steps + 1):
        if (step - 1) % batches == 0:
            order = random.permutation(len(inputs))
        rows = order[((step - 1) % batches) * _BATCH :][:_BATCH]
        slopes = _slopes(weights, inputs[rows], goals[rows], count, random)
        rate = _RATE * min(1.0, step / _WARM_UP) * (1 - step / steps)
        for number, slope in enumerate(slopes):
            first[number] = 0.9 * first[number] + 0.1 * slope
            second[number] = 0.99 * second[number] + 0.01 * slope**2
            move = (first[number] / (1 - 0.9**step)) / (np.sqrt(second[number] / (1 - 0.99**step)) + 1e-8)
            if weights[number].ndim == 2:
                move = move + _DECAY * weights[number]
            weights[number] = (weights[number] - rate * move).astype(np.float32)
    return Network(*weights, heads)


def _softened(classes: NDArray[np.intp], count: int) -> FloatArray:
    goals = np.full((len(classes), count), _SOFTENED / count, dtype=np.float32)
    goals[np.arange(len(classes)), classes] += 1 - _SOFTENED
    return goals


def _slopes(
    weights: list[FloatArray], inputs: FloatArray, goals: FloatArray, count: int, random: np.random.Generator
) -> list[FloatArray]:
    """Return the gradients of the loss of one batch, one for each array of weights."""
    kept = random.random(inputs.shape, dtype=np.float32) > _DROP_INPUT
    seen = inputs * kept / np.float32(1 - _DROP_INPUT)
    before = seen @ weights[0] + weights[1]
    mask = (random.random(before.shape, dtype=np.float32) > _DROP_HIDDEN) / np.float32(1 - _DROP_HIDDEN)
    hidden = np.maximum(before, 0) * mask
    scores = hidden @ weights[2] + weights[3]
    error = np.hstack(
        [
            softmax(scores[:, :count]) - goals[:, :count],
            _URGENCY_SHARE * (softmax(scores[:, count:]) - goals[:, count:]),
        ]
    ) / np.float32(len(inputs))
    back = (error @ weights[2].T) * mask * (before > 0)
    return [seen.T @ back, back.sum(axis=0), hidden.T @ error, error.sum(axis=0)]
