"""Emergencies: what follows the first answer, which the service has already sent."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.in_danger import SELF_HARM, noted_line
from actions.intake_form import Slots, _IntakeForm
from actions.overheard import place_in, trapped_in
from actions.reading import Message, minutes_since_last, said_this_turn
from actions.vitals import after_vitals, bad_vitals
from bot.dialogue.context import turn
from bot.dialogue.effects import Mark, NoteFact, OpenCase, SilentMode
from bot.dialogue.intake import (
    EMERGENCY_FORM,
    EMERGENCY_ORDER,
    EMERGENCY_SLOTS,
    SKIPPED,
    Question,
    next_emergency_question,
)
from bot.dialogue.parse import SILENT_WORD
from bot.dialogue.topics import is_watched

CLOSING_LINES = {"utter_compressions", "utter_silent_on", "utter_silent_country", "utter_watched_go_on"}
"""After one of these nothing more is said."""
NUMBERS = {
    "emergency_medical": ("general", "ambulance"),
    "emergency_accident": ("general", "ambulance"),
    "emergency_self_harm": ("general", "ambulance"),
    "emergency_fire": ("fire", "general"),
    "emergency_rescue": ("general", "search_rescue", "coast_guard"),
}
"""Kinds of numbers told for a danger, the best first; for all others the general one and the police."""
FRESH_MINUTES = 30
GUESS = 0.5
WHERE = ("emergency_where", "watched_where")
SELF_HARM_PLACE = ("emergency_country", "emergency_where")
SELF_HARM_LINES = {"other": "someone_else", "unknown": "no"}


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
        topic = _topic(message, slots)
        is_late = topic == "emergency_sexual_violence" and slots.get("urgency") == "urgent"
        turn().propose(OpenCase(topic, "urgent" if is_late else "critical"))
        changes = _fresh_slots(topic, slots, minutes_since_last(tracker) <= FRESH_MINUTES)
        if "emergency_topic" not in changes:
            turn().propose(NoteFact("message", message.text))
        changes |= trapped_in(topic, message, {**slots, **changes})
        found = bad_vitals(message, {**slots, **changes, "emergency_topic": topic})
        if found:
            changes |= found | after_vitals({**slots, **changes, **found}, dispatcher)
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

    def overheard(self, question: Question, message: Message, slots: Slots) -> Slots:
        """A correction upwards ("wait, he is not breathing right") counts whatever was asked; so does a
        place, and that somebody is trapped."""
        found = bad_vitals(message, slots)
        topic = slots.get("emergency_topic") or "emergency_unspecified"
        found |= trapped_in(topic, message, slots) | place_in(topic, question, message, slots)
        found.pop(question.slot, None)
        return found

    def not_answered(self, question: Question, slots: Slots) -> Slots:
        """Who speaks of the own death is not pressed for an address: a person will ask."""
        if slots.get("emergency_topic") == SELF_HARM and question.slot in SELF_HARM_PLACE:
            return {**dict.fromkeys(SELF_HARM_PLACE, SKIPPED), "unclear_count": 0}
        return super().not_answered(question, slots)

    def told(self, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Say what follows from waking and breathing."""
        return after_vitals(slots, say)

    def answered(self, question: Question, value: str, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Say what follows from an answer."""
        if question.kind == "country":
            tell_numbers_now(value, slots, say)
            return {"numbers_told": value}
        if question.slot in ("awake", "breathing"):
            return after_vitals(slots, say)
        if question.slot == "safe_to_write":
            _after_write_safely(value, slots, say)
        elif question.slot == "ending_life":
            say.utter_message(response=f"utter_self_harm_{SELF_HARM_LINES.get(value, value)}")
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
        if not said_this_turn(tracker) & CLOSING_LINES:
            dispatcher.utter_message(response=noted_line(topic, is_watched(topic), tracker.slots))
        return []


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
        wanted = NUMBERS.get(slots.get("emergency_topic") or "", ("general", "police"))
        lines = sorted(card.lines, key=lambda line: wanted.index(line.kind) if line.kind in wanted else 9)
        fitting = [line.number for line in lines if line.kind in wanted] or [lines[0].number]
        numbers = " / ".join(list(dict.fromkeys(fitting))[:2])
        country = turn().context.country_name(iso2, language)
        say.utter_message(response="utter_numbers_now", country=country, numbers=numbers)


def _topic(message: Message, slots: Slots) -> str:
    """Return the danger a message is about; one that is only guessed does not displace an open one."""
    topic = message.intent if message.intent in EMERGENCY_ORDER else "emergency_unspecified"
    case, open_topic = turn().context.open_case(), slots.get("emergency_topic")
    is_guess = message.confidence < GUESS and slots.get("urgency") != "critical"
    return open_topic if case and case.urgency == "critical" and open_topic and is_guess else topic


def _fresh_slots(topic: str, slots: Slots, is_recent: bool) -> Slots:
    """Return the slots that begin a new intake, or only the case's code when the matter goes on.

    What was answered minutes ago on another danger still holds: where the person is, and whether it is
    safe to write. Who once said "I cannot talk" is not asked again at all.
    """
    case = turn().context.open_case()
    code = case.code if case else None
    is_same_case = slots.get("intake_case") in (None, code)
    if slots.get("emergency_topic") == topic and is_same_case:
        return {"intake_case": code}
    fresh: Slots = dict.fromkeys((*EMERGENCY_SLOTS, "compressions"))
    if is_recent or slots.get("safe_to_write") == "no":
        fresh["safe_to_write"] = slots.get("safe_to_write")
    if is_recent:
        places = (slots.get("emergency_where"), slots.get("watched_where"))
        fresh |= dict.fromkeys(WHERE, next((place for place in places if place not in (None, SKIPPED)), None))
    # The first answer gave the numbers of the country that was known by then.
    fresh["numbers_told"] = slots.get("country")
    return {**fresh, "unclear_count": 0, "emergency_topic": topic, "intake_case": code}
