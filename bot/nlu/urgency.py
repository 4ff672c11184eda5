"""The decision how urgent a message is: rules, classifier and topic, whichever sees danger."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.nlu.language import OTHER
from bot.nlu.results import more_urgent
from bot.nlu.rules import Hit

# A topic seen this clearly brings its own urgency along.
CLEAR_TOPIC = 0.85


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What was learnt on sentences held out of training.

    ``danger``: weights of a bias, of each classifier's critical margin, and of the log-odds of the critical
    topics, whose logistic value is the probability of danger; ``critical``: from which probability on a message is
    critical, per language (``other`` for the rest); ``urgent``: the same for urgent; ``veto``: below which probability
    of danger a phrase rule that says critical is not believed ("this queue is killing me").
    """

    danger: tuple[float, ...]
    critical: Mapping[str, float]
    urgent: float
    veto: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """An urgency, how sure the model was of danger, and why, in plain words."""

    urgency: str
    danger: float
    reasons: list[str] = field(default_factory=list)

    def or_higher(self, other: Verdict) -> Verdict:
        """Return the more urgent of two verdicts, with the reasons of both if it is the other."""
        if more_urgent(self.urgency, other.urgency) == self.urgency:
            return self
        reasons = [*(reason for reason in other.reasons if reason not in self.reasons), *self.reasons]
        return Verdict(other.urgency, max(self.danger, other.danger), reasons)


def danger_probability(thresholds: Thresholds, margins: Sequence[float], critical_mass: float) -> float:
    """Return the probability of danger from the classifiers' margins and the share of critical topics."""
    bias, *weights = thresholds.danger
    mass = min(max(critical_mass, 1e-4), 1 - 1e-4)
    inputs = (*margins, math.log(mass / (1 - mass)))
    value = bias + sum(weight * number for weight, number in zip(weights, inputs))
    return 1 / (1 + math.exp(-min(max(value, -30.0), 30.0)))


def decide(
    hits: Sequence[Hit],
    danger: float,
    pressing: float,
    topic: tuple[str, float, str],
    language: str,
    thresholds: Thresholds,
) -> Verdict:
    """Return the verdict.

    ``danger``: the probability that it is critical; ``pressing``: that it is urgent or more; ``topic``:
    the best topic, its confidence and the urgency it starts with.
    """
    urgency, reasons = "routine", []
    for hit in hits:
        if hit.guard or (danger < thresholds.veto and _may_be_vetoed(hit)):
            continue
        urgency = more_urgent(urgency, hit.rule.urgency)
        reasons.append(hit.sentence())
    if danger >= thresholds.critical.get(language, thresholds.critical["other"]):
        urgency = "critical"
        reasons.append(f"model: danger {danger:.2f}")
    elif pressing >= thresholds.urgent:
        urgency = more_urgent(urgency, "urgent")
        reasons.append(f"model: needs a person today {pressing:.2f}")
    name, confidence, floor = topic
    if confidence >= CLEAR_TOPIC:
        urgency = more_urgent(urgency, floor)
    reasons.append(f"model: {name} {confidence:.2f}")
    return Verdict(urgency, danger, reasons)


def _may_be_vetoed(hit: Hit) -> bool:
    # What the classifiers think of a cry in a language they have not learnt says nothing.
    return hit.rule.urgency == "critical" and hit.rule.language != OTHER
