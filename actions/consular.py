"""Consular matters: a helpful answer first, then the facts that an officer needs."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guidance import say_guide, situation_of
from actions.in_danger import critical_case, take_to_case
from actions.intake_form import Slots, _IntakeForm
from actions.reading import Message, said_this_turn
from bot.dialogue.context import turn
from bot.dialogue.effects import Mark, OpenCase
from bot.dialogue.intake import CONSULAR_FORM, OFFERS_OFFICER, Question, next_consular_question
from bot.dialogue.topics import higher, is_watched, topics

FORM_SLOTS = ("contact_safe", "consular_country", "consular_where", "details", "asked_nationality")


def start_case(topic: str, slots: Slots) -> list[dict[str, Any]]:
    """Propose the case at once, so that somebody who stops answering is not left alone."""
    turn().propose(OpenCase(topic, higher(topics()[topic].urgency, slots.get("urgency"))))
    cleared = dict.fromkeys(FORM_SLOTS)
    return [
        SlotSet(name, value)
        for name, value in {**cleared, "unclear_count": 0, "requested_slot": None}.items()
    ]


class ActionConsular(Action):
    """Answers a consular topic and opens the case, or offers an officer for an everyday matter."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_consular"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Return the topic; the form follows by rule."""
        message = Message.of(tracker)
        danger = critical_case(message)
        if danger is not None:
            # No passport question to somebody in danger; the rule's form gives way to the one that is open.
            events = take_to_case(message, danger, tracker, dispatcher)
            return events or [FollowupAction(tracker.active_loop_name or "action_listen")]
        topic = message.intent
        # A country that was only asked about before says nothing of where this happened.
        slots = {**tracker.slots, "guide_country": None}
        situation = situation_of(slots, message)
        told = None
        if situation and situation.nationality:
            told = say_guide(topic, situation, slots, dispatcher)
        if told is None:
            # What holds everywhere; the intake asks where and which passport, and the guide follows.
            dispatcher.utter_message(response=f"utter_{topic}")
        events = [SlotSet("consular_topic", topic), SlotSet("guide_country", None)]
        events += told or [SlotSet("guide", None)]
        if topic not in OFFERS_OFFICER:
            return events + start_case(topic, tracker.slots)
        if tracker.get_slot("urgency") in ("urgent", "critical"):
            return events + start_case(topic, tracker.slots) + [FollowupAction(CONSULAR_FORM)]
        if tracker.active_loop_name is None:
            dispatcher.utter_message(response="utter_offer_officer")
        return events


class ValidateConsularIntakeForm(_IntakeForm):
    """Reads answers of the consular intake and chooses the next question."""

    form = CONSULAR_FORM
    topic_slot = "consular_topic"

    def next_slot(self, slots: Slots) -> str | None:
        """Return the next question of the topic."""
        return next_consular_question(
            slots.get("consular_topic") or "consular_lost_passport",
            slots,
            slots.get("country"),
            slots.get("nationality"),
        )

    def question_key(self, slot: str, slots: Slots) -> str:
        """Return the question; what happened is asked in the words of the topic."""
        if slot == "details":
            return f"utter_details_{slots.get('consular_topic') or 'consular_lost_passport'}"
        return (
            "utter_ask_asked_nationality"
            if slot == "asked_nationality"
            else super().question_key(slot, slots)
        )

    def answered(self, question: Question, value: str, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Stop at once where it is not safe to write."""
        if question.slot == "contact_safe" and value == "no":
            turn().propose(Mark("contact_not_safe"))
            say.utter_message(response="utter_contact_not_safe")
        elif question.slot == "contact_safe" and value == "other":
            turn().propose(Mark("duress"))
            say.utter_message(response="utter_watched_go_on")
        changes: Slots = {"nationality": value} if question.slot == "asked_nationality" else {}
        if question.slot in ("asked_nationality", "consular_country") and not slots.get("guide"):
            changes |= _guide_now({**slots, **changes}, say)
        return changes


def _guide_now(slots: Slots, say: CollectingDispatcher) -> Slots:
    """Say what to do as soon as place and passport are known, before the next question."""
    situation = situation_of(slots)
    if situation is None or situation.nationality is None:
        return {}
    events = say_guide(slots.get("consular_topic") or "", situation, slots, say) or []
    return {event["name"]: event["value"] for event in events}


class ActionConsularNoted(Action):
    """Ends the intake: the case's code, or a neutral line where somebody may read along."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_consular_noted"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say the line, unless the last one must stand alone."""
        case = turn().context.open_case()
        if said_this_turn(tracker) & {"utter_contact_not_safe", "utter_watched_go_on"}:
            return []
        slots = dict(tracker.slots)
        situation = situation_of(slots)
        events: list[dict[str, Any]] = []
        if situation and not slots.get("guide"):
            events = say_guide(slots.get("consular_topic") or "", situation, slots, dispatcher) or []
        if is_watched(tracker.get_slot("consular_topic")) or (case and case.watched):
            dispatcher.utter_message(response="utter_consular_noted_watched")
        elif case:
            dispatcher.utter_message(response="utter_case_opened", case_code=case.code)
        else:
            dispatcher.utter_message(response="utter_case_opened_no_code")
        return events
