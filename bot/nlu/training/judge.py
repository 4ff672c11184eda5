"""What training learns on sentences that no classifier was fitted on, and how well it then does on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.evaluation.cases import Case
from bot.nlu.results import URGENCIES
from bot.nlu.rules import RuleSet
from bot.nlu.training.calibrate import Constants, accepted_table, calibrate, full_opinion, screen_opinion
from bot.nlu.training.fit_model import Scores
from bot.nlu.training.report import Table, alarms, table
from bot.nlu.training.thresholds import Limits, learn_thresholds
from bot.nlu.urgency import Thresholds

# The screen's alarm stands, so it must be surer than the full reading, which follows within the same second and
# catches what the screen let pass.
LIMITS = {"screen": Limits(most_false=0.01, vetoed=0.01), "full": Limits(most_false=0.07, vetoed=0.001)}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything learnt: how sure scores are, and the thresholds of each stage; ``figures`` say what they reach."""

    constants: Constants
    thresholds: Mapping[str, Thresholds]
    figures: Mapping[str, Table]


def judge(
    scores: Scores, cases: Sequence[Case], floors: Mapping[str, str], rules: RuleSet, view: Callable[[str], str]
) -> Judgement:
    """Learn from the ``scores`` of ``cases``.

    ``floors``: the urgency each topic starts with; ``view``: the rule view of a text.
    """
    topics = list(floors)
    accepted = accepted_table([[topics.index(t) for t in case.topics if t in floors] for case in cases], len(topics))
    levels = np.array([URGENCIES.index(case.urgency) for case in cases])
    languages = [case.language for case in cases]
    constants = calibrate(scores, accepted, levels)
    critical_topics = np.array([floors[topic] == "critical" for topic in topics])
    by_rule = rule_alarms(rules, cases, view)
    opinions = {"screen": screen_opinion(scores, constants), "full": full_opinion(scores, constants)}
    thresholds: dict[str, Thresholds] = {}
    figures: dict[str, Table] = {}
    together = np.zeros(len(cases), dtype=bool)
    for name, opinion in opinions.items():
        learnt = learn_thresholds(opinion, critical_topics, levels, languages, by_rule, LIMITS[name])
        by_model, believed = alarms(cases, opinion, critical_topics, by_rule, learnt)
        thresholds[name] = learnt
        figures[f"{name}'s classifiers"] = table(cases, topics, opinion, by_model)
        figures[f"{name} with rules"] = table(cases, topics, opinion, by_model | believed)
        together |= by_model | believed
    figures["rules alone"] = table(cases, topics, opinions["full"], by_rule)
    figures["all together"] = table(cases, topics, opinions["full"], together)
    return Judgement(constants, thresholds, figures)


def rule_alarms(rules: RuleSet, cases: Sequence[Case], view: Callable[[str], str]) -> NDArray[np.bool_]:
    """Return which sentences a rule without guard calls critical."""
    hits = [rules.match(view(case.text)) for case in cases]
    return np.array([any(hit.rule.urgency == "critical" and not hit.guard for hit in found) for found in hits])
