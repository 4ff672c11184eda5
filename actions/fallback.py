"""Not understood: first choices, then a person. Within a case nothing is "not understood"."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.field_answers import correct_late
from actions.in_danger import critical_case, take_to_case
from actions.reading import Message, said_before
from bot.dialogue.context import turn
from bot.dialogue.effects import AddInformation, RequestHandover

ASKED_BEFORE = {"utter_unclear", "utter_offer_human"}


class ActionUnclear(Action):
    """Asks again with a menu; the second time in a row it offers a person."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_unclear"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say it."""
        message, case = Message.of(tracker), turn().context.open_case()
        critical = critical_case(message)
        if critical is not None:
            return take_to_case(message, critical, tracker, dispatcher)
        if case is not None:
            turn().propose(AddInformation())
            corrected = correct_late(message, dict(tracker.slots), dispatcher)
            if corrected is not None:
                return corrected
            dispatcher.utter_message(response="utter_watched_noted" if case.watched else "utter_case_added")
        elif tracker.get_slot("urgency") in ("urgent", "critical"):
            turn().propose(RequestHandover("not_understood", tracker.get_slot("urgency")))
            dispatcher.utter_message(response="utter_handover_case")
        elif said_before(tracker) & ASKED_BEFORE:
            dispatcher.utter_message(response="utter_offer_human")
        else:
            dispatcher.utter_message(response="utter_unclear")
        return []


class ActionDefaultFallback(ActionUnclear):
    """Takes the place of Rasa's own fallback, which would undo the message and say nothing."""

    def name(self) -> str:
        """Return the name that Rasa's policy predicts when no rule fits."""
        return "action_default_fallback"
