"""Look-ups: numbers, missions, places and guides come from dated rows, or are said not to be known."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guidance import say_guide, situation_of
from actions.in_danger import critical_case, take_to_case
from actions.intake_form import Slots, _IntakeForm
from actions.places import mission_lines
from actions.reading import Message
from bot.dialogue.context import PlaceCard, turn
from bot.dialogue.effects import RequestHandover
from bot.dialogue.intake import REFERENCE_FORM, SKIPPED, Question, next_reference_question
from bot.reference.guidance import Situation

SHOWN = 3
MISSION_TOPIC = "consular_find_mission"
LOOK_UPS = {MISSION_TOPIC: "missions", "info_emergency_numbers": "numbers"}
"""Topics answered by rows alone, and what they leave in the slot ``guide``, so that "and in Japan?" is understood."""


class ActionLookUp(Action):
    """Answers a look-up, or asks for the country or passport it still lacks."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_look_up"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say what the rows hold. Inside another form, which asks for the country too, nothing is asked."""
        message, slots = Message.of(tracker), dict(tracker.slots)
        guided = message.intent not in LOOK_UPS
        danger = critical_case(message) if guided else None
        if danger is not None:
            return take_to_case(message, danger, tracker, dispatcher)
        named = message.country
        wanted = {
            "reference_topic": message.intent,
            "asked_country": named or slots.get("country"),
            "asked_nationality": _mission_of(message) or slots.get("nationality"),
        }
        if _missing(wanted) is None:
            return [*tell(wanted, slots, dispatcher), SlotSet("reference_topic", None)]
        if guided:
            # What holds everywhere is said at once; the country makes it exact.
            dispatcher.utter_message(response=f"utter_{message.intent}")
        if tracker.active_loop_name:
            return []
        return [SlotSet(name, value) for name, value in wanted.items()] + [FollowupAction(REFERENCE_FORM)]


class ValidateReferenceForm(_IntakeForm):
    """Asks for what a look-up lacks; another topic ends it."""

    form = REFERENCE_FORM
    topic_slot = "reference_topic"

    def next_slot(self, slots: Slots) -> str | None:
        """Return what is still missing."""
        return _missing(slots)

    def question_key(self, slot: str, slots: Slots) -> str:
        """Return the question, which other forms share."""
        return f"utter_ask_{slot}"

    def came_back(self, slots: Slots) -> Slots:
        """The person went on to something else: do not come back to an old question."""
        return {"unclear_count": 0, "reference_topic": None}

    def answered(self, question: Question, value: str, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Remember a passport that was named."""
        return {"nationality": value} if question.slot == "asked_nationality" else {}


class ActionReferenceFound(Action):
    """Says what was looked up, once everything is known."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_reference_found"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say it, unless the person has gone on to something else."""
        events: list[dict[str, Any]] = []
        if tracker.get_slot("reference_topic"):
            events = tell(tracker.slots, tracker.slots, dispatcher)
        return [*events, SlotSet("reference_topic", None)]


class ActionInfoHospital(Action):
    """Names hospitals near a known position; vital medicine that runs out goes to a person."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_info_hospital"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say the places, or what to do without them."""
        events: list[dict[str, Any]] | None = None
        places = list(turn().context.places_near("hospital"))[:SHOWN]
        if places:
            dispatcher.utter_message(response="utter_places", places="\n".join(map(_place_line, places)))
        else:
            situation = situation_of(dict(tracker.slots), Message.of(tracker))
            events = say_guide("info_hospital", situation, dict(tracker.slots), dispatcher) if situation else None
            if events is None:
                dispatcher.utter_message(response="utter_info_hospital")
        if tracker.get_slot("urgency") in ("urgent", "critical"):
            turn().propose(RequestHandover("vital_medicine", "urgent"))
            dispatcher.utter_message(response="utter_handover_case")
        return events or []


def tell(wanted: Slots, slots: Slots, say: CollectingDispatcher) -> list[dict[str, Any]]:
    """Say numbers, missions or what to do, or that there is no checked row; returns slots to set."""
    topic = str(wanted["reference_topic"])
    country = str(wanted.get("asked_country") or SKIPPED)
    nationality = str(wanted.get("asked_nationality") or SKIPPED)
    if country == SKIPPED or (topic == MISSION_TOPIC and nationality == SKIPPED):
        say.utter_message(response="utter_country_unclear")
        return []
    asked = SlotSet("guide_country", country if country != slots.get("country") else None)
    if topic not in LOOK_UPS:
        passport = nationality if nationality != SKIPPED else None
        events = say_guide(topic, Situation(country, passport), slots, say)
        if events is None:
            say.utter_message(response=f"utter_{topic}")
        return [*(events or ()), asked]
    name = turn().context.country_name(country, slots.get("language") or "en")
    if topic == MISSION_TOPIC:
        _tell_missions(nationality, country, name, slots, say)
    else:
        _tell_numbers(country, name, slots, say)
    return [SlotSet("guide", LOOK_UPS[topic]), asked]


def _tell_missions(nationality: str, country: str, name: str, slots: Slots, say: CollectingDispatcher) -> None:
    cards = list(turn().context.missions_for(nationality, country))[:SHOWN]
    if cards:
        lines = mission_lines(cards, slots.get("language") or "en")
        say.utter_message(response="utter_missions", mission_lines=lines)
    else:
        say.utter_message(response="utter_missions_none", country=name)


def _tell_numbers(country: str, name: str, slots: Slots, say: CollectingDispatcher) -> None:
    card = turn().context.numbers_for(country)
    if card is None or not card.lines:
        say.utter_message(response="utter_emergency_numbers_none", country=name)
        return
    language, label = slots.get("language") or "en", turn().texts.label
    lines = [f"{label(line.kind, language)}: {line.number}" for line in card.lines]
    lines += [f"{label(line.kind, language)}: {line.number}" for line in card.text_lines]
    if card.may_fail_without_sim:
        lines.append(turn().guidance.label("no_sim", language))
    key = "utter_emergency_numbers_doubtful" if card.doubtful else "utter_emergency_numbers"
    say.utter_message(response=key, numbers="\n".join(lines), country=name, date=card.checked)


def _missing(wanted: Slots) -> str | None:
    topic, country = wanted.get("reference_topic"), wanted.get("asked_country")
    return next_reference_question(topic, country, wanted.get("asked_nationality")) if topic else None


def _mission_of(message: Message) -> str | None:
    """Return whose mission a message names ("the French embassy")."""
    found = [item.get("country") for item in message.entities if item["entity"] == "mission"]
    return found[0] if found else None


def _place_line(place: PlaceCard) -> str:
    return ", ".join(part for part in (place.name, place.address, place.phone) if part)
