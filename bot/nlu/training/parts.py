"""The parts of a model as they are written to disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.features import FloatArray, Vocabulary
from bot.nlu.network import Network
from bot.nlu.results import URGENCIES
from bot.nlu.training.fit import Fit
from bot.nlu.training.inputs import Inputs
from bot.nlu.urgency import Thresholds


def seen(topics: Sequence[str], wanted: NDArray[np.intp], urgencies: NDArray[np.intp]) -> dict[str, list[str]]:
    """Return the urgencies that the sentences of each topic have."""
    return {
        topic: [URGENCIES[number] for number in np.unique(urgencies[wanted == place])]
        for place, topic in enumerate(topics)
    }


def heads(decisions: Mapping[str, tuple[Fit, float]]) -> dict[str, list[float]]:
    """Return where the outputs of each decision stand among all, and its temperature."""
    facts, start = {}, 0
    for name, (fit, temperature) in decisions.items():
        stop = start + len(fit.bias)
        facts[name] = [start, stop, temperature]
        start = stop
    return facts


def network_heads(network: Network, topic_temperature: float) -> dict[str, list[float]]:
    """Return the same for the network."""
    factors = {"topic": topic_temperature, "urgency": 1.0}
    return {name: [head.start, head.stop, factors[name]] for name, head in network.heads.items()}


def thresholds(learnt: Thresholds) -> dict[str, Any]:
    """Return thresholds as JSON-ready data."""
    return asdict(learnt)


def linear(decisions: Mapping[str, tuple[Fit, float]]) -> dict[str, FloatArray]:
    """Return the arrays of the linear model."""
    fits = [fit for fit, _ in decisions.values()]
    return {
        "ngrams": np.hstack([fit.weights for fit in fits]).astype(np.float16),
        "bias": np.concatenate([fit.bias for fit in fits]).astype(np.float32),
    }


def network(fitted: Network, inputs: Inputs) -> dict[str, FloatArray]:
    """Return the arrays of the network and of the way from a raw vector to its inputs."""
    return {
        "first": fitted.first.astype(np.float16),
        "first_bias": fitted.first_bias,
        "second": fitted.second.astype(np.float16),
        "second_bias": fitted.second_bias,
        "mean": inputs.mean.astype(np.float32),
        "scale": inputs.scale,
    }


def vocabulary(words: Vocabulary) -> dict[str, FloatArray]:
    """Return the arrays of a vocabulary."""
    terms = np.frombuffer("\n".join(words.terms).encode("utf-8"), dtype=np.uint8)
    return {"terms": terms, "idf": words.idf, "words": np.array(words.words)}
