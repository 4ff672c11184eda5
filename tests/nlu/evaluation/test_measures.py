"""The figures of made-up readings."""

from __future__ import annotations

import pytest

from bot.nlu.evaluation.confusions import confusions
from bot.nlu.evaluation.figure import Figure
from bot.nlu.evaluation.intervals import Share
from bot.nlu.evaluation.measures import measure_all
from bot.nlu.evaluation.topic_scores import macro_f1, topic_scores
from tests.nlu.evaluation.made_up import CRIME, FIRE, GREET, ROBBED, few, reading


@pytest.mark.parametrize(
    ("key", "share"),
    [
        ("critical_recall", Share(1, 2)),
        ("critical_recall_screen", Share(1, 2)),
        ("critical_recall_rules", Share(1, 2)),
        ("false_critical_everyday", Share(1, 2)),
        ("false_critical_screen", Share(1, 2)),
        ("false_critical_rules", Share(0, 2)),
        ("urgent_raised", Share(1, 1)),
        ("urgency", Share(3, 6)),
        ("topic", Share(4, 6)),
        ("language", Share(5, 6)),
    ],
)
def test_shares(key: str, share: Share) -> None:
    assert measure_all(few())[key] == Figure.of(share)


def test_screen_and_rules_are_counted_by_themselves() -> None:
    row = reading("x", "critical", "critical", screen="urgent", rules="critical")
    found = measure_all([row])
    assert (found["critical_recall_screen"].part, found["critical_recall_rules"].part) == (0, 1)


def test_what_cannot_be_counted_is_left_out() -> None:
    found = measure_all([reading("hi")])
    assert "critical_recall" not in found
    assert "urgent_raised" not in found
    assert found["topic"].value == 1.0


def test_macro_f1() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]
    assert macro_f1(pairs) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert macro_f1([]) == 0.0


def test_macro_f1_does_not_count_topics_that_nobody_asked_for() -> None:
    assert macro_f1([("a", "a"), ("a", "b")]) == pytest.approx(2 / 3)


def test_topic_scores() -> None:
    found = topic_scores(few())
    assert set(found) == {FIRE, CRIME, GREET, ROBBED}
    assert found[FIRE].precision == Figure.of(Share(1, 2))
    assert found[FIRE].recall == Figure.of(Share(1, 2))
    assert found[CRIME].f1 == pytest.approx(2 / 3)
    assert found[CRIME].recall == Figure.of(Share(1, 1))


def test_confusions_are_counted_over_languages() -> None:
    pairs = confusions([*few("en"), *few("fr"), reading("yo", topic=FIRE)])
    assert [(pair.wanted, pair.got, pair.count) for pair in pairs] == [(GREET, FIRE, 3), (FIRE, CRIME, 2)]
    assert pairs[0].languages == {"en": 2, "fr": 1}
    assert "yo" in pairs[0].examples
