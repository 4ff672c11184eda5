"""The sentences of the guides: the same content in every language, in form for people in danger."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.dialogue.advice import is_neutral
from bot.dialogue.check_texts import FEW_TITLE
from bot.dialogue.guidance_texts import GuidanceTexts
from bot.dialogue.texts import TextError
from bot.reference.guidance import CONTACT, PARTS, Step, guides

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("id", "en", "zh", "fr")
TEXTS = GuidanceTexts.load(ROOT / "nlu_data")
LONGEST = {"id": 170, "en": 160, "zh": 90, "fr": 180}
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*")
_LINK = re.compile(r"[\w@-]+(?:\.[\w-]+)+\.?(?:/[\w/-]*)?")
ALL_STEPS = [
    (guide, name, step)
    for guide in guides().values()
    for name, steps in {**guide.parts, **guide.questions}.items()
    for step in steps
]


def _figures(text: str) -> list[str]:
    without_links = re.sub(r"\S*\w+\.(?:go\.id|id|net|org|com)\S*", " ", text)
    return sorted(re.sub(r"\D", "", found) for found in _NUMBER.findall(without_links))


def test_all_four_languages_are_there() -> None:
    assert set(LANGUAGES) <= set(TEXTS.languages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_and_nothing_is_left_over(language: str) -> None:
    assert TEXTS.missing(language, list(guides().values())) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_and_links_are_the_same_everywhere(language: str) -> None:
    wrong = []
    for guide, name, step in ALL_STEPS:
        text = TEXTS.step(guide, name, step.key, language)
        if not _has_figures(step, text, language) or not all(link in text for link in step.links):
            wrong.append(f"{guide.key}.{name}.{step.key}: {text}")
    assert wrong == []


def _has_figures(step: Step, text: str, language: str) -> bool:
    """Chinese may write ten thousands (100 万); names of lines such as SAPA 129 are no figures."""
    found = _figures(text)
    for number, _unit in re.findall(r"(\d+(?:\.\d+)?) ?([万萬])", text):
        found.append(str(round(float(number) * 10_000)))
        found = [figure for figure in found if figure != number.replace(".", "")]
    return all(figure in found for figure in step.figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: str) -> None:
    long = [
        text
        for guide, name, step in ALL_STEPS
        if len(text := TEXTS.step(guide, name, step.key, language)) > LONGEST[language]
    ]
    assert long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_holds_a_telephone_number(language: str) -> None:
    texts = [TEXTS.step(guide, name, step.key, language) for guide, name, step in ALL_STEPS]
    without_money = [re.sub(r"\d{1,3}([.,\u00a0\u202f]\d{3})+", "", text) for text in texts]
    assert [text for text in without_money if re.search(r"\+\d|\b0\d{2,}|\d{7,}", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_button_titles_fit(language: str) -> None:
    names = {*PARTS, CONTACT, *(name for guide in guides().values() for name in guide.questions)}
    assert [title for name in names if len(title := TEXTS.button(name, language)) > FEW_TITLE] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_watched_begins_without_a_word_of_the_matter(language: str) -> None:
    telling = {
        "id": ("perkosa", "kekerasan", "polisi", "bunuh", "sekap"),
        "en": ("rape", "violence", "police", "suicide", "captive"),
        "zh": ("强奸", "暴力", "警察", "自杀", "囚禁"),
        "fr": ("viol", "police", "suicide", "captiv"),
    }[language]
    for guide in guides().values():
        if is_neutral(guide):
            first = TEXTS.step(guide, "now", guide.parts["now"][0].key, language).lower()
            assert not [word for word in telling if word in first], guide.key


def test_a_missing_text_names_its_place(tmp_path: Path) -> None:
    with pytest.raises(TextError, match=r"guidance\.nothing\.title"):
        TEXTS.title("nothing", "fr")
    with pytest.raises(TextError, match="no guidance"):
        GuidanceTexts.load(tmp_path)


def test_a_malformed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "guidance.yml").write_text("guidance: {}\n", encoding="utf-8")
    with pytest.raises(TextError, match="must have the keys"):
        GuidanceTexts.load(tmp_path)


def test_a_language_without_a_text_falls_back_to_english() -> None:
    assert TEXTS.title("captivity", "sv") == TEXTS.title("captivity", "en")
