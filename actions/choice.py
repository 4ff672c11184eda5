"""Buttons that belong to no form: language, an officer, silent mode, privacy requests."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.consular import start_case
from actions.emergency import be_silent, tell_numbers_now
from actions.reading import Message
from bot.dialogue.context import turn
from bot.dialogue.effects import (
    Mark,
    PrivacyRequest,
    SetCountry,
    SetLanguage,
    SetNationality,
)
from bot.dialogue.intake import CONSULAR_FORM
from bot.dialogue.parse import SILENT

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
        if kind in ("country", "nationality") and value not in ("", "other"):
            return _late_answer(kind, value, tracker, dispatcher)
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
    case = turn().context.open_case()
    if case and case.urgency == "critical":
        tell_numbers_now(value, tracker.slots, say)
    say.utter_message(response="utter_location_case")
    return [SlotSet("country", value)]
