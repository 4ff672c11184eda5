"""Two models compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy.stats import binomtest

from bot.nlu.evaluation.compare import compare
from bot.nlu.evaluation.lines import comparison_lines
from bot.nlu.evaluation.mcnemar import mcnemar
from tests.nlu.evaluation.made_up import CRIME, FIRE, few, reading, report


@pytest.mark.parametrize(("right", "wrong"), [(5, 1), (1, 5), (3, 3), (12, 2), (40, 61)])
def test_mcnemar_is_the_binomial_test(right: int, wrong: int) -> None:
    assert mcnemar(right, wrong) == pytest.approx(binomtest(right, right + wrong).pvalue)


def test_mcnemar_of_no_change_and_of_very_many() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(3000, 2000) < 1e-40


def test_nothing_changed() -> None:
    found = compare(report(), report())
    assert (found.shared, found.added, found.removed) == (12, 0, 0)
    assert {change.points for change in found.changes} == {0.0}
    assert (found.topic.newly_right, found.critical.newly_wrong, found.topic.p_value) == ([], [], 1.0)


def test_sentences_that_changed_sides() -> None:
    before = few()
    now = [replace(row, urgency="critical", topic=FIRE) if row.case.text == "smoke" else row for row in before]
    now[2] = replace(now[2], topic=CRIME, urgency="critical")
    found = compare(report(before), report(now))
    assert [pair[1].case.text for pair in found.topic.newly_right] == ["smoke"]
    assert [pair[1].case.text for pair in found.topic.newly_wrong] == ["hi there"]
    assert [pair[1].case.text for pair in found.critical.newly_right] == ["smoke"]
    assert [pair[0].urgency for pair in found.critical.newly_wrong] == ["routine"]
    changes = {change.key: change for change in found.changes}
    assert changes["critical_recall"].points == pytest.approx(50)
    assert changes["critical_recall"].better
    assert changes["false_critical_everyday"].points == pytest.approx(50)
    assert not changes["false_critical_everyday"].better
    text = "\n".join(comparison_lines(found))
    assert "topic: 1 newly right, 1 newly wrong, McNemar p = 1" in text
    assert "WORSE" in text
    assert "'smoke' read as en emergency_fire critical; before emergency_crime urgent" in text


def test_only_shared_sentences_are_compared() -> None:
    before = [*few(), reading("gone", topic=FIRE)]
    now = [*few(), reading("new", topic=FIRE), reading("hi there", folder="fr")]
    found = compare(report(before), report(now))
    assert (found.shared, found.added, found.removed) == (6, 2, 1)
    assert {change.points for change in found.changes} == {0.0}
    assert {change.language for change in found.changes} == {"en"}
    assert "2 sentences are new, 1 are gone" in "\n".join(comparison_lines(found))


def test_a_corrected_label_is_no_change_of_the_model() -> None:
    before = [reading("x", topics=[FIRE], topic=CRIME)]
    now = [reading("x", topics=[CRIME], topic=CRIME)]
    found = compare(report(before), report(now))
    assert (found.topic.newly_right, found.topic.newly_wrong) == ([], [])


def test_reports_that_share_nothing() -> None:
    found = compare(report([reading("a")]), report([reading("b")]))
    assert (found.shared, found.changes, found.critical.p_value) == (0, [], 1.0)


def test_long_lists_are_cut_in_the_terminal() -> None:
    before = [reading(f"text {number}", topic=FIRE) for number in range(30)]
    now = [reading(f"text {number}") for number in range(30)]
    lines = list(comparison_lines(compare(report(before), report(now))))
    assert sum("newly right: " in line for line in lines) == 20
    assert any("10 more newly right" in line for line in lines)
