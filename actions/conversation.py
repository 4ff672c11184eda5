"""The talk itself: a person, the language, a complaint, a place, small talk."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import Message
from bot.dialogue.context import turn
from bot.dialogue.effects import Complaint, NotePlace, RequestHandover, SetCountry
from bot.dialogue.intake import EMERGENCY_FORM
from bot.dialogue.topics import higher


class ActionHandover(Action):
    """Asks for a person."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_handover"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Propose the handover and say when somebody writes."""
        case = turn().context.open_case()
        urgency = higher(case.urgency if case else None, tracker.get_slot("urgency"))
        turn().propose(RequestHandover("asked", urgency))
        is_pressing = case is not None or tracker.active_loop_name == EMERGENCY_FORM
        dispatcher.utter_message(response="utter_handover_case" if is_pressing else "utter_handover")
        return []


class ActionComplaint(Action):
    """Passes a complaint to a supervisor."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_complaint"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Propose it and say where it goes."""
        turn().propose(Complaint())
        dispatcher.utter_message(response="utter_complaint")
        return []


class ActionLocation(Action):
    """Notes where somebody is."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_location"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Propose the place; a shared position is stored by the service itself."""
        message = Message.of(tracker)
        country = message.country
        if not message.values("position"):
            turn().propose(NotePlace(message.text, country))
        if country:
            turn().propose(SetCountry(country))
        has_case = turn().context.open_case() is not None
        dispatcher.utter_message(response="utter_location_case" if has_case else "utter_location_noted")
        return [SlotSet("country", country)] if country else []


class ActionSmallTalk(Action):
    """Answers a greeting and the like; neutrally where somebody may read along."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_small_talk"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say the line of the topic."""
        case = turn().context.open_case()
        topic = Message.of(tracker).intent.removeprefix("chat_")
        dispatcher.utter_message(
            response="utter_watched_noted" if case and case.watched else f"utter_{topic}"
        )
        return []
