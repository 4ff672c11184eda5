"""Reading of the trainers' files, and what training makes of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from bot.nlu.errors import DataError
from bot.nlu.training.calibrate import Opinion, accepted_table, calibrate, temperature
from bot.nlu.training.fit import fit
from bot.nlu.training.fit_model import Scores
from bot.nlu.training.read_data import read_calibration, read_examples, read_other_languages, read_taxonomy
from bot.nlu.training.thresholds import Limits, danger_inputs, danger_of, learn_thresholds
from bot.nlu.training.vectors import ship, training_vectors
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
    (tmp_path / "en" / "examples").mkdir(parents=True)
    (tmp_path / "en" / "examples" / "danger.yml").write_text(NLU)
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
        ("en/examples/danger.yml", NLU.replace("consular_arrest", "consular_parking"), "consular_parking"),
        ("en/examples/danger.yml", NLU.replace("critical}", "high}"), "high"),
        ("en/examples/danger.yml", "nlu: [", "cannot be read"),
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


def test_a_fit_parts_classes_and_gives_absent_ones_no_chance() -> None:
    inputs = sp.csr_matrix(np.array([[1.0, 0], [1, 0.1], [0, 1], [0.1, 1]]))
    scores = fit(inputs, np.array([0, 0, 2, 2]), 3).scores(inputs)
    assert scores.argmax(axis=1).tolist() == [0, 0, 2, 2]
    assert (fit(inputs, np.array([1, 1, 1, 1]), 3).scores(inputs).argmax(axis=1) == 1).all()


def test_workers_share_the_classes_without_changing_the_fit() -> None:
    random = np.random.default_rng(3)
    classes = np.repeat(np.arange(5), 20)
    inputs = sp.csr_matrix(np.eye(5)[classes] + random.normal(0, 0.1, (100, 5)))
    alone, shared = fit(inputs, classes, 5, 1), fit(inputs, classes, 5, 3)
    np.testing.assert_allclose(alone.scores(inputs), shared.scores(inputs), atol=0.05)


def test_calibration_sentences_are_read_and_checked(data: Path) -> None:
    floors = read_taxonomy(data)
    assert read_calibration(data, floors) == []
    line = '{"text": "it burns", "topics": ["emergency_fire"], "urgency": "critical", "language": "en"}'
    (data / "en" / "calibration.jsonl").write_text(line)
    assert [case.text for case in read_calibration(data, floors)] == ["it burns"]
    (data / "en" / "calibration.jsonl").write_text(line.replace("emergency_fire", "fire"))
    with pytest.raises(DataError, match="'fire'"):
        read_calibration(data, floors)


def test_temperature_sharpens_right_scores_and_flattens_wrong_ones() -> None:
    scores = np.array([[1.0, 0.0], [0.0, 1.0]] * 20)
    right = accepted_table([[0], [1]] * 20, 2)
    assert temperature(scores, right) > 10
    assert temperature(scores, ~right) < 0.2


def test_any_accepted_class_counts_as_right() -> None:
    scores = np.array([[2.0, 2.0, 0.0]] * 10)
    assert temperature(scores, accepted_table([[0, 1]] * 10, 3)) > temperature(scores, accepted_table([[0]] * 10, 3))


def test_the_network_gets_the_share_it_deserves() -> None:
    random = np.random.default_rng(5)
    right = random.integers(0, 3, 300)
    good = np.eye(3)[right] * 4 + random.normal(0, 1, (300, 3))
    noise = random.normal(0, 1, (300, 3))
    accepted = accepted_table([[number] for number in right], 3)
    levels = np.zeros(300, dtype=int)
    linear_knows = calibrate(Scores(good, noise, noise, noise), accepted, levels)
    network_knows = calibrate(Scores(noise, noise, good, noise), accepted, levels)
    assert linear_knows.share * linear_knows.network_topic < 0.2 * linear_knows.topic
    assert network_knows.share * network_knows.network_topic > 2 * network_knows.topic


def opinion_of(critical: np.ndarray, noise: float) -> Opinion:
    """An opinion that sees danger where it is, but for some noise."""
    margins = np.where(critical, 1.0, -1.0) + np.random.default_rng(9).normal(0, noise, len(critical))
    share = np.where(critical, 0.9, 0.1)
    return Opinion(np.column_stack([share, 1 - share]), margins[:, None], share)


def test_thresholds_find_every_danger_where_they_can() -> None:
    levels = np.array([2, 0] * 200)
    opinion = opinion_of(levels == 2, 0.1)
    none = np.zeros(400, dtype=bool)
    learnt = learn_thresholds(opinion, np.array([True, False]), levels, ["en"] * 400, none, Limits(0.02, 0.001))
    danger = danger_of(danger_inputs(opinion, np.array([True, False])), learnt.danger)
    assert (danger[levels == 2] >= learnt.critical["en"]).all()
    assert (danger[levels == 0] < learnt.critical["en"]).all()
    assert learnt.critical["other"] == learnt.critical["en"]
    assert learnt.veto == 0.0


def test_rules_are_disbelieved_where_hardly_a_true_alarm_is_lost() -> None:
    levels = np.array([2, 0] * 2000)
    opinion = opinion_of(levels == 2, 0.6)
    by_rule = np.ones(4000, dtype=bool)
    learnt = learn_thresholds(opinion, np.array([True, False]), levels, ["en"] * 4000, by_rule, Limits(0.02, 0.002))
    danger = danger_of(danger_inputs(opinion, np.array([True, False])), learnt.danger)
    assert 0 < learnt.veto <= 0.1
    assert (danger[levels == 2] < learnt.veto).mean() <= 0.002
    assert (danger[levels == 0] < learnt.veto).mean() > 0.5


def test_shipped_vectors_are_used_and_near_to_the_computed_ones(tmp_path: Path) -> None:
    texts = [f"sentence number {number} about the weather" for number in range(40)]
    assert ship(texts, texts[:10], None, tmp_path / "vectors.npz") == 40
    computed, _ = training_vectors(texts, None)
    read, missing = training_vectors([*texts, "one more"], None, tmp_path / "vectors.npz")
    assert missing == 1
    spread = computed.std(axis=0)
    off = np.abs((read[:40] - computed) / spread).mean(axis=1)
    assert off[:10].max() < 0.01
    assert 0.01 < off[10:].mean() < 0.15


def test_shipping_without_sentences_for_thresholds(tmp_path: Path) -> None:
    assert ship(["help"], [], None, tmp_path / "vectors.npz") == 1
    assert training_vectors(["help"], None, tmp_path / "vectors.npz")[1] == 0


def test_damaged_shipped_vectors_cost_time_only(tmp_path: Path) -> None:
    (tmp_path / "vectors.npz").write_bytes(b"no archive")
    assert training_vectors(["help"], None, tmp_path / "vectors.npz")[1] == 1
