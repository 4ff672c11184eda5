"""What the urgency decision learns from scores on held-out sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.nlu.features import FloatArray
from bot.nlu.training.fit_stages import HeldOut
from bot.nlu.urgency import Thresholds

# A missed emergency is the worst error, so recall comes first, but not past the point where alarms about
# ordinary messages drown the real ones.
_RECALL = 0.995


def learn_thresholds(
    opinion: HeldOut,
    critical_topics: NDArray[np.bool_],
    urgencies: NDArray[np.intp],
    languages: Sequence[str],
    most_false: float,
) -> tuple[Thresholds, FloatArray]:
    """Return the thresholds and the danger of each row.

    ``urgencies``: number of the right one; ``most_false``: the share of routine sentences that may be taken
    for critical. The rules are left out: written with these sentences in view, they would flatter.
    """
    mass = opinion.topics[:, critical_topics].sum(axis=1).clip(1e-4, 1 - 1e-4)
    inputs = np.column_stack([opinion.margins, np.log(mass / (1 - mass))])
    is_critical = urgencies == 2
    if is_critical.all() or not is_critical.any():
        weights, danger = [0.0] + [1.0] * inputs.shape[1], 1 / (1 + np.exp(-inputs.sum(axis=1)))
    else:
        model = LogisticRegression(C=10.0).fit(inputs, is_critical)
        weights, danger = [*model.intercept_.tolist(), *model.coef_[0].tolist()], model.predict_proba(inputs)[:, 1]
    spoken = np.array(languages)
    critical = {
        language: _critical_threshold(danger[rows], urgencies[rows], most_false)
        for language in sorted(set(languages))
        if (rows := spoken == language).any()
    }
    critical["other"] = float(np.median(list(critical.values())))
    return Thresholds(tuple(weights), critical, _urgent_threshold(opinion.pressing, urgencies)), danger


def _critical_threshold(danger: FloatArray, urgencies: NDArray[np.intp], most_false: float) -> float:
    """Return the highest threshold that reaches the recall, raised if it would alarm about too much."""
    critical, ordinary = np.sort(danger[urgencies == 2]), danger[urgencies == 0]
    by_recall = critical[int((1 - _RECALL) * len(critical))] if len(critical) else 0.99
    by_alarms = np.quantile(ordinary, 1 - most_false) if len(ordinary) else 0.0
    return float(max(by_recall, by_alarms, 0.02))


def _urgent_threshold(pressing: FloatArray, urgencies: NDArray[np.intp]) -> float:
    """Return the threshold that parts routine from urgent best, both counted alike."""
    urgent, routine = pressing[urgencies == 1], pressing[urgencies == 0]
    if not len(urgent) or not len(routine):
        return 0.5
    candidates = np.linspace(0.1, 0.9, 33)
    balance = [(urgent >= t).mean() + (routine < t).mean() for t in candidates]
    return float(candidates[int(np.argmax(balance))])
