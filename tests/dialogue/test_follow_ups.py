"""The next question, as people type it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.dialogue.follow_ups import GENERAL, FollowUps
from bot.dialogue.texts import TextError
from bot.reference.guidance import CONTACT, guides

ROOT = Path(__file__).resolve().parents[2] / "nlu_data"
FOLLOW_UPS = FollowUps.load(ROOT)
KEYS = {*GENERAL, CONTACT} | {name for guide in guides().values() for name in (*guide.parts, *guide.questions)}


@pytest.mark.parametrize("language", ["id", "en", "zh", "fr"])
def test_every_question_has_phrases_and_none_is_left_over(language: str) -> None:
    assert FOLLOW_UPS.keys(language) == KEYS


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("and on saturday?", "en", "weekend"),
        ("What if I have no copy??", "en", "no_copy"),
        ("send me the address pls", "en", "address"),
        ("and in japan", "en", "other_country"),
        ("buka hari sabtu?", "id", "weekend"),
        ("周末能办吗", "zh", "weekend"),
        ("週末能辦嗎", "zh", "weekend"),
        ("et le samedi ?", "fr", "weekend"),
    ],
)
def test_usual_wordings_are_found(text: str, language: str, key: str) -> None:
    assert FOLLOW_UPS.asked(text, language)[0] == key


def test_the_longest_phrase_wins() -> None:
    found = FollowUps({"en": {"how_long": ["how long"], "ban": ["how long is the ban"]}})
    assert found.asked("how long is the ban?", "en") == ["ban"]


def test_english_is_read_beside_the_own_language() -> None:
    assert FollowUps({"en": {"weekend": ["on saturday"]}, "id": {}}).asked("on saturday?", "id") == ["weekend"]


def test_a_long_message_asks_no_follow_up() -> None:
    text = "on saturday my passport was stolen in the market and I had to go to the police with my sister"
    assert FOLLOW_UPS.asked(text, "en") == []


@pytest.mark.parametrize("text", ["", "   ", "???", "🙏", "\u200b", "x" * 10_000])
def test_anything_may_come(text: str) -> None:
    assert FOLLOW_UPS.asked(text, "fr") == []


def test_a_malformed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "follow_ups.yml").write_text("follow_ups: {weekend: saturday}\n", encoding="utf-8")
    with pytest.raises(TextError, match="follow_ups"):
        FollowUps.load(tmp_path)
