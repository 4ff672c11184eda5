"""From a trained model and held-out files to a report."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.nlu.errors import DataError, ModelMissing
from bot.nlu.evaluation.evaluate import evaluate
from bot.nlu.results import Entity
from tests.nlu.conftest import NLU_DATA
from tests.nlu.evaluation.made_up import DAY

ROWS = [
    {"text": "the barn is on fire", "topics": ["emergency_fire"], "urgency": "critical", "language": "en"},
    {"text": "hello", "topics": ["chat_greet"], "urgency": "routine", "language": "en"},
]
ENTITY_ROW = {"text": "in bali", "language": "en", "entities": [{"kind": "city", "text": "bali", "value": "Bali"}]}


def find(text: str, language: str, now: object) -> list[Entity]:
    return [Entity("city", "bali", "Bali", 3, 7, "ID")]


@pytest.fixture
def held_out(tmp_path: Path) -> Path:
    """Two sentences, one of which is a training sentence too, and one with an entity."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "held_out.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    (tmp_path / "en" / "entities.jsonl").write_text(json.dumps(ENTITY_ROW))
    return tmp_path


def test_a_model_is_measured(model_dir: Path, held_out: Path) -> None:
    said: list[str] = []
    found = evaluate(model_dir, held_out, NLU_DATA, find, DAY, said.append)
    assert found.counts["en"]["sentences"] == 2
    assert found.figures["en"]["critical_recall"].counts == "1/1"
    assert found.figures["en"]["critical_recall_rules"].counts == "1/1"
    assert found.entities["en"]["city"].f1 == 1.0
    assert [copy.held_out for copy in found.near_copies] == ["hello"]
    assert (len(found.source.model), found.source.date, len(found.source.data_hash)) == (12, DAY, 64)
    assert found.source.trained_on > 0
    assert said


def test_sentences_that_thresholds_were_learnt_on_are_training_sentences(
    model_dir: Path, held_out: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = tmp_path_factory.mktemp("nlu_data")
    (data / "en").mkdir()
    shutil.copy(NLU_DATA / "taxonomy.yml", data)
    (data / "en" / "examples.yml").write_text("nlu:\n- intent: chat_greet\n  examples: |\n    - good evening\n")
    (data / "en" / "calibration.jsonl").write_text(json.dumps(ROWS[0]))
    found = evaluate(model_dir, held_out, data, find, DAY)
    assert [copy.held_out for copy in found.near_copies] == ["the barn is on fire"]


def test_faults_come_before_the_slow_part(model_dir: Path, held_out: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        evaluate(tmp_path / "none", held_out, NLU_DATA, find, DAY)
    with pytest.raises(DataError, match="taxonomy"):
        evaluate(model_dir, held_out, tmp_path / "none", find, DAY)
    (held_out / "en" / "held_out.jsonl").write_text(json.dumps({**ROWS[0], "topics": ["emergency_flood"]}))
    with pytest.raises(DataError, match="emergency_flood"):
        evaluate(model_dir, held_out, NLU_DATA, find, DAY)
