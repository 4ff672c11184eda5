"""Messages read in the light of what was said before."""

from __future__ import annotations

from typing import Any

import pytest

from bot.nlu.results import Entity, Understanding
from bot.nlu.talk import Talk, read_talk, understand


class FakeReader:
    """Answers from a table, and notes with which language it was asked."""

    def __init__(self, **answers: tuple[str, str, float]) -> None:
        self.answers = {text.replace("_", " "): answer for text, answer in answers.items()}
        self.histories: list[str | None] = []

    def understand(self, text: str, language: str | None = None, history: str | None = None) -> Understanding:
        self.histories.append(history)
        urgency, topic, confidence = self.answers.get(text.rstrip("?"), ("routine", "chat_out_of_scope", 0.3))
        people = [Entity("people", "dua", "2", 0, 3)] if text == "dua orang" else []
        return Understanding(
            text, language or "id", "Latn", urgency, topic, confidence, [(topic, confidence)], [], people
        )


CRY = ("critical", "emergency_fire", 0.9)


@pytest.mark.parametrize(
    ("history", "wanted"),
    [
        (None, Talk()),
        (7, Talk()),
        ({}, Talk()),
        ("zh-Hant", Talk(language="zh-Hant")),
        ("rumah kebakaran", Talk(said=("rumah kebakaran",))),
        (["a", 3, {"text": "b"}], Talk(said=("a", "b"))),
        (
            [{"from": "user", "text": "a", "language": "fr"}, {"role": "bot", "message": "ok?"}],
            Talk("fr", ("a",), "ok?"),
        ),
        ({"messages": [{"sender": "operator", "content": "where?"}]}, Talk(asked="where?")),
        ([{"from": "bot", "text": "where?"}, "here"], Talk(said=("here",))),
    ],
)
def test_histories_of_every_form_are_read(history: Any, wanted: Talk) -> None:
    assert read_talk(history) == wanted


def test_the_language_of_earlier_messages_is_handed_on() -> None:
    reader = FakeReader()
    understand(reader, "ok", None, ["tolong"])
    assert reader.histories == [None, "id"]
    reader = FakeReader()
    understand(reader, "ok", None, "fr")
    assert reader.histories == ["fr"]


def test_yes_to_a_question_about_danger_is_a_cry() -> None:
    reader = FakeReader(
        ya=("routine", "chat_affirm", 0.9), is_anyone_hurt=CRY, another_visa=("routine", "info_visa", 0.9)
    )
    asked = [{"from": "bot", "text": "is anyone hurt?"}]
    answer = understand(reader, "ya", None, asked)
    assert (answer.urgency, answer.topic) == ("critical", "emergency_unspecified")
    assert answer.reasons[0] == "said yes when asked about danger"
    assert understand(reader, "ya", None, [{"from": "bot", "text": "another visa?"}]).urgency == "routine"
    assert understand(reader, "ya", None, ["kebakaran", *asked]).topic == "emergency_unspecified"


def test_a_short_unclear_message_after_a_cry_belongs_to_it() -> None:
    reader = FakeReader(kebakaran=CRY)
    answer = understand(reader, "makin parah", None, ["kebakaran"])
    assert (answer.urgency, answer.topic, answer.ranking[0]) == ("critical", "emergency_fire", ("emergency_fire", 1.0))
    assert understand(reader, "makin parah", None, ["halo"]).urgency == "routine"


@pytest.mark.parametrize("text", ["dua orang", "0812 3456", "lantai 3"])
def test_a_fact_after_a_cry_adds_to_the_case(text: str) -> None:
    answer = understand(FakeReader(kebakaran=CRY), text, None, ["kebakaran"])
    assert (answer.urgency, answer.topic) == ("routine", "case_add_information")


def test_clear_and_long_messages_stand_alone() -> None:
    reader = FakeReader(kebakaran=CRY, terima_kasih=("routine", "chat_thanks", 0.95))
    assert understand(reader, "terima kasih", None, ["kebakaran"]).topic == "chat_thanks"
    long = "saya mau tanya soal jadwal kereta ke bandung besok pagi"
    assert understand(reader, long, None, ["kebakaran"]).urgency == "routine"
