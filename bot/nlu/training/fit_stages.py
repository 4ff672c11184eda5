"""Fits of the two stages, with what each would have said about every sentence without having seen it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.nlu.classifier import softmax
from bot.nlu.features import FloatArray
from bot.nlu.network import Network, blend, critical_margin
from bot.nlu.results import URGENCIES
from bot.nlu.training.fit import Fit, fit_with_held_out, temperature
from bot.nlu.training.fit_network import fit_network_with_held_out
from bot.nlu.training.inputs import Inputs

# The network's share beside the linear classifier; between 0.4 and 1 it hardly matters.
_NETWORK_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Decision:
    """A fit and its temperature."""

    fit: Fit
    temperature: float


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Opinions on sentences held out: ``topics`` (rows, topics) and ``pressing`` (rows,) are probabilities,
    ``margins`` (rows, classifiers) how critical.
    """

    topics: FloatArray
    margins: FloatArray
    pressing: FloatArray


@dataclass(frozen=True, slots=True)
class StageFit:
    """What a stage has learnt. ``network`` and ``blend`` belong to the full stage."""

    linear: dict[str, Decision]
    opinion: HeldOut
    network: Network | None = None
    network_temperature: float = 1.0
    blend: tuple[float, float] = (0.0, 1.0)


def fit_screen(
    inputs: Inputs, topics: NDArray[np.intp], urgencies: NDArray[np.intp], count: int,
    folds: NDArray[np.intp], workers: int,
) -> StageFit:  # fmt: skip
    """Fit the screen on n-grams; ``count``: how many topics there are."""
    linear, topic_scores, urgency_scores = _linear(inputs.ngrams, topics, urgencies, count, folds, workers)
    opinion = HeldOut(
        topics=softmax(topic_scores * linear["topic"].temperature),
        margins=urgency_scores[:, 2:],
        pressing=_pressing(urgency_scores, linear["urgency"].temperature),
    )
    return StageFit(linear, opinion)


def fit_full(
    inputs: Inputs, topics: NDArray[np.intp], urgencies: NDArray[np.intp], count: int,
    folds: NDArray[np.intp], workers: int,
) -> StageFit:  # fmt: skip
    """Fit the full reading on everything; ``count``: how many topics there are."""
    linear, topic_scores, urgency_scores = _linear(inputs.full(), topics, urgencies, count, folds, workers)
    network, scores = fit_network_with_held_out(inputs.vectors, topics, urgencies, count, folds, workers)
    own = temperature(scores[:, :count], topics)
    single = (linear["topic"].temperature, own, 1.0)
    together = blend(topic_scores, scores[:, :count], single, _NETWORK_WEIGHT)
    factor = temperature(np.log(np.maximum(together, 1e-12)), topics)
    opinion = HeldOut(
        topics=blend(topic_scores, scores[:, :count], (single[0], own, factor), _NETWORK_WEIGHT),
        margins=np.column_stack([urgency_scores[:, 2], critical_margin(scores[:, count:])]),
        pressing=_pressing(urgency_scores, linear["urgency"].temperature),
    )
    return StageFit(linear, opinion, network, own, (_NETWORK_WEIGHT, factor))


def _linear(
    matrix: sp.csr_matrix, topics: NDArray[np.intp], urgencies: NDArray[np.intp], count: int,
    folds: NDArray[np.intp], workers: int,
) -> tuple[dict[str, Decision], FloatArray, FloatArray]:  # fmt: skip
    topic_fit, topic_scores = fit_with_held_out(matrix, topics, count, folds, workers)
    urgency_fit, urgency_scores = fit_with_held_out(matrix, urgencies, len(URGENCIES), folds, workers)
    linear = {
        "topic": Decision(topic_fit, temperature(topic_scores, topics)),
        "urgency": Decision(urgency_fit, temperature(urgency_scores, urgencies)),
    }
    return linear, topic_scores, urgency_scores


def _pressing(urgency_scores: FloatArray, factor: float) -> FloatArray:
    return softmax(urgency_scores * factor)[:, 1:].sum(axis=1)
