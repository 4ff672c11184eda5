"""The talk itself: a person, the language, a complaint, a place, small talk."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.emergency import tell_numbers_now
from actions.in_danger import critical_case, take_to_case
from actions.reading import Message
from bot.dialogue.context import turn
from bot.dialogue.effects import AddInformation, Complaint, NotePlace, RequestHandover, SetCountry
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
        message = Message.of(tracker)
        danger = critical_case(message)
        if danger is not None:
            return take_to_case(message, danger, tracker, dispatcher)
        turn().propose(Complaint())
        dispatcher.utter_message(response="utter_complaint")
        return []


class ActionPrivacy(Action):
    """Says what is stored, but not to somebody in danger who asks who will know."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_privacy"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say it, or leave it to a person."""
        message = Message.of(tracker)
        if critical_case(message) is not None:
            turn().propose(AddInformation())
            turn().propose(RequestHandover("asked", "critical"))
            dispatcher.utter_message(response="utter_handover_case")
        else:
            dispatcher.utter_message(response="utter_privacy")
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
        case = turn().context.open_case()
        is_critical = case is not None and case.urgency == "critical"
        if country and is_critical and country != tracker.get_slot("numbers_told"):
            tell_numbers_now(country, tracker.slots, dispatcher)
        if case and case.watched:
            dispatcher.utter_message(response="utter_watched_noted")
        else:
            dispatcher.utter_message(response="utter_location_case" if case else "utter_location_noted")
        return [SlotSet("country", country), SlotSet("numbers_told", country)] if country else []


class ActionSmallTalk(Action):
    """Answers a greeting and the like; neutrally where somebody may read along."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_small_talk"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say the line of the topic."""
        message = Message.of(tracker)
        danger = critical_case(message)
        if danger is not None:
            return take_to_case(message, danger, tracker, dispatcher)
        case = turn().context.open_case()
        topic = message.intent.removeprefix("chat_")
        dispatcher.utter_message(
            response="utter_watched_noted" if case and case.watched else f"utter_{topic}"
        )
        return []
