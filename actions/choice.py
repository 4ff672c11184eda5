"""Buttons that belong to no form: language, an officer, silent mode, privacy requests."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.consular import start_case
from actions.emergency import SELF_HARM_LINES, be_silent, tell_numbers_now
from actions.field_answers import correct_late, field_of_code
from actions.follow_ups import answer_follow_up
from actions.in_danger import noted_line
from actions.reading import Message
from actions.vitals import after_vitals
from bot.dialogue.context import turn
from bot.dialogue.effects import (
    AskPosition,
    Mark,
    NoteFact,
    PrivacyRequest,
    SetCountry,
    SetLanguage,
    SetNationality,
)
from bot.dialogue.intake import CONSULAR_FORM, EMERGENCY_FORM, EMERGENCY_SLOTS, QUESTIONS, VITAL
from bot.dialogue.parse import FOLLOW_UP, SILENT

LANGUAGES = ("id", "en", "zh", "fr")
PRIVACY = ("export", "erase")


class ActionAnswer(Action):
    """Does what a tapped button stands for; an unknown one belongs to a closed question."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Act on the code."""
        code = Message.of(tracker).code
        kind, _, value = code.partition(":")
        if kind == "language" and value in LANGUAGES:
            turn().propose(SetLanguage(value))
            dispatcher.utter_message(response="utter_language_set", language=value)
            return [SlotSet("language", value)]
        if code == SILENT:
            be_silent(tracker.slots, dispatcher)
            return [ActiveLoop(None), SlotSet("safe_to_write", "no"), SlotSet("requested_slot", None)]
        if kind == "privacy" and value in PRIVACY:
            turn().propose(PrivacyRequest(value))
            dispatcher.utter_message(response="utter_privacy_requested")
            return []
        if kind == FOLLOW_UP:
            return answer_follow_up(code, Message.of(tracker), dict(tracker.slots), dispatcher)
        if kind in ("country", "nationality") and value not in ("", "other"):
            return _late_answer(kind, value, tracker, dispatcher)
        if field_of_code(code):
            corrected = correct_late(Message.of(tracker), dict(tracker.slots), dispatcher)
            if corrected is not None:
                return corrected
        late = _late_choice(kind, value, tracker.slots, dispatcher)
        if late is not None:
            return late
        if kind == "write_safely" and value in ("no", "other"):
            # Whatever is asked now: from here on it must look harmless and nobody calls.
            if value == "no":
                be_silent(tracker.slots, dispatcher)
            else:
                turn().propose(Mark("duress"))
                dispatcher.utter_message(response="utter_watched_go_on")
            return [ActiveLoop(None), SlotSet("safe_to_write", value), SlotSet("requested_slot", None)]
        topic = tracker.get_slot("consular_topic")
        if code == "officer:yes" and topic and tracker.active_loop_name is None:
            return [*start_case(topic, tracker.slots), FollowupAction(CONSULAR_FORM)]
        dispatcher.utter_message(response="utter_question_closed")
        return []


def _late_answer(kind: str, value: str, tracker: Tracker, say: CollectingDispatcher) -> list[dict[str, Any]]:
    """Take an answer to a question that another one has overtaken: it is still true."""
    if kind == "nationality":
        turn().propose(SetNationality(value))
        say.utter_message(response="utter_emergency_not_answer")
        return [SlotSet("nationality", value)]
    turn().propose(SetCountry(value))
    events = [SlotSet("country", value), SlotSet("numbers_told", value)]
    case = turn().context.open_case()
    danger = case if case and case.urgency == "critical" else None
    if danger:
        tell_numbers_now(value, tracker.slots, say)
    if tracker.active_loop_name:
        # The form goes on with its own question; a second one would only stand in its way.
        return events
    if danger and not danger.watched and not tracker.get_slot("emergency_where"):
        say.utter_message(response=f"utter_ask_{EMERGENCY_FORM}_emergency_where")
        turn().propose(AskPosition())
    else:
        say.utter_message(response="utter_location_case")
    return events


def _late_choice(
    kind: str, value: str, slots: dict[str, Any], say: CollectingDispatcher
) -> list[dict[str, Any]] | None:
    """Take a late answer to a question of the emergency intake; None when it is none or no case is open."""
    case = turn().context.open_case()
    slot = next((name for name in EMERGENCY_SLOTS if QUESTIONS[name].prefix == kind), None)
    if case is None or case.urgency != "critical" or slot is None or value not in QUESTIONS[slot].codes:
        return None
    turn().propose(NoteFact(kind, value))
    changes: dict[str, Any] = {slot: value}
    if slot in VITAL:
        changes |= after_vitals({**slots, **changes}, say)
    if slot == "ending_life":
        say.utter_message(response=f"utter_self_harm_{SELF_HARM_LINES.get(value, value)}")
    elif "compressions" not in changes:
        say.utter_message(response=noted_line(case.topic, case.watched, slots))
    return [SlotSet(name, new) for name, new in changes.items()]
