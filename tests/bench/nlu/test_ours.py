"""Our side of the comparison."""

from __future__ import annotations

from pathlib import Path

from bench.nlu import systems
from bench.nlu.data import Data
from bot.nlu.evaluation.cases import Case
from tests.nlu.conftest import FLOORS, small_examples


def test_a_short_run_of_ours(tmp_path: Path) -> None:
    examples = small_examples()
    cases = [
        Case(example.text, (example.topic,), example.urgency, (example.urgency,), example.language, example.language)
        for example in examples[::5]
    ]
    said: list[str] = []
    outcome = systems.run(
        systems.SYSTEMS[0], Data(tmp_path, FLOORS, examples, cases, cases, ""), tmp_path, 2, said.append
    )
    right = [answer["topic"] in case.topics for answer, case in zip(outcome.answers, cases, strict=True)]
    assert sum(right) > len(cases) / 2
    assert {answer["critical"] for answer in outcome.answers} == {True, False}
    assert outcome.epochs == 0
    assert outcome.learn_s > 0
    assert min(outcome.learn_mb, outcome.answer_mb) > 20
