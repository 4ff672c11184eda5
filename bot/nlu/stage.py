"""The two stages of reading: what classifiers say about a text, before urgency is decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.bundle import Bundle
from bot.nlu.classifier import Head, LinearModel, softmax
from bot.nlu.features import FloatArray
from bot.nlu.network import Network, blend, critical_margin
from bot.nlu.urgency import Thresholds


@dataclass(frozen=True, slots=True)
class Opinion:
    """``topics``: probabilities; ``margins``: how critical, by each classifier; ``pressing``: urgent or more;
    ``scores``: the raw scores of the linear model.
    """

    topics: FloatArray
    margins: tuple[float, ...]
    pressing: float
    scores: FloatArray


class Screen:
    """Reads n-grams."""

    def __init__(self, bundle: Bundle) -> None:
        """Read the weights from a checked bundle. Raises ModelCorrupt, or KeyError for a missing part."""
        self.thresholds = _thresholds(bundle, "screen")
        arrays = bundle.arrays("linear")
        self.linear = LinearModel(arrays["ngrams"], arrays["bias"], _heads(bundle, "linear"))

    def read(self, ids: NDArray[np.intp], values: FloatArray) -> Opinion:
        """Return what n-grams say."""
        scores = self.linear.scores(ids, values)
        urgency = self.linear.probabilities(scores, "urgency")
        return Opinion(
            topics=self.linear.probabilities(scores, "topic"),
            margins=(float(self.linear.margins(scores, "urgency")[2]),),
            pressing=float(urgency[1:].sum()),
            scores=scores,
        )

    def languages(self, opinion: Opinion) -> FloatArray:
        """Return the probabilities of the languages in Latin script."""
        return self.linear.probabilities(opinion.scores, "language")


class Full:
    """Adds what the sentence vector says to what the screen has read."""

    def __init__(self, bundle: Bundle, screen: Screen) -> None:
        """Read the weights from a checked bundle. Raises ModelCorrupt, or KeyError for a missing part."""
        self.thresholds = _thresholds(bundle, "full")
        self._linear = screen.linear
        arrays = bundle.arrays("network")
        self._mean, self._scale = arrays["mean"], arrays["scale"]
        weights = (arrays[name].astype(np.float32) for name in ("first", "first_bias", "second", "second_bias"))
        self._network = Network(*weights, _heads(bundle, "network"))
        self._share: float = bundle.facts["blend"]["share"]
        self._together: float = bundle.facts["blend"]["together"]

    def read(self, screened: Opinion, vector: FloatArray) -> Opinion:
        """Return what both together say; ``vector``: the sentence vector as it was computed."""
        scores = self._network.scores((vector - self._mean) * self._scale)
        topic, other = self._linear.heads["topic"], self._network.heads["topic"]
        return Opinion(
            topics=blend(
                self._linear.margins(screened.scores, "topic"),
                self._network.margins(scores, "topic"),
                (topic.temperature, other.temperature, self._together),
                self._share,
            ),
            margins=(*screened.margins, float(critical_margin(self._network.margins(scores, "urgency")))),
            pressing=(screened.pressing + _pressing(self._network.margins(scores, "urgency"))) / 2,
            scores=screened.scores,
        )


def _pressing(urgency: FloatArray) -> float:
    return float(softmax(urgency)[1:].sum())


def _heads(bundle: Bundle, name: str) -> dict[str, Head]:
    return {head: Head(*values) for head, values in bundle.facts["heads"][name].items()}


def _thresholds(bundle: Bundle, name: str) -> Thresholds:
    values = bundle.facts["thresholds"][name]
    return Thresholds(tuple(values["danger"]), values["critical"], values["urgent"], values["veto"])
