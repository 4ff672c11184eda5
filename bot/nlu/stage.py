"""One stage of reading: what its classifiers say about a text, before urgency is decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.bundle import Bundle
from bot.nlu.classifier import Head, LinearModel
from bot.nlu.features import FloatArray
from bot.nlu.network import Network, blend, critical_margin
from bot.nlu.urgency import Thresholds


@dataclass(frozen=True, slots=True)
class Opinion:
    """``topics``: probabilities; ``margins``: how critical, by each classifier; ``pressing``: urgent or more."""

    topics: FloatArray
    margins: tuple[float, ...]
    pressing: float
    scores: FloatArray


class Screen:
    """Reads n-grams."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the weights from a checked bundle. Raises ModelCorrupt, or KeyError for a missing part."""
        self.thresholds = _thresholds(bundle, "screen")
        self._linear, _ = _linear(bundle, "screen")

    def read(self, ids: NDArray[np.intp], values: FloatArray) -> Opinion:
        """Return what n-grams say."""
        scores = self._linear.scores(ids, values)
        urgency = self._linear.probabilities(scores, "urgency")
        return Opinion(
            topics=self._linear.probabilities(scores, "topic"),
            margins=(float(self._linear.margins(scores, "urgency")[2]),),
            pressing=float(urgency[1:].sum()),
            scores=scores,
        )

    def languages(self, opinion: Opinion) -> FloatArray:
        """Return the probabilities of the languages in Latin script."""
        return self._linear.probabilities(opinion.scores, "language")


class Full:
    """Reads n-grams and the sentence vector."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the weights from a checked bundle. Raises ModelCorrupt, or KeyError for a missing part."""
        self.thresholds = _thresholds(bundle, "full")
        self._linear, arrays = _linear(bundle, "full")
        self._mean, self._scale = arrays["mean"], arrays["scale"]
        self._axes = arrays["axes"].astype(np.float32)
        heads = {head: Head(*values) for head, values in bundle.facts["heads"]["network"].items()}
        self._network = Network(
            *(arrays[name].astype(np.float32) for name in ("first", "first_bias", "second", "second_bias")), heads
        )
        self._blend: tuple[float, float] = tuple(bundle.facts["blend"])

    def read(self, ids: NDArray[np.intp], values: FloatArray, vector: FloatArray) -> Opinion:
        """Return what both together say; ``vector``: the sentence vector as it was computed."""
        standard = (vector - self._mean) * self._scale
        scores = self._linear.scores(ids, values, standard @ self._axes)
        other = self._network.scores(standard)
        weight, together = self._blend
        heads = (self._linear.heads["topic"], self._network.heads["topic"])
        return Opinion(
            topics=blend(
                self._linear.margins(scores, "topic"),
                self._network.margins(other, "topic"),
                (heads[0].temperature, heads[1].temperature, together),
                weight,
            ),
            margins=(
                float(self._linear.margins(scores, "urgency")[2]),
                float(critical_margin(self._network.margins(other, "urgency"))),
            ),
            pressing=float(self._linear.probabilities(scores, "urgency")[1:].sum()),
            scores=scores,
        )


def _linear(bundle: Bundle, name: str) -> tuple[LinearModel, dict[str, FloatArray]]:
    arrays = bundle.arrays(name)
    heads = {head: Head(*values) for head, values in bundle.facts["heads"][name].items()}
    return LinearModel(arrays["ngrams"], arrays["dense"], arrays["bias"], heads), arrays


def _thresholds(bundle: Bundle, name: str) -> Thresholds:
    values = bundle.facts["thresholds"][name]
    return Thresholds(tuple(values["danger"]), values["critical"], values["urgent"])
