"""Counting of answers, and the table."""

from __future__ import annotations

import json

import pytest

from bench.nlu import score, table
from bench.nlu.rasa_child import best_topic
from bench.nlu.systems import Outcome
from bot.nlu.evaluation.cases import Case
from bot.nlu.evaluation.intervals import Share

FLOORS = {"fire": "critical", "arrest": "urgent", "greet": "routine"}
RUN = table.Run(learnt=9, checks=3, asked=5, held_out_hash="0123456789abcdef", cores=2, date="2026-01-02")


def case(text: str, topics: tuple[str, ...], urgency: str, language: str, urgencies: tuple[str, ...] = ()) -> Case:
    return Case(text, topics, urgency, urgencies or (urgency,), language, language)


CASES = [
    case("fire", ("fire",), "critical", "en"),
    case("police took him", ("arrest", "fire"), "critical", "en"),
    case("hi", ("greet",), "routine", "en"),
    case("着火", ("fire",), "critical", "zh"),
    case("烟", ("greet",), "routine", "zh", ("routine", "critical")),
]


def outcome(*answers: dict) -> Outcome:
    return Outcome([{"ms": float(number), **answer} for number, answer in enumerate(answers, 1)], 12.4, 900.0, 300.0)


def topics_only() -> score.Figures:
    topics = ("fire", "arrest", "fire", "greet", "fire")
    return score.figures(CASES, FLOORS, outcome(*({"topic": topic, "unsure": topic == "fire"} for topic in topics)))


def test_who_tells_topics_only_sees_danger_where_the_topic_is_an_emergency() -> None:
    found = topics_only()
    assert found.topic == {"en": Share(2, 3), "zh": Share(0, 2)}
    assert found.topic_mean == pytest.approx(1 / 3)
    assert found.critical_recall == {"en": Share(1, 2), "zh": Share(0, 1)}
    assert found.unsure == 3


def test_only_routine_sentences_that_may_not_be_critical_count_as_false_alarms() -> None:
    assert topics_only().false_critical == {"en": Share(1, 1), "zh": Share(0, 0)}


def test_who_tells_danger_is_taken_at_its_word() -> None:
    said = [{"topic": "greet", "critical": flag} for flag in (True, True, False, False, True)]
    found = score.figures(CASES, FLOORS, outcome(*said))
    assert found.critical_recall == {"en": Share(2, 2), "zh": Share(0, 1)}
    assert score.together(found.false_critical) == Share(0, 1)


def test_times_are_the_median_and_the_95th_percentile() -> None:
    found = topics_only()
    assert (found.p50_ms, found.p95_ms) == (2.0, 5.0)


def test_each_sentence_needs_an_answer() -> None:
    with pytest.raises(ValueError, match="zip"):
        score.figures(CASES, FLOORS, outcome({"topic": "fire"}))


def test_the_table_has_a_row_for_each_system_and_says_what_it_counts() -> None:
    text = table.markdown(RUN, {"ours": topics_only(), "Rasa": topics_only()})
    lines = text.splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[:4]]
    assert len({len(line) for line in lines[:4]}) == 1
    assert cells[0][:4] == ["system", "topic en", "topic zh", "topic mean"]
    assert cells[2] == [
        "ours", "66.7", "0.0", "33.3", "33.3 (1/3)", "100.0 (1/1)", "12", "900", "300", "2.0", "5.0",
    ]  # fmt: skip
    assert cells[3][0] == "Rasa"
    assert "same 9 sentences" in text
    assert "0123456789ab)" in text


def test_the_epochs_and_the_unsure_answers_of_rasa_are_told() -> None:
    found = score.figures(CASES, FLOORS, outcome(*[{"topic": "fire", "unsure": True}] * 5))
    assert "epochs" not in table.markdown(RUN, {"Rasa": found})
    trained = score.Figures(**{**{name: getattr(found, name) for name in score.Figures.__slots__}, "epochs": 7})
    assert "Rasa: 7 epochs; too unsure to answer 5 sentences" in table.markdown(RUN, {"Rasa": trained})


def test_json_has_counts_and_intervals_of_each_language() -> None:
    content = json.loads(json.dumps(table.as_json(RUN, {"ours": topics_only()})))
    ours = content["systems"]["ours"]
    assert (ours["topic"]["en"]["part"], ours["topic"]["en"]["whole"]) == (2, 3)
    assert 0 < ours["topic"]["en"]["low"] < 2 / 3 < ours["topic"]["en"]["high"] < 1
    assert ours["critical_recall"]["all"]["value"] == pytest.approx(1 / 3)
    assert ours["learn_s"] == 12.4
    assert content["run"]["held_out_hash"] == "0123456789abcdef"


def test_rasas_best_guess_counts_where_it_falls_back() -> None:
    ranking = [{"name": "nlu_fallback"}, {"name": "fire"}, {"name": "greet"}]
    assert best_topic({"intent": ranking[0], "intent_ranking": ranking}) == {"topic": "fire", "unsure": True}
    assert best_topic({"intent": {"name": "greet"}}) == {"topic": "greet", "unsure": False}
    assert best_topic({"intent": {"name": None}, "intent_ranking": []}) == {"topic": "", "unsure": False}
