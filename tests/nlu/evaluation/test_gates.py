"""Goals, floors, and what fails a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu.errors import DataError
from bot.nlu.evaluation.gate_file import Gate, read_gates
from bot.nlu.evaluation.gates import FLOOR_MISSED, GOAL_MISSED, NOT_MEASURED, REACHED, judge
from bot.nlu.evaluation.lines import verdict_lines
from bot.nlu.evaluation.near_copies import NearCopy
from bot.nlu.evaluation.report import Report
from tests.nlu.evaluation.made_up import FIRE, reading, report

GATES = Path(__file__).parent.parent / "gates.yml"


def of_recall(seen: int, whole: int) -> Report:
    """Return a report in which ``seen`` of ``whole`` emergencies were recognised."""
    urgencies = ["critical"] * seen + ["routine"] * (whole - seen)
    return report([reading(f"fire {n}", "critical", got, [FIRE], FIRE) for n, got in enumerate(urgencies)])


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [(200, REACHED), (198, REACHED), (197, GOAL_MISSED), (180, GOAL_MISSED), (179, FLOOR_MISSED), (0, FLOOR_MISSED)],
)
def test_recall_against_goal_and_floor(seen: int, verdict: str) -> None:
    found = judge(of_recall(seen, 200), [Gate("critical_recall", "en", 0.99, 0.9)])
    assert found.judgements[0].verdict == verdict
    assert found.failed is (verdict == FLOOR_MISSED)


@pytest.mark.parametrize(("alarms", "verdict"), [(0, REACHED), (1, REACHED), (2, GOAL_MISSED), (6, FLOOR_MISSED)])
def test_less_is_better_for_false_alarms(alarms: int, verdict: str) -> None:
    rows = [reading(f"hi {n}", "routine", "critical" if n < alarms else "routine") for n in range(100)]
    found = judge(report(rows), [Gate("false_critical_everyday", "en", 0.01, 0.05)])
    assert found.judgements[0].verdict == verdict


@pytest.mark.parametrize(
    ("goal", "floor", "verdict"), [(0.5, 0.6, REACHED), (0.1, 0.6, GOAL_MISSED), (0, 0.4, FLOOR_MISSED)]
)
def test_a_spread_is_judged(goal: float, floor: float, verdict: str) -> None:
    rows = [reading("a"), reading("b", folder="fr"), reading("c", topic=FIRE, folder="fr")]
    assert judge(report(rows), [Gate("topic_spread", "", goal, floor)]).judgements[0].verdict == verdict


@pytest.mark.parametrize("gate", [Gate("critical_recall", "zh", 0, 0), Gate("topic_spread", "", 1, 1)])
def test_what_was_not_measured_fails(gate: Gate) -> None:
    found = judge(of_recall(5, 5), [gate])
    assert found.judgements[0].verdict == NOT_MEASURED
    assert found.failed


def test_near_copies_fail() -> None:
    copies = [NearCopy("help me", "help me", 1.0)]
    found = judge(report([reading("help me")], near_copies=copies), [])
    assert found.failed
    assert "near copies of training ones, listed above: 1" in "\n".join(verdict_lines(found))


def test_the_table_names_what_fails_and_what_is_still_to_do() -> None:
    gates = [
        Gate("critical_recall", "en", 0.99, 0.5),
        Gate("urgency", "en", 1.0, 0.999),
        Gate("topic", "en", 0.9, 0.8),
    ]
    lines = list(verdict_lines(judge(of_recall(197, 200), gates)))
    assert "floors missed: urgency right (3 levels) en" in lines
    assert "goals not yet reached: critical recognised en" in lines
    assert "goal reached, raise the floor to it: topic right en" in lines
    assert "98.50 %" in lines[1]
    assert lines[-1].startswith("FAILED")


def test_a_goal_as_floor_has_no_hint() -> None:
    lines = list(verdict_lines(judge(of_recall(5, 5), [Gate("topic", "en", 0.9, 0.9)])))
    assert not any("raise the floor" in line for line in lines)
    assert lines[-1].startswith("passed")


def test_the_file_of_the_repository_has_the_figures_of_the_design() -> None:
    gates = read_gates(GATES)
    goals = {(gate.figure, gate.language): gate.goal for gate in gates}
    for language in ("id", "en", "zh", "fr"):
        assert goals["critical_recall", language] == 0.99
        assert goals["false_critical_everyday", language] == 0.01
        assert goals["topic", language] == 0.95
        assert goals["language", language] == 0.99
    assert goals["topic_spread", ""] == 0.02


def test_a_goal_may_differ_by_language(tmp_path: Path) -> None:
    path = tmp_path / "gates.yml"
    path.write_text("topic: {goal: {en: 95, other: 60}, floor: {en: 90, other: 50}}")
    assert read_gates(path) == [Gate("topic", "en", 0.95, 0.9), Gate("topic", "other", 0.6, 0.5)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "lists no figures"),
        ("topic: [", "cannot be read"),
        ("- topic", "lists no figures"),
        ("topics: {goal: 95, floor: {en: 90}}", "no such figure"),
        ("topic: 95", "give a goal and a floor"),
        ("topic: {goal: 95}", "give a goal and a floor"),
        ("topic: {goal: 95, floor: 90}", "a floor for each language"),
        ("topic: {goal: 95, floor: {}}", "a floor for each language"),
        ("topic: {goal: 95, floor: {en: 96}}", "asks for more than the goal"),
        ("false_critical_everyday: {goal: 1, floor: {en: 0.5}}", "asks for more than the goal"),
        ("topic_spread: {goal: 2, floor: 1}", "asks for more than the goal"),
        ("topic_spread: {goal: 2, floor: {en: 3}}", "no number from 0 to 100"),
        ("topic: {goal: 195, floor: {en: 90}}", "no number from 0 to 100"),
        ("topic: {goal: high, floor: {en: 90}}", "no number from 0 to 100"),
        ("topic: {goal: {fr: 95}, floor: {en: 90}}", "no number from 0 to 100"),
        ("topic: {goal: 95, floor: {en: true}}", "no number from 0 to 100"),
    ],
)
def test_faults_in_the_file_are_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "gates.yml"
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        read_gates(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_gates(tmp_path / "none.yml")
