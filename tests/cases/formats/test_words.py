"""The words of the formats: the same keys and placeholders in every language, topics as in the console."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.cases.formats.codes_of_topics import topics
from bot.cases.formats.words import Words, all_words, words_of

LABELS = Path(__file__).resolve().parents[3] / "bot" / "desk" / "labels"
ENGLISH = words_of("en")


@pytest.mark.parametrize("words", all_words(), ids=lambda words: words.language)
def test_keys_and_placeholders_are_the_same(words: Words) -> None:
    assert set(words.texts) == set(ENGLISH.texts)
    for key, text in words.texts.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", ENGLISH.texts[key])), key


@pytest.mark.parametrize("words", all_words(), ids=lambda words: words.language)
def test_topics_are_called_as_in_the_console(words: Words) -> None:
    labels = yaml.safe_load((LABELS / f"{words.language}.yml").read_text(encoding="utf-8"))["topic"]
    own = {key.removeprefix("topic."): text for key, text in words.texts.items() if key.startswith("topic.")}
    assert set(topics()) <= set(own)
    assert {key: text for key, text in own.items() if key != "other"} == {
        key: labels[key] for key in own if key != "other"
    }


def test_our_four_languages_come_first() -> None:
    assert [words.language for words in all_words()][:4] == ["id", "en", "zh", "fr"]


def test_an_unknown_language_reads_english() -> None:
    assert words_of("xx") is ENGLISH
