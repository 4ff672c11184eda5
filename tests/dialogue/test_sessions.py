from typing import Any

import pytest

from bot.dialogue import sessions

USER = {"event": "user", "text": "x"}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def form(name: str | None) -> dict[str, Any]:
    return {"event": "active_loop", "name": name}


def names(events: list[dict[str, Any]]) -> list[str]:
    return [event.get("name") or event["event"] for event in events]


def test_a_session_begins_at_its_last_head() -> None:
    first, second = sessions.roll({}, 1.0), sessions.roll({"language": "fr"}, 2.0)
    assert sessions.session_events([*first, USER, *second, USER]) == [*second, USER]
    assert sessions.session_events([USER]) == [USER]


def test_a_head_ends_with_listening_and_keeps_slots() -> None:
    head = sessions.roll({"language": "fr", "unclear_count": 1, "country": None}, 1.0)
    assert names(head) == ["action_session_start", "session_started", "language", "action_listen"]


def test_a_session_is_rolled_when_it_is_long_and_nothing_waits() -> None:
    long = [USER] * (sessions.ROLL_AFTER + 1)
    assert not sessions.needs_roll(long[1:])
    assert sessions.needs_roll(long)
    assert not sessions.needs_roll([form("emergency_intake_form"), *long])
    offer = {"event": "bot", "metadata": {"utter_action": "utter_offer_human"}, "data": {}}
    assert not sessions.needs_roll([*long, offer])
    assert sessions.needs_roll([form("emergency_intake_form"), *long, form(None)])


def test_a_very_long_form_goes_on_in_a_new_session() -> None:
    events = [form("emergency_intake_form"), slot("requested_slot", "awake"), slot("country", "MY")]
    events += [USER] * sessions.HARD_CAP
    known, head = sessions.next_session(events, 3.0)
    assert known == head
    assert sessions.active_form(head) == "emergency_intake_form"
    assert sessions.requested_slot(head) == "awake"
    assert sessions.slots_of(head)["country"] == "MY"
    assert names(head)[-1] == "action_listen"


def test_after_an_operator_slots_are_kept_and_no_form_waits() -> None:
    events = [
        form("emergency_intake_form"),
        slot("requested_slot", "awake"),
        slot("awake", None),
        slot("country", "MY"),
    ]
    head = sessions.hand_back(events, 3.0)
    assert sessions.active_form(head) is None
    assert sessions.slots_of(head) == {"country": "MY"}


@pytest.mark.parametrize(("events", "payloads"), [([], []), ([USER], [])])
def test_no_buttons_are_open_without_a_question(events: list[dict[str, Any]], payloads: list[str]) -> None:
    assert sessions.last_buttons(events) == payloads
    assert sessions.last_key(events) == ""
