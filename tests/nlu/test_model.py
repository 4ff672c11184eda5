"""The loaded model: what screen and understand answer, and that nothing makes them raise."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.nlu.embedding import MAX_TOKENS, _load, excerpt
from bot.nlu.model import Nlu
from bot.nlu.results import Entity
from tests.nlu.conftest import small_examples

LONG_STORY = "I came here with my family to see the temple and we liked it a lot. " * 40 + "Now he is not breathing."
HOSTILE = ["", "   ", "😀🙏", "\x00\x01\x1f", "\ud83d", "a" * 100_000, "救" * 5_000, "\u202e\u200f", "/restart"]


def test_training_sentences_are_understood(nlu: Nlu) -> None:
    examples = small_examples()
    right = [nlu.understand(e.text).topic == e.topic for e in examples]
    assert sum(right) >= 0.95 * len(right)


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("the house is on fire", "en", "emergency_fire"),
        ("rumah saya kebakaran", "id", "emergency_fire"),
        ("我家着火了", "zh", "emergency_fire"),
        ("我家著火了", "zh", "emergency_fire"),
        ("la maison est en feu", "fr", "emergency_fire"),
    ],
)
def test_danger_is_seen_in_both_stages(nlu: Nlu, text: str, language: str, topic: str) -> None:
    screened, understood = nlu.screen(text), nlu.understand(text)
    assert screened.critical
    assert understood.critical
    assert (screened.language, understood.language, understood.topic) == (language, language, topic)
    assert any(reason.startswith("phrase: fire (rule ") for reason in understood.reasons)
    assert understood.ranking[0] == (understood.topic, understood.confidence)


def test_an_everyday_message_is_routine(nlu: Nlu) -> None:
    understood = nlu.understand("i lost my passport")
    assert (understood.urgency, understood.topic) == ("routine", "consular_lost_passport")


def test_understanding_is_never_calmer_than_the_screen(nlu: Nlu) -> None:
    for example in small_examples():
        assert nlu.understand(example.text).critical or not nlu.screen(example.text).critical


def test_traditional_and_shouted_texts_read_like_plain_ones(nlu: Nlu) -> None:
    assert nlu.understand("我的護照丟了").topic == nlu.understand("我的护照丢了").topic
    assert nlu.understand("I LOST MY PASSPORT").confidence == nlu.understand("i lost my passport").confidence


def test_a_given_language_is_taken_and_a_history_sticks(nlu: Nlu) -> None:
    assert nlu.understand("123", language="fr").language == "fr"
    assert nlu.screen("123", history="id").language == "id"
    assert nlu.screen("je ne comprends pas, où est mon passeport", history="id").language == "fr"


def test_danger_at_the_end_of_a_long_story_is_seen(nlu: Nlu) -> None:
    assert nlu.screen(LONG_STORY).critical
    assert nlu.understand(LONG_STORY).critical


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_raises(nlu: Nlu, text: str) -> None:
    screened, understood = nlu.screen(text), nlu.understand(text)
    assert screened.topic in nlu.topics
    assert understood.topic in nlu.topics
    assert understood.text == text
    json.dumps([screened.as_dict(), understood.as_dict()])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=200), history=st.sampled_from([None, "id", "zh-Hant", "xx", ""]))
def test_any_text_is_screened(nlu: Nlu, text: str, history: str | None) -> None:
    assert nlu.screen(text, history).urgency in ("routine", "urgent", "critical")


def test_an_empty_text_says_nothing(nlu: Nlu) -> None:
    understood = nlu.understand(" \u200b ")
    assert (understood.urgency, understood.topic, understood.confidence) == ("routine", "chat_out_of_scope", 0.0)


def test_entities_come_from_the_finder(model_dir: Path) -> None:
    found = Entity("city", "Paris", "Paris", 0, 5, "FR")
    asked: list[tuple[object, str]] = []

    def finder(text: str, language: str, now: dt.datetime | None = None, region: str = "") -> list[Entity]:
        asked.append((now, region))
        return [found] if language == "en" else []

    reader = Nlu.load(model_dir, finder)
    assert reader.understand("Paris, please help me", language="en").entities == [found]
    assert reader.understand("Paris, aidez-moi", language="fr").entities == []
    noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    reader.understand("Paris", now=noon, region="FR")
    assert asked == [(None, ""), (None, ""), (noon, "FR")]


def test_excerpts_fit_and_keep_both_ends_and_what_matters() -> None:
    filler = "Nothing much happened on that day in the town. " * 60
    text = f"I begin here. {filler}The knife was there. {filler}I end here."
    short = excerpt(text, lambda sentence: "knife" in sentence)
    assert short.startswith("I begin here")
    assert short.endswith("I end here.")
    assert "knife" in short
    for candidate in (short, excerpt("你好我想问一下" * 500, lambda _: False), excerpt("x" * 4096, lambda _: False)):
        assert _load().token_count(candidate, True) <= MAX_TOKENS
