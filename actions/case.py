"""The case of the conversation: its state, more information, and taking it back."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.emergency import tell_numbers_now
from actions.field_answers import correct_late
from actions.in_danger import critical_case, take_to_case
from actions.reading import Message
from bot.dialogue.context import turn
from bot.dialogue.effects import AddInformation, RequestCancel


class ActionCaseStatus(Action):
    """Says how the case stands; nothing of it where somebody may read along."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_case_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say it."""
        case = turn().context.open_case()
        if case is None:
            dispatcher.utter_message(response="utter_case_none")
        elif case.watched:
            dispatcher.utter_message(response="utter_case_status_watched")
        else:
            status = turn().texts.label(f"status_{case.status}", tracker.get_slot("language"))
            dispatcher.utter_message(response="utter_case_status", case_code=case.code, status=status)
            country = tracker.get_slot("country")
            if case.urgency == "critical" and country:
                # "Is the ambulance coming?" must not be left with a yes that nobody said.
                tell_numbers_now(country, tracker.slots, dispatcher)
        return []


class ActionCaseAdd(Action):
    """Adds the message to the open case."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_case_add"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say that it is noted, or that there is no case."""
        case = turn().context.open_case()
        if case is None:
            dispatcher.utter_message(response="utter_case_none")
            return []
        message = Message.of(tracker)
        danger = critical_case(message)
        if danger is not None and not message.values("attachment"):
            return take_to_case(message, danger, tracker, dispatcher)
        turn().propose(AddInformation())
        corrected = correct_late(message, dict(tracker.slots), dispatcher)
        if corrected is not None:
            return corrected
        dispatcher.utter_message(response="utter_watched_noted" if case.watched else "utter_case_added")
        return []


class ActionCaseCancel(Action):
    """Takes note of "it is solved". It closes nothing: a human checks first."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_case_cancel"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say so, and stop asking."""
        case = turn().context.open_case()
        if case is None:
            dispatcher.utter_message(response="utter_case_cancel_none")
        else:
            turn().propose(RequestCancel())
            key = "utter_case_cancel_watched" if case.watched else "utter_case_cancel_noted"
            dispatcher.utter_message(response=key)
        return [ActiveLoop(None), SlotSet("requested_slot", None)]
