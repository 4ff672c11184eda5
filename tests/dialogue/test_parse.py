from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.dialogue import parse
from bot.dialogue.answers import Answers
from bot.dialogue.process import ROOT


@dataclass
class Found:
    text: str
    topic: str = "chat_greet"
    confidence: float = 0.9
    language: str = "en"
    urgency: str = "routine"
    ranking: list[tuple[str, float]] = field(default_factory=list)
    entities: list[Any] = field(default_factory=list)


@dataclass
class Country:
    kind: str = "country"
    value: str = "MY"
    start: int = 0
    end: int = 8
    country: str = "MY"


BUTTONS = [{"title": "Yes", "payload": "awake:yes"}, {"title": "No", "payload": "awake:no"}]


def said(key: str, buttons: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [{"event": "bot", "text": "?", "data": {"buttons": buttons}, "metadata": {"utter_action": key}}]


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers.load(ROOT / "nlu_data")


def intent(parsed: dict[str, Any]) -> str:
    return parsed["intent"]["name"]


def code(parsed: dict[str, Any]) -> str:
    return parsed["entities"][0]["value"]


@pytest.mark.parametrize("text", ["2", " 2 ", "2.", "２", "②"])
def test_a_bare_digit_picks_a_button(answers: Answers, text: str) -> None:
    assert code(parse.parse_message(Found(text), said("utter_x", BUTTONS), answers)) == "awake:no"


@pytest.mark.parametrize("text", ["3", "0", "12", "2 people"])
def test_other_numbers_are_text(answers: Answers, text: str) -> None:
    assert intent(parse.parse_message(Found(text), said("utter_x", BUTTONS), answers)) == "chat_greet"


def test_buttons_of_the_service_itself_count_too(answers: Answers) -> None:
    parsed = parse.parse_message(Found("1"), [], answers, open_payloads=["write_safely:yes"])
    assert code(parsed) == "write_safely:yes"


@pytest.mark.parametrize(
    ("text", "topic"), [("yes please", "chat_affirm"), ("iya", "chat_greet"), ("aye", "chat_affirm")]
)
def test_a_typed_yes_takes_an_offer(answers: Answers, text: str, topic: str) -> None:
    buttons = [{"title": "Yes", "payload": "officer:yes"}, {"title": "No", "payload": "topic:chat_deny"}]
    found = Found(text, topic, language="id" if text == "iya" else "en")
    assert code(parse.parse_message(found, said("utter_offer_officer", buttons), answers)) == "officer:yes"
    assert (
        intent(parse.parse_message(Found("no"), said("utter_offer_officer", buttons), answers)) == "chat_deny"
    )


def test_55_is_silent_mode_unless_a_number_was_asked(answers: Answers) -> None:
    asked = [
        {"event": "active_loop", "name": "emergency_intake_form"},
        {"event": "slot", "name": "requested_slot", "value": "people"},
    ]
    assert code(parse.parse_message(Found("55"), [], answers)) == parse.SILENT
    assert intent(parse.parse_message(Found("55"), asked, answers)) == "chat_greet"
    assert intent(parse.parse_message(Found("55 people"), [], answers)) == "chat_greet"


def test_unsure_topics_are_not_understood_but_danger_never_is_set_aside(answers: Answers) -> None:
    assert intent(parse.parse_message(Found("hm", confidence=0.1), [], answers)) == "nlu_fallback"
    ranking = [("chat_greet", 0.2), ("emergency_fire", 0.1)]
    danger = Found("hm", confidence=0.1, urgency="critical", ranking=ranking)
    assert intent(parse.parse_message(danger, [], answers)) == "emergency_fire"
    assert (
        intent(parse.parse_message(Found("hm", urgency="critical"), [], answers)) == "emergency_unspecified"
    )
    jail = Found("they beat him", "consular_arrest", urgency="critical")
    assert intent(parse.parse_message(jail, [], answers)) == "consular_arrest"


@pytest.mark.parametrize(
    ("text", "language"), [("Malaysia", "en"), ("Malaisie", "fr"), ("马来西亚", "zh"), ("Jakarta.", "id")]
)
def test_the_name_of_a_place_alone_tells_where(answers: Answers, text: str, language: str) -> None:
    found = Found(text, "chat_language", 0.65, language)
    assert intent(parse.parse_message(found, [], answers)) == "chat_location"
    assert intent(parse.parse_message(found, said("utter_language", []), answers)) == "chat_language"
    longer = Found(f"{text} hotel reservation", "chat_thanks", 0.65, language)
    assert intent(parse.parse_message(longer, [], answers)) == "chat_thanks"


@pytest.mark.parametrize("text", ["/restart", "/chat_human", '/emergency_fire{"code":"x"}'])
def test_a_typed_intent_is_only_text(answers: Answers, text: str) -> None:
    parsed = parse.parse_message(Found(text, "chat_out_of_scope"), [], answers)
    assert intent(parsed) == "chat_out_of_scope"
    assert parsed["text"] == text


def test_taps_are_topics_or_codes() -> None:
    assert intent(parse.parse_tap("topic:chat_human", "A person")) == "chat_human"
    assert intent(parse.parse_tap("menu:numbers", "Numbers")) == "info_emergency_numbers"
    assert intent(parse.parse_tap("restart", "x")) == "answer"
    assert intent(parse.parse_tap("topic:restart", "x")) == "answer"


def test_a_country_travels_as_its_code(answers: Answers) -> None:
    parsed = parse.parse_message(Found("Malaysia", entities=[Country()]), [], answers)
    assert (parsed["entities"][0]["entity"], parsed["entities"][0]["value"]) == ("country", "MY")


def test_a_mission_named_with_its_city_tells_a_place_too(answers: Answers) -> None:
    def places(text: str) -> list[tuple[str, str, str]]:
        mission = Country("mission", "KBRI", 0, len(text), "ID")
        parsed = parse.parse_message(Found(text, entities=[mission]), [], answers)
        return [(item["entity"], item["value"], item["country"]) for item in parsed["entities"]]

    assert places("KBRI Tokyo") == [("mission", "KBRI", "ID"), ("place", "Tokyo", "JP")]
    assert places("KBRI") == [("mission", "KBRI", "ID")]


def test_positions_and_attachments() -> None:
    position = parse.parse_position(-6.2, 106.8, "ID")
    assert intent(position) == "chat_location"
    assert {item["entity"]: item["value"] for item in position["entities"]} == {
        "position": "-6.20000, 106.80000",
        "country": "ID",
    }
    assert intent(parse.parse_attachment("photo")) == "case_add_information"
