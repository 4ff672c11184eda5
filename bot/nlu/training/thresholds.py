"""What the urgency decision learns from scores on held-out sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.nlu.classifier import softmax
from bot.nlu.features import FloatArray
from bot.nlu.results import URGENCIES
from bot.nlu.urgency import Thresholds

# A missed emergency is the worst error, so recall comes first …
_RECALL = 0.995
# … but not past the point where alarms about ordinary messages drown the real ones.
_MOST_FALSE = 0.03


def learn_thresholds(
    topic_scores: FloatArray,
    urgency_scores: FloatArray,
    temperatures: tuple[float, float],
    critical_topics: NDArray[np.bool_],
    urgencies: Sequence[str],
    languages: Sequence[str],
    rule_critical: NDArray[np.bool_],
) -> tuple[Thresholds, FloatArray]:
    """Return the thresholds and the danger of each row.

    The scores are (rows, topics) and (rows, urgencies), each from a fit that has not seen the row;
    ``temperatures``: of the two decisions.
    """
    wanted = np.array([URGENCIES.index(urgency) for urgency in urgencies])
    mass = softmax(topic_scores * temperatures[0])[:, critical_topics].sum(axis=1).clip(1e-4, 1 - 1e-4)
    inputs = np.column_stack([urgency_scores[:, 2], np.log(mass / (1 - mass))])
    is_critical = wanted == 2
    if is_critical.all() or not is_critical.any():
        danger_weights, danger = (0.0, 1.0, 1.0), 1 / (1 + np.exp(-inputs.sum(axis=1)))
    else:
        model = LogisticRegression(C=10.0).fit(inputs, is_critical)
        danger = model.predict_proba(inputs)[:, 1]
        danger_weights = (float(model.intercept_[0]), float(model.coef_[0, 0]), float(model.coef_[0, 1]))
    spoken = np.array(languages)
    critical = {
        language: _critical_threshold(danger[rows], wanted[rows], rule_critical[rows])
        for language in sorted(set(languages))
        if (rows := spoken == language).any()
    }
    critical["other"] = float(np.median(list(critical.values())))
    pressing = softmax(urgency_scores * temperatures[1])[:, 1:].sum(axis=1)
    return Thresholds(danger_weights, critical, _urgent_threshold(pressing, wanted)), danger


def _critical_threshold(
    danger: FloatArray, wanted: NDArray[np.intp], by_rule: NDArray[np.bool_]
) -> float:
    """Return the highest threshold that reaches the recall, raised if it would alarm about too much."""
    left = np.sort(danger[(wanted == 2) & ~by_rule])
    may_miss = int((1 - _RECALL) * (wanted == 2).sum())
    by_recall = left[may_miss] if len(left) > may_miss else 0.99
    ordinary = danger[wanted == 0]
    by_alarms = np.quantile(ordinary, 1 - _MOST_FALSE) if len(ordinary) else 0.0
    return float(max(by_recall, by_alarms, 0.02))


def _urgent_threshold(pressing: FloatArray, wanted: NDArray[np.intp]) -> float:
    """Return the threshold that parts routine from urgent best, both counted alike."""
    urgent, routine = pressing[wanted == 1], pressing[wanted == 0]
    if not len(urgent) or not len(routine):
        return 0.5
    candidates = np.linspace(0.1, 0.9, 33)
    balance = [(urgent >= t).mean() + (routine < t).mean() for t in candidates]
    return float(candidates[int(np.argmax(balance))])
