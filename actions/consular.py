"""Consular matters: a helpful answer first, then the facts that an officer needs."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.consular_form import FORM_SLOTS, more_questions
from actions.field_answers import CASE, ROW, SLOT, correct_late, unpacked
from actions.guidance import say_guide, situation_of
from actions.in_danger import critical_case, take_to_case
from actions.reading import Message, said_this_turn
from bot.cases.intake_fields import fields, plan_of
from bot.dialogue.context import turn
from bot.dialogue.effects import AddInformation, NoteFact, NoteField, OpenCase
from bot.dialogue.intake import CONSULAR_FORM, MOST_IN_A_ROW, OFFERS_OFFICER
from bot.dialogue.intake_words import words
from bot.dialogue.topics import higher, is_watched, topics

Slots = dict[str, Any]
Events = list[dict[str, Any]]


def start_case(topic: str, slots: Slots, message: Message | None = None) -> Events:
    """Propose the case at once, so that somebody who stops answering is not left alone.

    What was answered for the same open case still holds; a new matter begins with what the message
    already says of whom it is about.
    """
    turn().propose(OpenCase(topic, higher(topics()[topic].urgency, slots.get("urgency"))))
    kept = dict(slots.get(SLOT) or {})
    cleared: Slots = {"unclear_count": 0, "requested_slot": None}
    if _goes_on(topic, slots):
        kept[topic] = {**kept[topic], ROW: 0}
    else:
        cleared |= dict.fromkeys(FORM_SLOTS)
        kept[topic] = {ROW: 0, **_people_in(topic, message)}
    if plan_of(topic):
        cleared[SLOT] = kept
    return [SlotSet(name, value) for name, value in cleared.items()]


def _goes_on(topic: str, slots: Slots) -> bool:
    """Whether the intake of this topic belongs to the case that is open now."""
    known, case = (slots.get(SLOT) or {}).get(topic), turn().context.open_case()
    if known is None or case is None:
        return False
    # A more pressing case hides the code of this one; then nothing says that it is another matter.
    return case.topic != topic or known.get(CASE) in (None, case.code)


def _people_in(topic: str, message: Message | None) -> dict[str, str]:
    plan = plan_of(topic)
    if message is None or message.tapped or plan is None or not plan.reads_people:
        return {}
    found = words().people(message.text, message.language)
    found = {name: code for name, code in found.items() if fields()[name] in plan.fields}
    for name, code in found.items():
        turn().propose(NoteField(topic, name, code, message.text))
    return found


class ActionConsular(Action):
    """Answers a consular topic and opens the case, or offers an officer for an everyday matter."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_consular"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Return the topic; the form follows by rule."""
        # A country that was only asked about before says nothing of where this happened.
        message, slots = Message.of(tracker), {**tracker.slots, "guide_country": None}
        danger = critical_case(message)
        if danger is not None:
            # No passport question to somebody in danger; the rule's form gives way to the one that is open.
            events = take_to_case(message, danger, tracker, dispatcher)
            return events or [FollowupAction(tracker.active_loop_name or "action_listen")]
        topic = message.intent
        is_same = slots.get("consular_topic") == topic and _goes_on(topic, slots)
        if is_same and message.tapped:
            # "Go on" under the last answers.
            return start_case(topic, slots)
        corrected = correct_late(message, slots, dispatcher) if is_same else None
        if corrected is not None:
            return [*corrected, FollowupAction("action_listen")]
        if is_same:
            turn().propose(AddInformation())
            turn().propose(NoteFact("message", message.text))
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
            return events + start_case(topic, slots, message)
        if tracker.get_slot("urgency") in ("urgent", "critical"):
            return events + start_case(topic, slots) + [FollowupAction(CONSULAR_FORM)]
        if tracker.active_loop_name is None:
            dispatcher.utter_message(response="utter_offer_officer")
        return events


class ActionConsularNoted(Action):
    """Ends the intake: the case's code, or a neutral line where somebody may read along."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_consular_noted"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Say the line, unless the last one must stand alone; offer the questions that are left."""
        case = turn().context.open_case()
        if said_this_turn(tracker) & {"utter_contact_not_safe", "utter_watched_go_on"}:
            return []
        slots = dict(tracker.slots)
        situation = situation_of(slots)
        events: Events = []
        if situation and not slots.get("guide"):
            events = say_guide(slots.get("consular_topic") or "", situation, slots, dispatcher) or []
        if is_watched(tracker.get_slot("consular_topic")) or (case and case.watched):
            dispatcher.utter_message(response="utter_consular_noted_watched")
        elif case:
            dispatcher.utter_message(response="utter_case_opened", case_code=case.code)
        else:
            dispatcher.utter_message(response="utter_case_opened_no_code")
        flat = unpacked(slots)
        if (flat.get(ROW) or 0) >= MOST_IN_A_ROW and more_questions(flat):
            _offer_more(slots, dispatcher)
        return events


def _offer_more(slots: Slots, say: CollectingDispatcher) -> None:
    """Ask whether to go on: the buttons carry the topic, which takes the form up again."""
    language = slots.get("language")
    payloads = {"go_on": f"topic:{slots['consular_topic']}", "later": "topic:chat_deny"}
    label = turn().texts.label
    buttons = [{"title": label(name, language), "payload": code} for name, code in payloads.items()]
    say.utter_message(response="utter_intake_more", buttons=buttons)
