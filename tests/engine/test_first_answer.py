"""The first answer keeps the rules of CARE §1–2 in every language, topic and country."""

from __future__ import annotations

import itertools

import pytest

from bot.dialogue.topics import is_watched, topics
from bot.engine.first_answer import first_answer, number_line, question_key
from bot.engine.texts import LANGUAGES, Texts
from bot.engine.where import Where
from bot.reference.countries import countries
from bot.reference.numbers import first_answer_numbers
from bot.settings import ROOT

TEXTS = Texts(ROOT / "nlu_data")
EMERGENCIES = [name for name in topics() if name.startswith("emergency_")]
SCRIPTS = [("id", "Latn"), ("en", "Latn"), ("zh", "Hans"), ("zh", "Hant"), ("fr", "Latn")]
TELLING = {
    "id": ("perkosa", "kekerasan", "culik", "sekap", "senjata", "rampok", "pukul"),
    "en": ("rape", "violence", "assault", "kidnap", "captive", "weapon", "attack", "abuse"),
    "zh": ("强奸", "暴力", "绑架", "袭击", "凶器", "性侵", "拘禁"),
    "fr": ("viol", "violence", "agress", "enlev", "séquestr", "arme", "frapp"),
}
"""Words that would tell somebody who looks over a shoulder what is spoken of."""


@pytest.mark.parametrize(("language", "script"), SCRIPTS)
@pytest.mark.parametrize("topic", EMERGENCIES)
def test_short_enough_everywhere(topic: str, language: str, script: str) -> None:
    for iso2, inside in itertools.product([*countries(), None], (False, True)):
        line = first_answer(TEXTS, topic, language, script, Where(iso2, inside and iso2 == "ID"))
        assert len(line.text) <= 350, (iso2, line.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", EMERGENCIES)
def test_it_says_that_nobody_was_called_and_gives_the_number(topic: str, language: str) -> None:
    line = first_answer(TEXTS, topic, language, "Hans", Where("ID", True))
    assert TEXTS.text("not_called", language) in line.text
    assert "112" in line.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", [name for name in EMERGENCIES if is_watched(name)])
def test_watched_people_get_a_neutral_first_line_and_no_telling_word(topic: str, language: str) -> None:
    text = first_answer(TEXTS, topic, language, "Hans", Where("MY")).text.casefold()
    assert not [word for word in TELLING[language] if word in text.splitlines()[0]]
    numbers = number_line(TEXTS, topic, language, "Hans", Where("MY"), plain=True).casefold()
    for label in ("label.police", "label.women_line"):
        if label in TEXTS.keys(language):
            assert TEXTS.text(label, language).casefold() not in numbers


def test_unknown_place_asks_for_the_country_with_buttons() -> None:
    line = first_answer(TEXTS, "emergency_fire", "en", "Latn", Where(None))
    assert question_key("emergency_fire", Where(None)) == "ask.country"
    assert len(line.buttons) == 10
    assert line.buttons[-1].payload == "country:other"
    assert all(button.payload.startswith("country:") for button in line.buttons)


def test_every_number_stands_in_a_sourced_row() -> None:
    for iso2 in countries():
        for topic in EMERGENCIES:
            lines = first_answer_numbers(iso2, topic, False)
            assert len(lines) <= 2
            assert all(line.source for line in lines)


def test_self_harm_asks_directly_and_gently() -> None:
    asked = {
        language: first_answer(TEXTS, "emergency_self_harm", language, "Hans", Where("ID")).text
        for language in LANGUAGES
    }
    assert "mengakhiri hidup" in asked["id"]
    assert "ending your life" in asked["en"]
    assert "结束生命" in asked["zh"]
    assert "mettre fin à vos jours" in asked["fr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_lines_choices_and_placeholders_in_every_language(language: str) -> None:
    from string import Formatter

    def shape(name: str, key: str) -> tuple[set[str], list[str]]:
        entry = TEXTS._texts[name][key]
        text, buttons = (entry, []) if isinstance(entry, str) else (entry["text"], entry.get("buttons", []))
        return {field for _, field, _, _ in Formatter().parse(text) if field}, [b["payload"] for b in buttons]

    assert TEXTS.keys(language) == TEXTS.keys("en")
    for key in TEXTS.keys("en"):
        assert shape(language, key) == shape("en", key), key


FORBIDDEN = {
    "en": (
        "help is on the way",
        "you are safe now",
        "calm down",
        "don't worry",
        "are you sure",
        "thank you for contacting",
    ),
    "id": (
        "bantuan sedang dalam perjalanan",
        "tenang saja",
        "jangan khawatir",
        "gagal bunuh diri",
        "jangan putus asa",
    ),
    "zh": ("救援正在路上", "别担心", "冷静", "想不开", "节哀"),
    "fr": ("les secours arrivent", "calmez-vous", "ne vous inquiétez pas", "vous auriez dû", "êtes-vous sûr"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_must_never_be_said(language: str) -> None:
    import yaml

    for name in ("safety.yml", "responses.yml"):
        content = (ROOT / "nlu_data" / language / name).read_text(encoding="utf-8")
        said = str(yaml.safe_load(content)).casefold()
        assert not [words for words in FORBIDDEN[language] if words in said]
