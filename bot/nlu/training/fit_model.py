"""The fit of everything that reads a message, and what it says about sentences it has not seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from bot.nlu.features import FloatArray
from bot.nlu.network import Network, critical_margin
from bot.nlu.results import URGENCIES
from bot.nlu.training.fit import Fit, fit
from bot.nlu.training.fit_network import fit_network


@dataclass(frozen=True, slots=True)
class Model:
    """Linear decisions over n-grams, and a network over the sentence vector, for the same two questions."""

    topic: Fit
    urgency: Fit
    network: Network


@dataclass(frozen=True, slots=True)
class Scores:
    """Raw scores of a model on some rows: (rows, topics) and (rows, urgencies) of both parts."""

    topic: FloatArray
    urgency: FloatArray
    network_topic: FloatArray
    network_urgency: FloatArray

    @property
    def margins(self) -> FloatArray:
        """How critical each row is, by each part: (rows, 2)."""
        return np.column_stack([self.urgency[:, 2], critical_margin(self.network_urgency)])


def fit_model(
    ngrams: sp.csr_matrix,
    vectors: FloatArray,
    topics: NDArray[np.intp],
    urgencies: NDArray[np.intp],
    count: int,
    workers: int,
) -> Model:
    """Fit on standardised sentence ``vectors`` and ``ngrams``; ``count``: how many topics there are."""
    return Model(
        topic=fit(ngrams, topics, count, workers),
        urgency=fit(ngrams, urgencies, len(URGENCIES), workers),
        network=fit_network(vectors, topics, urgencies, count),
    )


def score(model: Model, ngrams: sp.csr_matrix, vectors: FloatArray) -> Scores:
    """Return what a model says about rows."""
    network = model.network.scores(vectors)
    return Scores(
        topic=model.topic.scores(ngrams),
        urgency=model.urgency.scores(ngrams),
        network_topic=model.network.margins(network, "topic"),
        network_urgency=model.network.margins(network, "urgency"),
    )
