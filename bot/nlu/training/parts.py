"""The parts of a model as they are written to disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.features import FloatArray, Vocabulary
from bot.nlu.results import URGENCIES
from bot.nlu.training.fit_stages import Decision, StageFit
from bot.nlu.training.inputs import Inputs
from bot.nlu.urgency import Thresholds


def seen(topics: Sequence[str], wanted: NDArray[np.intp], urgencies: NDArray[np.intp]) -> dict[str, list[str]]:
    """Return the urgencies that the sentences of each topic have."""
    return {
        topic: [URGENCIES[number] for number in np.unique(urgencies[wanted == place])]
        for place, topic in enumerate(topics)
    }


def heads(decisions: Mapping[str, Decision]) -> dict[str, list[float]]:
    """Return where each decision's outputs stand, and its temperature."""
    facts, start = {}, 0
    for name, decision in decisions.items():
        stop = start + len(decision.fit.bias)
        facts[name] = [start, stop, decision.temperature]
        start = stop
    return facts


def network_heads(stage: StageFit) -> dict[str, list[float]]:
    """Return the same for the network of a stage."""
    if stage.network is None:
        return {}
    factors = {"topic": stage.network_temperature, "urgency": 1.0}
    return {name: [head.start, head.stop, factors[name]] for name, head in stage.network.heads.items()}


def thresholds(learnt: Thresholds) -> dict[str, Any]:
    """Return thresholds as JSON-ready data."""
    return {"danger": list(learnt.danger), "critical": dict(learnt.critical), "urgent": learnt.urgent}


def linear(decisions: Mapping[str, Decision], terms: int) -> dict[str, FloatArray]:
    """Return the arrays of a linear model; a decision that reads n-grams alone gets zeros for the rest."""
    rows = max(len(decision.fit.weights) for decision in decisions.values())
    weights = [
        np.vstack([fit.weights, np.zeros((rows - len(fit.weights), len(fit.bias)))])
        for fit in (decision.fit for decision in decisions.values())
    ]
    joined = np.hstack(weights)
    return {
        "ngrams": joined[:terms].astype(np.float16),
        "dense": joined[terms:].astype(np.float32),
        "bias": np.concatenate([d.fit.bias for d in decisions.values()]).astype(np.float32),
    }


def network(stage: StageFit, inputs: Inputs) -> dict[str, FloatArray]:
    """Return the arrays of a stage's network and of the way from a raw vector to its inputs."""
    if stage.network is None:
        return {}
    return {
        "first": stage.network.first.astype(np.float16),
        "first_bias": stage.network.first_bias,
        "second": stage.network.second.astype(np.float16),
        "second_bias": stage.network.second_bias,
        "mean": inputs.mean,
        "scale": inputs.scale,
        "axes": inputs.axes.astype(np.float16),
    }


def vocabulary(words: Vocabulary) -> dict[str, FloatArray]:
    """Return the arrays of a vocabulary."""
    terms = np.frombuffer("\n".join(words.terms).encode("utf-8"), dtype=np.uint8)
    return {"terms": terms, "idf": words.idf, "words": np.array(words.words)}
