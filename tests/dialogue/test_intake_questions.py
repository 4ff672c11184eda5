"""The questions of the consular intake: their order, and their sentences in four languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cases.intake_fields import fields, plans
from bot.dialogue.intake import MOST_IN_A_ROW, QUESTIONS, next_consular_question, question_of
from bot.dialogue.texts import read_file

LANGUAGES = ("id", "en", "zh", "fr")


def asked(topic: str, country: str | None = "MY", nationality: str | None = "ID", **given: str) -> list[str]:
    answers: dict[str, str | None] = dict(given)
    order: list[str] = []
    while (name := next_consular_question(topic, answers, country, nationality)) is not None:
        order.append(name)
        answers[name] = "told"
    return order


def test_what_is_known_or_needless_is_not_asked() -> None:
    assert "consular_country" in asked("consular_arrest", None, None)
    assert {"consular_country", "asked_nationality"}.isdisjoint(asked("consular_arrest"))
    assert "relation" in asked("consular_arrest", about="other")
    assert "relation" not in asked("consular_arrest", about="self")
    assert "patient_awake" not in asked("consular_hospitalised", about="self")


@pytest.mark.parametrize("topic", sorted(plans()))
def test_every_topic_comes_to_an_end_and_asks_no_question_twice(topic: str) -> None:
    order = asked(topic, None, None, contact_safe="yes")
    assert len(order) == len(set(order)) <= 3 * MOST_IN_A_ROW
    assert "details" not in order


@pytest.mark.parametrize("topic", ["consular_passport_renewal", "consular_immigration"])
def test_everyday_matters_ask_the_general_questions(topic: str) -> None:
    assert asked(topic, None, None) == ["asked_nationality", "consular_country", "consular_where", "details"]


@pytest.mark.parametrize("topic", ["consular_extortion", "consular_child_welfare"])
def test_where_writing_is_not_safe_nothing_more_is_asked(topic: str) -> None:
    assert asked(topic)[0] == "contact_safe"
    for answer in ("no", "other"):
        assert asked(topic, None, None, contact_safe=answer) == []


def test_a_question_is_found_by_the_name_of_a_slot_or_a_field() -> None:
    assert question_of("awake") is QUESTIONS["awake"]
    lawyer, party, hospital = (question_of(name) for name in ("lawyer", "party", "hospital"))
    assert lawyer
    assert party
    assert hospital
    assert (lawyer.kind, lawyer.prefix, lawyer.codes) == ("choice", "f:lawyer", ("yes", "no", "unknown"))
    assert (party.kind, hospital.kind) == ("number", "text")
    assert question_of("no_such_thing") is None
    assert question_of(None) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_asked_with_a_button_for_each_code(project: Path, language: str) -> None:
    texts = read_file(project / "nlu_data" / language / "responses.yml")
    for name, field in fields().items():
        payloads = [payload for _, payload in texts[f"utter_field_{name}"].buttons]
        assert payloads == [f"f:{name}:{code}" for code in field.codes], name
        own = texts.get(f"utter_field_{name}_self")
        if own:
            assert {payload for _, payload in own.buttons} <= set(payloads)
    named = {key.removeprefix("utter_field_").removesuffix("_self") for key in texts if key.startswith("utter_field_")}
    assert named - set(fields()) == {"corrected"}


@pytest.mark.parametrize(("language", "most"), [("id", 100), ("en", 100), ("zh", 40), ("fr", 115)])
def test_questions_are_short(project: Path, language: str, most: int) -> None:
    texts = read_file(project / "nlu_data" / language / "responses.yml")
    long = {
        key: text
        for key, entry in texts.items()
        if key.startswith(("utter_field_", "utter_intake_"))
        for text in entry.variants
        if len(text) > most
    }
    assert long == {}
