"""Emergencies: what follows the first answer, which the service has already sent."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.form_answers import vitals_in
from actions.intake_form import Slots, _IntakeForm
from actions.reading import Message, said_this_turn
from bot.dialogue.context import turn
from bot.dialogue.effects import Mark, NoteFact, OpenCase, RingAgain, SilentMode
from bot.dialogue.intake import (
    BAD_BREATHING,
    EMERGENCY_FORM,
    EMERGENCY_ORDER,
    EMERGENCY_SLOTS,
    QUESTIONS,
    Question,
    needs_compressions,
    next_emergency_question,
)
from bot.dialogue.parse import SILENT_WORD
from bot.dialogue.topics import is_watched

CLOSING_LINES = {"utter_compressions", "utter_silent_on", "utter_silent_country", "utter_watched_go_on"}
"""After one of these nothing more is said."""
_SELF_HARM_LINES = {"other": "someone_else", "unknown": "no"}


class ActionEmergency(Action):
    """Takes up a critical topic: proposes the case, looks for breathing, and clears old answers."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_emergency"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Return the slots of the intake; the form follows by rule."""
        message, slots = Message.of(tracker), dict(tracker.slots)
        topic = message.intent if message.intent in EMERGENCY_ORDER else "emergency_unspecified"
        is_late = topic == "emergency_sexual_violence" and slots.get("urgency") == "urgent"
        turn().propose(OpenCase(topic, "urgent" if is_late else "critical"))
        changes = _fresh_slots(topic, slots)
        if "emergency_topic" not in changes:
            turn().propose(NoteFact("message", message.text))
        found = bad_vitals(message, {**slots, **changes, "emergency_topic": topic})
        if found:
            changes |= found | _after_vitals({**slots, **changes, **found}, dispatcher)
        events = [SlotSet(name, value) for name, value in {**changes, "requested_slot": None}.items()]
        if tracker.active_loop_name and tracker.active_loop_name != EMERGENCY_FORM:
            events.append(ActiveLoop(None))
        return events


class ValidateEmergencyIntakeForm(_IntakeForm):
    """Reads answers of the emergency intake and chooses the next question."""

    form = EMERGENCY_FORM
    topic_slot = "emergency_topic"

    def next_slot(self, slots: Slots) -> str | None:
        """Return the next question of the topic."""
        answers = dict(slots)
        if slots.get("place_known"):
            answers |= {name: slots.get(name) or "known" for name in ("emergency_where", "watched_where")}
        return next_emergency_question(
            slots.get("emergency_topic") or "emergency_unspecified", answers, slots.get("country")
        )

    def overheard(self, message: Message, slots: Slots) -> Slots:
        """A correction upwards ("wait, he is not breathing right") counts whatever was asked."""
        found = bad_vitals(message, slots)
        found.pop(slots.get("requested_slot"), None)
        return found

    def told(self, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Say what follows from waking and breathing."""
        return _after_vitals(slots, say)

    def answered(self, question: Question, value: str, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Say what follows from an answer."""
        if question.kind == "country":
            tell_numbers_now(value, slots, say)
        elif question.slot in ("awake", "breathing"):
            return _after_vitals(slots, say)
        elif question.slot == "safe_to_write":
            _after_write_safely(value, slots, say)
        elif question.slot == "ending_life":
            say.utter_message(response=f"utter_self_harm_{_SELF_HARM_LINES.get(value, value)}")
        elif question.kind == "number" and value == SILENT_WORD:
            turn().propose(Mark("number_55"))
        return {}


class ActionEmergencyNoted(Action):
    """Ends the intake with one line in the topic's manner."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_emergency_noted"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say the line, unless the last one must stand alone."""
        topic = tracker.get_slot("emergency_topic")
        if said_this_turn(tracker) & CLOSING_LINES:
            return []
        if topic == "emergency_self_harm":
            dispatcher.utter_message(response="utter_self_harm_noted")
        elif is_watched(topic):
            dispatcher.utter_message(response="utter_watched_noted")
        else:
            dispatcher.utter_message(response="utter_emergency_noted")
        return []


def bad_vitals(message: Message, slots: Slots) -> Slots:
    """Return what is bad and new in a free text about waking and breathing, and note it."""
    if is_watched(slots.get("emergency_topic")) or message.code:
        return {}
    found = {name: value for name, value in vitals_in(message).items() if slots.get(name) != value}
    for name, value in found.items():
        turn().propose(NoteFact(QUESTIONS[name].prefix, value))
    return found


def _after_vitals(slots: Slots, say: CollectingDispatcher) -> Slots:
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


def _after_write_safely(value: str, slots: Slots, say: CollectingDispatcher) -> None:
    if value == "no":
        be_silent(slots, say)
    elif value == "other":
        turn().propose(Mark("duress"))
        say.utter_message(response="utter_watched_go_on")
    elif slots.get("emergency_topic") == "emergency_sexual_violence":
        say.utter_message(response="utter_sexual_violence_care")


def be_silent(slots: Slots, say: CollectingDispatcher) -> None:
    """Nobody calls and nothing more is asked; without a country the line says that its name is enough."""
    turn().propose(SilentMode())
    say.utter_message(response="utter_silent_on" if slots.get("country") else "utter_silent_country")


def tell_numbers_now(iso2: str, slots: Slots, say: CollectingDispatcher) -> None:
    """Say the two first numbers of a country, where there is a row."""
    card = turn().context.numbers_for(iso2)
    if card and card.lines:
        language = slots.get("language") or "en"
        numbers = " / ".join(line.number for line in list(card.lines)[:2])
        country = turn().context.country_name(iso2, language)
        say.utter_message(response="utter_numbers_now", country=country, numbers=numbers)


def _fresh_slots(topic: str, slots: Slots) -> Slots:
    """Return the slots that begin a new intake, or only the case's code when the matter goes on."""
    case = turn().context.open_case()
    code = case.code if case else None
    is_same_case = slots.get("intake_case") in (None, code)
    if slots.get("emergency_topic") == topic and is_same_case:
        return {"intake_case": code}
    cleared: Slots = dict.fromkeys((*EMERGENCY_SLOTS, "compressions"))
    # Who once said "I cannot talk" is not asked again, whatever happens next.
    cleared["safe_to_write"] = "no" if slots.get("safe_to_write") == "no" else None
    return {**cleared, "unclear_count": 0, "emergency_topic": topic, "intake_case": code}
