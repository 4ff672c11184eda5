"""Reading of the trainers' files, and what training makes of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.errors import DataError
from bot.nlu.training.fit import FOLDS, fit, fold_numbers, temperature
from bot.nlu.training.read_data import read_examples, read_other_languages, read_taxonomy
from bot.nlu.training.vectors import training_vectors
from tests.nlu.conftest import NLU_DATA

NLU = """
version: "3.1"
nlu:
- intent: emergency_fire
  examples: |
    - the house burns
    - the [kitchen](place) burns
- intent: consular_arrest
  metadata: {urgency: critical}
  examples: |
    - they beat him in prison
"""
TAXONOMY = "emergency_fire: {urgency: critical}\nconsular_arrest: {urgency: urgent}\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one file of sentences."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "emergency.yml").write_text(NLU)
    (tmp_path / "en" / "responses.yml").write_text("responses: {}\n")
    (tmp_path / "taxonomy.yml").write_text(TAXONOMY)
    return tmp_path


def test_sentences_have_topic_urgency_and_language(data: Path) -> None:
    examples = read_examples(data, read_taxonomy(data))
    assert [(e.text, e.topic, e.urgency, e.language) for e in examples] == [
        ("the house burns", "emergency_fire", "critical", "en"),
        ("the kitchen burns", "emergency_fire", "critical", "en"),
        ("they beat him in prison", "consular_arrest", "critical", "en"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("en/emergency.yml", NLU.replace("consular_arrest", "consular_parking"), "consular_parking"),
        ("en/emergency.yml", NLU.replace("critical}", "high}"), "high"),
        ("en/emergency.yml", "nlu: [", "cannot be read"),
        ("taxonomy.yml", "emergency_fire: {urgency: hot}", "no valid urgency"),
        ("taxonomy.yml", "", "lists no topics"),
    ],
)
def test_faults_are_named(data: Path, name: str, content: str, message: str) -> None:
    (data / name).write_text(content)
    with pytest.raises(DataError, match=message):
        read_examples(data, read_taxonomy(data))


def test_the_repository_has_every_topic_in_every_language() -> None:
    floors = read_taxonomy(NLU_DATA)
    examples = read_examples(NLU_DATA, floors)
    for language in ("id", "en", "zh", "fr"):
        assert {e.topic for e in examples if e.language == language} == set(floors)


def test_other_languages_have_sentences_enough() -> None:
    assert all(len(set(texts)) == len(texts) >= 12 for texts in read_other_languages().values())


def test_vectors_are_kept_by_text(tmp_path: Path) -> None:
    first, computed = training_vectors(["help", "fire", "help"], tmp_path)
    assert computed == 2
    assert first.shape == (3, 384)
    again, computed = training_vectors(["fire", "help", "new"], tmp_path)
    assert computed == 1
    np.testing.assert_array_equal(again[:2], first[[1, 0]])


def test_a_damaged_cache_is_computed_anew(tmp_path: Path) -> None:
    (tmp_path / "sentence_vectors.npz").write_bytes(b"no archive")
    assert training_vectors(["help"], tmp_path)[1] == 1


def test_folds_spread_every_label() -> None:
    folds = fold_numbers(["a"] * 9 + ["b"] * 6 + ["c"])
    assert all(np.bincount(folds[:9], minlength=FOLDS) == 3)
    assert all(np.bincount(folds[9:15], minlength=FOLDS) == 2)
    assert len(fold_numbers(["a", "b"])) == 2


def test_a_fit_parts_classes_and_gives_absent_ones_no_chance() -> None:
    import scipy.sparse as sp

    inputs = sp.csr_matrix(np.array([[1.0, 0], [1, 0.1], [0, 1], [0.1, 1]]))
    scores = fit(inputs, np.array([0, 0, 2, 2]), 3).scores(inputs)
    assert scores.argmax(axis=1).tolist() == [0, 0, 2, 2]
    assert (fit(inputs, np.array([1, 1, 1, 1]), 3).scores(inputs).argmax(axis=1) == 1).all()


def test_temperature_sharpens_right_scores_and_flattens_wrong_ones() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 1.0]] * 20)
    assert temperature(scores, np.array([0, 1] * 20)) > 10
    assert temperature(scores, np.array([1, 0] * 20)) < 0.2
