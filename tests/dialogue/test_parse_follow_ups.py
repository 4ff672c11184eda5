"""When a message is the next question about what was told last, and when it is not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue import parse
from bot.dialogue.answers import Answers
from bot.dialogue.follow_ups import FollowUps
from bot.dialogue.process import ROOT
from tests.dialogue.test_parse import Country, Found, code, intent

ANSWERS = Answers.load(ROOT / "nlu_data")
FOLLOW_UPS = FollowUps.load(ROOT / "nlu_data")
GUIDE = "lost_passport_abroad"


def known(*, asked: str = "", **slots: Any) -> list[dict[str, Any]]:
    """The events of a session with these slots; ``asked``: the slot that a form waits for."""
    events = [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]
    if asked:
        events.append({"event": "active_loop", "name": "consular_intake_form"})
        events.append({"event": "slot", "name": "requested_slot", "value": asked})
    return events


def read(text: str, events: list[dict[str, Any]], **found: Any) -> dict[str, Any]:
    return parse.parse_message(Found(text, **found), events, ANSWERS, follow_ups=FOLLOW_UPS)


def test_a_question_after_a_guide() -> None:
    parsed = read("what if i have no copy?", known(guide=GUIDE), topic="consular_lost_passport")
    assert (intent(parsed), code(parsed)) == ("answer", f"g:{GUIDE}:no_copy")


def test_nothing_was_told_before() -> None:
    assert intent(read("what if i have no copy?", known())) == "chat_greet"


def test_another_topic_that_is_sure_comes_first() -> None:
    events = known(guide=GUIDE)
    assert intent(read("how much is a visa", events, topic="info_entry_visa", confidence=0.95)) == "info_entry_visa"
    assert code(read("how much", events, topic="info_entry_visa", confidence=0.5)) == f"g:{GUIDE}:cost"


def test_danger_comes_first() -> None:
    parsed = read("on saturday", known(guide=GUIDE), topic="emergency_fire", urgency="critical")
    assert intent(parsed) == "emergency_fire"


def test_the_answer_a_form_waits_for_comes_first() -> None:
    assert intent(read("on saturday", known(guide=GUIDE, asked="details"))) == "chat_greet"
    assert code(read("and on saturday?", known(guide=GUIDE, asked="details"))) == f"g:{GUIDE}:weekend"


def test_another_country_needs_a_place() -> None:
    entity = Country()
    parsed = read("and in malaysia?", known(guide="numbers"), entities=[entity], topic="chat_location")
    assert code(parsed) == "g:numbers:other_country"
    assert any(item["entity"] == "country" for item in parsed["entities"])
    assert intent(read("and in the evening?", known(guide="numbers"))) == "chat_greet"


def test_a_question_of_another_case_is_not_taken() -> None:
    assert intent(read("i already washed", known(guide=GUIDE))) == "chat_greet"


@pytest.mark.parametrize("text", ["i cannot call", "I am deaf"])
def test_who_cannot_call_in_danger_gets_a_card(text: str) -> None:
    events = known(emergency_topic="emergency_fire", asked="people")
    assert code(read(text, events, urgency="critical")) == "g:card:show"


def test_who_is_asked_whether_writing_is_safe_answers_that() -> None:
    events = known(emergency_topic="emergency_crime", asked="safe_to_write")
    assert intent(read("i cannot call", events)) == "chat_greet"
