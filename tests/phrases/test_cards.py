"""The structure of the cards: complete, and nothing leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.cases.intake_fields import YES_NO, fields
from bot.dialogue.intake import QUESTIONS
from bot.dialogue.topics import topics
from bot.phrases.cards import FILE, CardsError, Structure, read_structure

WATCHED = ("crime", "sexual_violence", "domestic_violence", "captivity", "silent", "extortion", "child_welfare")


@pytest.fixture(scope="module")
def structure() -> Structure:
    return read_structure()


def broken(tmp_path: Path, change) -> Path:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    change(data)
    path = tmp_path / "cards.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def test_there_are_at_least_120_cards_with_two_to_six_answers(structure: Structure) -> None:
    assert len(structure.cards) >= 120
    assert all(2 <= len(card.answers) <= 6 for card in structure.cards.values() if not card.is_typed)


def test_every_topic_that_has_a_desk_begins_with_sets_of_its_own(structure: Structure) -> None:
    wanted = {name for name in topics() if name.startswith("emergency_")}
    assert wanted <= set(structure.topics)
    assert set(structure.topics) <= set(topics())
    assert structure.sets_for("emergency_fire")[0] == "fire"
    assert structure.sets_for("chat_human")[0] == "core"
    assert set(structure.sets_for("chat_human")) == set(structure.sets)


def test_other_means_duress_in_watched_sets_alone(structure: Structure) -> None:
    watched = {key for name in WATCHED for key in structure.sets[name]}
    for key, card in structure.cards.items():
        assert card.is_duress("other") is (key in watched)
    assert structure.cards["write_safely"].is_duress("other")
    for key in ("ending_life", "about", "relation", "what_happened", "cpr_start"):
        assert not structure.cards[key].is_duress("other")


def test_fields_and_codes_are_those_of_the_other_intakes(structure: Structure) -> None:
    asked = {question.prefix: question.codes for question in QUESTIONS.values()}
    for card in structure.cards.values():
        own = fields().get(card.field)
        codes = asked.get(card.field) or (own.codes if own else ()) or ()
        if codes and card.answers and card.kind == "question":
            assert set(card.answers) <= {*codes, *YES_NO, "other"}, card.key


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["sets"]["core"].append("nothing"), "nothing, which does not exist"),
        (lambda data: data["cards"]["breathing"]["then"].update(normal="nowhere"), "leads to nowhere"),
        (lambda data: data["cards"]["breathing"].update(good=["fine"]), "fine is none of its answers"),
        (lambda data: data["cards"]["breathing"].update(answers=["normal"]), "1 answers"),
        (lambda data: data["cards"]["near_now"].update(answers=["yes", "no"]), "ends with 'other'"),
        (lambda data: data["cards"]["awake"].update(answers=[True, False, "unknown"], then={}, good=[]), "quotation"),
        (lambda data: data["cards"].update(lonely={"kind": "closing", "answers": ["ok", "other"]}), "in no set"),
        (lambda data: data.pop("sets"), "cannot be read"),
    ],
)
def test_a_broken_structure_is_refused_with_its_place(tmp_path: Path, change, words: str) -> None:
    with pytest.raises(CardsError, match=words):
        read_structure(broken(tmp_path, change))
