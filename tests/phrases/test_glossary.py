"""Key words and floors in four languages; sentences with the same places to fill."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from bot.dialogue.answer_text import normalise
from bot.engine.deck import deck, glossary, sentences
from bot.engine.texts import in_script
from bot.phrases.cards import CardsError
from bot.phrases.deck import LANGUAGES
from bot.phrases.glossary import Glossary
from bot.phrases.sentences import Sentences
from bot.settings import ROOT

DATA = ROOT / "nlu_data"


def copied(tmp_path: Path, name: str, language: str, change) -> Path:
    for each in LANGUAGES:
        (tmp_path / each).mkdir()
        shutil.copy(DATA / each / name, tmp_path / each / name)
    path = tmp_path / language / name
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("id", "Tolong! kebakaran di lantai lima, anak tak napas", ["help", "fire", "5", "child", "not", "breath"]),
        ("en", "he has a knife, we hide on the third floor", ["knife", "hiding", "3"]),
        ("zh", "有人拿刀，我躲在五楼，没有人受伤", ["knife", "hiding", "5", "not", "wound"]),
        ("zh", "著火了，沒有呼吸", ["fire", "not", "breath"]),
        ("fr", "Pas de feu mais de la fumée au rez-de-chaussée", ["not", "fire", "smoke", "0"]),
        ("fr", "selamat pagi", []),
        (None, "", []),
    ],
)
def test_key_words_in_their_order(language: str | None, text: str, found: list[str]) -> None:
    hints = glossary().hints(normalise(text), language)
    assert [hint.number or hint.concept for hint in hints] == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_is_found_by_its_first_word_and_has_a_name(language: str) -> None:
    words = yaml.safe_load((DATA / language / "glossary.yml").read_text(encoding="utf-8"))["words"]
    missed = [
        concept
        for concept, entry in words.items()
        if concept not in [hint.concept for hint in glossary().hints(normalise(entry["said"][0]), language)]
    ]
    assert missed == []
    assert all(glossary().name(concept, language).strip() for concept in words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_lacks_a_language_loads_nothing(tmp_path: Path, language: str) -> None:
    folder = copied(tmp_path, "glossary.yml", language, lambda data: data["words"].pop("knife"))
    with pytest.raises(CardsError, match="knife"):
        Glossary.load(folder, LANGUAGES, normalise, lambda _: {})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["Go to {number}.", "Go there."])
def test_a_sentence_with_other_places_to_fill_loads_nothing(tmp_path: Path, language: str, text: str) -> None:
    folder = copied(tmp_path, "sentences.yml", language, lambda data: data["sentences"].update(go_to=text))
    with pytest.raises(CardsError, match="go_to"):
        Sentences.load(folder, in_script)


def test_no_sentence_promises_or_soothes() -> None:
    banned = ("on the way", "safe now", "don't worry", "calm", "promise", "tenang", "janji", "别担心", "inquiétez")
    for language in LANGUAGES:
        for key in sentences().keys:
            text = sentences().pattern(key, language).casefold()
            assert not any(word in text for word in banned), (language, key)
        for key in deck().structure.cards:
            text = deck().words(key, language).text.casefold()
            assert not any(word in text for word in banned), (language, key)
