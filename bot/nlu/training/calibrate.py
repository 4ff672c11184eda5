"""What is learnt on sentences that no classifier was fitted on: how sure the scores are, and how to join them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from bot.nlu.classifier import softmax
from bot.nlu.features import FloatArray
from bot.nlu.network import blend
from bot.nlu.training.fit_model import Scores

_SHARES = tuple(np.round(np.arange(0.0, 2.01, 0.2), 2).tolist())


@dataclass(frozen=True, slots=True)
class Constants:
    """Temperatures of each decision, the network's ``share`` beside the linear scores, and that of both together."""

    topic: float
    urgency: float
    network_topic: float
    share: float
    together: float


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a stage says of some rows: ``topics`` (rows, topics) and ``pressing`` (rows,) are probabilities,
    ``margins`` (rows, classifiers) how critical.
    """

    topics: FloatArray
    margins: FloatArray
    pressing: FloatArray


def calibrate(scores: Scores, accepted: NDArray[np.bool_], urgencies: NDArray[np.intp]) -> Constants:
    """Return the constants that make the right answers likeliest.

    ``accepted``: (rows, topics), every topic that is right for a row; ``urgencies``: the right level.
    """
    levels = np.zeros((len(urgencies), scores.urgency.shape[1]), dtype=bool)
    levels[np.arange(len(urgencies)), urgencies] = True
    topic, network = temperature(scores.topic, accepted), temperature(scores.network_topic, accepted)
    share, together, best = 0.0, 1.0, np.inf
    for candidate in _SHARES:
        joined = _log(blend(scores.topic, scores.network_topic, (topic, network, 1.0), candidate))
        factor = temperature(joined, accepted)
        if (loss := _loss(joined * factor, accepted)) < best:
            share, together, best = candidate, factor, loss
    return Constants(topic, temperature(scores.urgency, levels), network, share, together)


def screen_opinion(scores: Scores, constants: Constants) -> Opinion:
    """Return what n-grams alone say."""
    return Opinion(
        topics=softmax(scores.topic * constants.topic),
        margins=scores.margins[:, :1],
        pressing=softmax(scores.urgency * constants.urgency)[:, 1:].sum(axis=1),
    )


def full_opinion(scores: Scores, constants: Constants) -> Opinion:
    """Return what n-grams and the sentence vector say together."""
    temperatures = (constants.topic, constants.network_topic, constants.together)
    return Opinion(
        topics=blend(scores.topic, scores.network_topic, temperatures, constants.share),
        margins=scores.margins,
        pressing=(
            softmax(scores.urgency * constants.urgency)[:, 1:].sum(axis=1)
            + softmax(scores.network_urgency)[:, 1:].sum(axis=1)
        )
        / 2,
    )


def temperature(scores: FloatArray, accepted: NDArray[np.bool_]) -> float:
    """Return the factor that makes the softmax of scores most likely to name an accepted class."""
    found = minimize_scalar(
        lambda logarithm: _loss(scores * np.exp(logarithm), accepted),
        bounds=(-2.0, 3.5),
        method="bounded",
        options={"xatol": 0.005},
    )
    return float(np.exp(found.x))


def _loss(logits: FloatArray, accepted: NDArray[np.bool_]) -> float:
    likely = (softmax(logits) * accepted).sum(axis=1)
    return -float(np.log(np.maximum(likely, 1e-12)).mean())


def _log(probabilities: FloatArray) -> FloatArray:
    return np.log(np.maximum(probabilities, 1e-12))


def accepted_table(rows: Sequence[Sequence[int]], count: int) -> NDArray[np.bool_]:
    """Return (rows, ``count``): which classes are right for each row."""
    table = np.zeros((len(rows), count), dtype=bool)
    for number, right in enumerate(rows):
        table[number, list(right)] = True
    return table
