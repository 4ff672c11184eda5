"""Waking and breathing: what a free text says of them, and what is said then."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.form_answers import vitals_in
from actions.reading import Message
from bot.dialogue.context import turn
from bot.dialogue.effects import NoteFact, RingAgain
from bot.dialogue.intake import BAD_BREATHING, QUESTIONS, needs_compressions
from bot.dialogue.topics import is_watched

Slots = dict[str, Any]
NOBODY_THERE = ("emergency_missing_child",)
"""Who is missing cannot be looked at: "she does not answer" is about a telephone."""


def bad_vitals(message: Message, slots: Slots) -> Slots:
    """Return what is bad and new in a free text about waking and breathing, and note it."""
    topic = slots.get("emergency_topic")
    if is_watched(topic) or topic in NOBODY_THERE or message.code:
        return {}
    found = {name: value for name, value in vitals_in(message).items() if slots.get(name) != value}
    if topic == "emergency_self_harm" and slots.get("ending_life") != "other":
        # "I do not want to wake up" tells of a wish, not of a state.
        found.pop("awake", None)
    for name, value in found.items():
        turn().propose(NoteFact(QUESTIONS[name].prefix, value))
    return found


def after_vitals(slots: Slots, say: CollectingDispatcher) -> Slots:
    """Tell compressions, or how to keep the person; returns slots to set."""
    awake, breathing = slots.get("awake"), slots.get("breathing")
    if needs_compressions(slots):
        say.utter_message(response="utter_compressions")
        turn().propose(RingAgain("not_breathing_normally"))
        return {"compressions": "told"}
    if breathing in BAD_BREATHING:
        turn().propose(RingAgain("breathing"))
        # Awake and not breathing do not go together for long: the first question is asked again.
        return {"awake": None} if awake == "yes" and breathing == "none" else {}
    if awake and breathing == "normal":
        say.utter_message(response="utter_stay_with_awake" if awake == "yes" else "utter_stay_with_breathing")
    return {}
