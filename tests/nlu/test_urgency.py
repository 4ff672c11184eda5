"""Urgency: the highest of rules, classifier and topic, with reasons."""

from __future__ import annotations

import pytest

from bot.nlu.ranking import consistent, with_rules
from bot.nlu.rules import Hit, Rule
from bot.nlu.urgency import Thresholds, Verdict, danger_probability, decide

THRESHOLDS = Thresholds((0.0, 1.0, 1.0), {"en": 0.5, "other": 0.3}, 0.6)
CALM = ("chat_greet", 0.9, "routine")


def hit(urgency: str, guard: str = "") -> Hit:
    return Hit(Rule("en.x", urgency, "emergency_fire", "fire", True, ()), 0, 1, guard)


@pytest.mark.parametrize(
    ("hits", "danger", "pressing", "topic", "language", "wanted"),
    [
        ([], 0.1, 0.1, CALM, "en", "routine"),
        ([hit("critical")], 0.0, 0.0, CALM, "en", "critical"),
        ([hit("critical", "past")], 0.0, 0.0, CALM, "en", "routine"),
        ([hit("urgent")], 0.1, 0.1, CALM, "en", "urgent"),
        ([], 0.5, 0.1, CALM, "en", "critical"),
        ([], 0.4, 0.1, CALM, "en", "routine"),
        ([], 0.4, 0.1, CALM, "sw", "critical"),
        ([], 0.1, 0.7, CALM, "en", "urgent"),
        ([], 0.1, 0.1, ("emergency_fire", 0.9, "critical"), "en", "critical"),
        ([], 0.1, 0.1, ("emergency_fire", 0.5, "critical"), "en", "routine"),
    ],
)
def test_decide(
    hits: list[Hit], danger: float, pressing: float, topic: tuple[str, float, str], language: str, wanted: str
) -> None:
    assert decide(hits, danger, pressing, topic, language, THRESHOLDS).urgency == wanted


@pytest.mark.parametrize(
    ("rule", "danger", "wanted"),
    [("en.x", 0.19, "routine"), ("en.x", 0.2, "critical"), ("other.x", 0.0, "critical")],
)
def test_a_rule_is_disbelieved_where_the_classifiers_are_sure_and_know_the_language(
    rule: str, danger: float, wanted: str
) -> None:
    doubting = Thresholds((0.0, 1.0, 1.0), {"en": 0.5, "other": 0.3}, 0.6, veto=0.2)
    found = Hit(Rule(rule, "critical", "emergency_fire", "fire", True, ()), 0, 1)
    assert decide([found], danger, 0.0, CALM, "en", doubting).urgency == wanted


def test_reasons_are_plain_words() -> None:
    reasons = decide([hit("critical")], 0.9, 0.9, CALM, "en", THRESHOLDS).reasons
    assert reasons == ["phrase: fire (rule en.x)", "model: danger 0.90", "model: chat_greet 0.90"]


def test_danger_rises_with_margin_and_topics_and_never_overflows() -> None:
    assert danger_probability(THRESHOLDS, [1.0], 0.5) > danger_probability(THRESHOLDS, [0.0], 0.5)
    assert danger_probability(THRESHOLDS, [0.0], 0.9) > danger_probability(THRESHOLDS, [0.0], 0.1)
    assert 0 <= danger_probability(THRESHOLDS, [1e9], 2.0) <= 1


def test_the_higher_verdict_wins_and_keeps_both_reasons() -> None:
    calm, alarm = Verdict("routine", 0.1, ["a"]), Verdict("critical", 0.8, ["b", "a"])
    assert calm.or_higher(alarm) == Verdict("critical", 0.8, ["b", "a"])
    assert alarm.or_higher(calm) is alarm


def test_the_ranking_fits_the_urgency() -> None:
    topics, seen = ["chat_greet", "emergency_fire"], {"chat_greet": ["routine"], "emergency_fire": ["critical"]}
    assert consistent([0.6, 0.4], topics, seen, "critical")[0][0] == "emergency_fire"
    ranking = consistent([0.6, 0.4], topics, seen, "routine")
    assert ranking[0][0] == "chat_greet"
    assert sum(value for _, value in ranking) == pytest.approx(1, abs=1e-3)


def test_rules_make_their_topic_likelier_unless_guarded() -> None:
    topics = ["chat_greet", "emergency_fire"]
    assert with_rules([0.6, 0.4], topics, [hit("critical")]).argmax() == 1
    assert with_rules([0.6, 0.4], topics, [hit("critical", "past")]).tolist() == pytest.approx([0.6, 0.4])
