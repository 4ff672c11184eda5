"""The report in the terminal."""

from __future__ import annotations

from bot.nlu.evaluation.entity_cases import Fact
from bot.nlu.evaluation.entity_scores import EntityReading
from bot.nlu.evaluation.lines import report_lines, wrong_lines
from bot.nlu.evaluation.near_copies import NearCopy
from tests.nlu.evaluation.made_up import few, reading, report


def test_figures_confusions_and_copies_are_printed() -> None:
    entity = EntityReading("en", "in bali", (Fact("city", "bali", "Bali"),), (), ())
    text = "\n".join(report_lines(report(entity_readings=[entity], near_copies=[NearCopy("hi", "HI", 1.0)])))
    assert "critical recognised              50.0 % (1/2, " in text
    assert "spread between the languages" in text
    assert "emergency_fire read as emergency_crime (en 1, fr 1)" in text
    assert "F1 100.0  precision 100.0 % (1/1" in text
    assert "near copies of training sentences: 1\n  1.0  'hi'  'HI'" in text


def test_every_wrong_sentence_is_listed_by_its_fault() -> None:
    missed = EntityReading("en", "in bali", (), (Fact("city", "bali", "Bali"),), (Fact("date", "x", "2026-01-01"),))
    lines = list(wrong_lines(report([*few(), reading("yo", language="fr")], entity_readings=[missed])))
    assert [line.split(":")[0] for line in lines] == [
        "missed", "false alarm", "urgent raised", "topic", "topic", "language", "language",
        "entity missed", "entity false",
    ]  # fmt: skip
    assert "'smoke' read as en emergency_crime urgent" in lines[0]
