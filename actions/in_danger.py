"""While a critical case is open, what is written besides belongs to it.

Nobody in danger is told about complaints, data protection or what the bot can do because a topic was
misread: the words go to the operators, and the line that follows is one for this danger.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reading import Message
from actions.vitals import after_vitals, bad_vitals
from bot.dialogue.context import CaseSummary, turn
from bot.dialogue.effects import AddInformation, NoteFact, RequestHandover, RingAgain
from bot.dialogue.intake import EMERGENCY_FORM, EMERGENCY_ORDER

Slots = dict[str, Any]
SELF_HARM = "emergency_self_harm"
FAREWELL, SURE = 0.5, 0.7
QUESTION_MARKS = "?？"


def critical_case(message: Message) -> CaseSummary | None:
    """Return the open critical case that a typed message belongs to; a tapped button means what it says."""
    case = turn().context.open_case()
    return case if case and case.urgency == "critical" and not message.tapped else None


def take_to_case(
    message: Message, case: CaseSummary, tracker: Tracker, say: CollectingDispatcher
) -> list[dict[str, Any]]:
    """Add the words to the case, look into them for waking and breathing, and say one line.

    What is newly bad brings the intake back, which asks on.
    """
    slots = tracker.slots
    turn().propose(AddInformation())
    turn().propose(NoteFact("message", message.text))
    topic = slots.get("emergency_topic") or case.topic
    found = bad_vitals(message, {**slots, "emergency_topic": topic})
    after = after_vitals({**slots, **found}, say) if found else {}
    if message.intent == "chat_goodbye" and case.topic == SELF_HARM and message.confidence >= FAREWELL:
        turn().propose(RingAgain("farewell"))
    asks_on = bool(found) and topic in EMERGENCY_ORDER
    if not asks_on:
        say.utter_message(response=_line(message, case, slots))
        return []
    events = [SlotSet(name, value) for name, value in {"emergency_topic": topic, **found, **after}.items()]
    return [*events, FollowupAction(EMERGENCY_FORM)]


def noted_line(topic: str | None, watched: bool, slots: Slots) -> str:
    """Return the key of the line that says "noted" in the manner of a danger."""
    if watched:
        return "utter_watched_noted"
    if topic == SELF_HARM:
        return "utter_self_harm_noted"
    return "utter_compressions_go_on" if slots.get("compressions") else "utter_emergency_noted"


def _line(message: Message, case: CaseSummary, slots: Slots) -> str:
    key = noted_line(case.topic, case.watched, slots)
    if key != "utter_emergency_noted":
        return key
    if message.intent == "chat_thanks" and message.confidence >= SURE:
        return "utter_thanks"
    if message.intent == "chat_capabilities" or any(mark in message.text for mark in QUESTION_MARKS):
        # "Can I go out?" is for a person; the operators see that an answer is waited for.
        turn().propose(RequestHandover("asked", "critical"))
        return "utter_handover_case"
    return key
