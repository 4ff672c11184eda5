"""What the urgency decision learns from sentences that no classifier was fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.nlu.features import FloatArray
from bot.nlu.training.calibrate import Opinion
from bot.nlu.urgency import Thresholds

# A missed emergency is the worst error, so recall comes first, but not past the point where alarms about
# ordinary messages drown the real ones.
_RECALL = 0.993
_LEAST, _MOST = 0.02, 0.9
_HIGHEST_VETO = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """``most_false``: the share of routine sentences that the classifiers may take for critical; ``vetoed``: the share
    of the rules' true alarms that they may silence.
    """

    most_false: float
    vetoed: float


def learn_thresholds(
    opinion: Opinion,
    critical_topics: NDArray[np.bool_],
    urgencies: NDArray[np.intp],
    languages: Sequence[str],
    by_rule: NDArray[np.bool_],
    limits: Limits,
) -> Thresholds:
    """Return the thresholds.

    ``urgencies``: number of the right one; ``by_rule``: what phrase rules call critical.
    """
    inputs = danger_inputs(opinion, critical_topics)
    is_critical = urgencies == 2
    if is_critical.all() or not is_critical.any():
        weights = [0.0] + [1.0] * inputs.shape[1]
    else:
        model = LogisticRegression(C=10.0).fit(inputs, is_critical)
        weights = [*model.intercept_.tolist(), *model.coef_[0].tolist()]
    danger = danger_of(inputs, weights)
    veto = _veto(danger[by_rule & is_critical], limits.vetoed)
    caught = by_rule & (danger >= veto)
    spoken = np.array(languages)
    critical = {
        language: _critical_threshold(danger[rows], urgencies[rows], caught[rows], limits.most_false)
        for language in sorted(set(languages))
        if (rows := spoken == language).any()
    }
    critical["other"] = float(np.median(list(critical.values())))
    return Thresholds(tuple(weights), critical, _urgent_threshold(opinion.pressing, urgencies), veto)


def danger_inputs(opinion: Opinion, critical_topics: NDArray[np.bool_]) -> FloatArray:
    """Return what the probability of danger is made of: the margins, and the log-odds of the critical topics."""
    mass = opinion.topics[:, critical_topics].sum(axis=1).clip(1e-4, 1 - 1e-4)
    return np.column_stack([opinion.margins, np.log(mass / (1 - mass))])


def danger_of(inputs: FloatArray, weights: Sequence[float]) -> FloatArray:
    """Return the probability of danger of each row; ``weights``: the bias first, as ``Thresholds.danger``."""
    bias, *factors = weights
    return 1 / (1 + np.exp(-(inputs @ np.array(factors) + bias).clip(-30, 30)))


def _veto(true_alarms: FloatArray, share: float) -> float:
    """Return how low the probability of danger must be for a rule to be disbelieved."""
    if len(true_alarms) * share < 1:
        return 0.0
    return float(min(np.quantile(true_alarms, share), _HIGHEST_VETO))


def _critical_threshold(
    danger: FloatArray, urgencies: NDArray[np.intp], caught: NDArray[np.bool_], most_false: float
) -> float:
    """Return the highest threshold that reaches the recall beside the rules, raised if it would alarm too much."""
    critical, ordinary = urgencies == 2, danger[urgencies == 0]
    missed_by_rules = np.sort(danger[critical & ~caught])
    allowed = int((1 - _RECALL) * critical.sum())
    by_recall = missed_by_rules[allowed] if allowed < len(missed_by_rules) else _MOST
    by_alarms = np.quantile(ordinary, 1 - most_false) if len(ordinary) else 0.0
    return float(min(max(by_recall, by_alarms, _LEAST), _MOST))


def _urgent_threshold(pressing: FloatArray, urgencies: NDArray[np.intp]) -> float:
    """Return the threshold that parts routine from urgent best, both counted alike."""
    urgent, routine = pressing[urgencies == 1], pressing[urgencies == 0]
    if not len(urgent) or not len(routine):
        return 0.5
    candidates = np.linspace(0.1, 0.9, 33)
    balance = [(urgent >= t).mean() + (routine < t).mean() for t in candidates]
    return float(candidates[int(np.argmax(balance))])
