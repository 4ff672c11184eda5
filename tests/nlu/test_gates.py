"""The model that the repository's sentences make, judged on the held-out sentences: a missed floor fails the build."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from bot.nlu.entities import EntityFinder
from bot.nlu.evaluation.cases import read_cases
from bot.nlu.evaluation.evaluate import evaluate
from bot.nlu.evaluation.gate_file import read_gates
from bot.nlu.evaluation.gates import judge
from bot.nlu.training.read_data import read_taxonomy
from bot.settings import ROOT
from bot.system.gazetteer import gazetteer
from tests.models import NLU

HELD_OUT = ROOT / "tests" / "nlu"


def test_no_floor_is_missed_and_nothing_is_copied() -> None:
    now = dt.datetime.now(dt.UTC)
    report = evaluate(NLU, HELD_OUT, ROOT / "nlu_data", EntityFinder(gazetteer()), now)
    verdict = judge(report, read_gates(HELD_OUT / "gates.yml"))
    assert not verdict.near_copies
    assert not [judged for judged in verdict.judgements if judged.failed]


@pytest.mark.parametrize("language", ["id", "en", "zh", "fr"])
def test_held_out_sentences_are_enough(language: str) -> None:
    cases = [case for case in read_cases(HELD_OUT) if case.folder == language]
    critical = sum(case.urgency == "critical" for case in cases)
    topics = Counter(case.topics[0] for case in cases)
    assert critical >= 400
    assert len(cases) - critical >= 600
    assert [topic for topic in read_taxonomy(ROOT / "nlu_data") if topics[topic] < 12] == []


@pytest.mark.parametrize("language", ["id", "en", "zh", "fr"])
def test_training_sentences_are_enough(language: str) -> None:
    for topic in read_taxonomy(ROOT / "nlu_data"):
        path = ROOT / "nlu_data" / language / "examples" / f"{topic}.yml"
        assert path.read_text(encoding="utf-8").count("\n    - ") >= 80, path.name
