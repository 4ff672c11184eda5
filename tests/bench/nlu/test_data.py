"""What is learnt and asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.nlu import data
from bot.nlu.errors import DataError
from tests.bench.nlu.conftest import LANGUAGES


def test_a_few_of_each_topic_and_language_are_learnt_and_all_are_asked(files: tuple[Path, Path]) -> None:
    read = data.read(*files, per_topic=3)
    assert [example.text for example in read.examples[:3]] == ["id fire 0", "id fire 2", "id fire 4"]
    assert len(read.examples) == 3 * len(LANGUAGES)
    assert [case.text for case in read.cases] == [f"{language} held out" for language in LANGUAGES]
    assert read.floors == {"fire": "critical", "greet": "routine"}
    assert len(data.read(*files).examples) == 7 * len(LANGUAGES)


def test_what_children_learn_from_passes_through_json(files: tuple[Path, Path]) -> None:
    learnt = json.loads(json.dumps(data.read(*files, per_topic=1).to_learn()))
    assert learnt["examples"][0] == {"text": "id fire 0", "topic": "fire", "urgency": "critical", "language": "id"}
    assert learnt["checks"][0]["topics"] == ["greet", "fire"]
    assert Path(learnt["nlu_data"]).is_absolute()


def test_a_topic_nobody_can_learn_is_named(files: tuple[Path, Path]) -> None:
    row = {"text": "boo", "topics": ["ghosts"], "urgency": "routine", "language": "en"}
    (files[1] / "en" / "held_out.jsonl").write_text(json.dumps(row))
    with pytest.raises(DataError, match="ghosts"):
        data.read(*files)


@pytest.mark.parametrize(("most", "kept"), [(1, "0"), (2, "03"), (3, "024"), (7, "0123456"), (9, "0123456")])
def test_the_rows_kept_are_spread_over_their_group(most: int, kept: str) -> None:
    assert data.thin("0123456", lambda row: "same", most) == list(kept)


def test_groups_are_thinned_each_by_itself_in_their_order() -> None:
    assert data.thin(["a1", "b1", "a2", "b2", "c1"], lambda row: row[0], 1) == ["a1", "b1", "c1"]
