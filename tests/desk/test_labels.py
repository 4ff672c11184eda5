import re
from pathlib import Path

import pytest

from bot.desk.labels import LANGUAGES, Labels, words_of
from bot.desk.queries.queue import GROUPS
from bot.dialogue.intake import QUESTIONS
from bot.dialogue.topics import topics
from bot.messages.types import MESSAGE_KINDS
from bot.store.tables.cases import OPEN_STATES

BOT = Path(__file__).resolve().parent.parent.parent / "bot"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_key_with_the_same_places_to_fill(language: str) -> None:
    english, other = words_of("en"), words_of(language)
    assert set(other) == set(english)
    places = re.compile(r"\{\w+\}")
    for key, text in english.items():
        assert sorted(places.findall(other[key])) == sorted(places.findall(text)), key
        assert other[key].strip(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_of_the_service_have_words(language: str) -> None:
    words = words_of(language)
    needed = [f"topic.{name}" for name in topics()]
    needed += [f"status.{state}" for state in (*OPEN_STATES, "resolved", "closed", "cancelled")]
    needed += [f"kind.{kind}" for kind in MESSAGE_KINDS]
    needed += [f"group.{name}" for name in GROUPS]
    needed += [f"fact.{question.prefix}" for question in QUESTIONS.values()]
    needed += [
        f"delivery.{state}"
        for state in (
            "queued",
            "sending",
            "errored",
            "wired",
            "sent",
            "delivered",
            "read",
            "failed",
            "unsure",
            "held",
        )
    ]
    assert [key for key in needed if key not in words] == []


def test_every_step_that_the_code_records_has_words() -> None:
    recorded = set()
    for path in BOT.rglob("*.py"):
        recorded |= set(re.findall(r"\brecord\(\w+, \w+, \"(\w+)\"", path.read_text(encoding="utf-8")))
    assert len(recorded) > 10
    assert {f"event.{kind}" for kind in recorded} <= set(words_of("en"))


def test_every_label_in_a_template_exists() -> None:
    used = set()
    for path in (BOT / "desk" / "templates").glob("*.html"):
        used |= set(re.findall(r"\bt\(\"([a-z_.]+[a-z_])\"", path.read_text(encoding="utf-8")))
    assert len(used) > 60
    assert used <= set(words_of("en"))


def test_every_word_of_the_scripts_exists() -> None:
    used = set()
    for path in (BOT / "desk" / "static" / "js").glob("*.js"):
        used |= set(re.findall(r"lindung\.word\(\"(\w+)\"", path.read_text(encoding="utf-8")))
    assert {f"js.{key}" for key in used} <= set(words_of("en"))


def test_unknown_keys_languages_and_missing_values_break_nothing() -> None:
    labels = Labels("xx")
    assert labels.language == "en"
    assert labels("no.such.key") == "no.such.key"
    assert labels.find("no.such.key", "instead") == "instead"
    assert labels("event.handed_back") == "Handed back: {outcome}"
    assert labels("event.handed_back", other="x") == "Handed back: –"
