"""Look-ups: numbers, missions and places come from dated rows, or are said not to be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.intake_form import Slots, _IntakeForm
from actions.reading import Message
from bot.dialogue.context import MissionCard, PlaceCard, turn
from bot.dialogue.effects import RequestHandover
from bot.dialogue.intake import REFERENCE_FORM, SKIPPED, Question, next_reference_question

SHOWN = 3
MISSION_TOPIC = "consular_find_mission"


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
        named = message.country
        wanted = {
            "reference_topic": message.intent,
            "asked_country": named or slots.get("country"),
            "asked_nationality": _mission_of(message) or slots.get("nationality"),
        }
        if _missing(wanted) is None:
            tell(wanted, slots, dispatcher)
            return [SlotSet("reference_topic", None)]
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
        if tracker.get_slot("reference_topic"):
            tell(tracker.slots, tracker.slots, dispatcher)
        return [SlotSet("reference_topic", None)]


class ActionInfoHospital(Action):
    """Names hospitals near a known position; vital medicine that runs out goes to a person."""

    def name(self) -> str:
        """Return the action's name."""
        return "action_info_hospital"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say the places, or what to do without them."""
        places = list(turn().context.places_near("hospital"))[:SHOWN]
        if places:
            dispatcher.utter_message(response="utter_places", places="\n".join(map(_place_line, places)))
        else:
            dispatcher.utter_message(response="utter_info_hospital")
        if tracker.get_slot("urgency") in ("urgent", "critical"):
            turn().propose(RequestHandover("vital_medicine", "urgent"))
            dispatcher.utter_message(response="utter_handover_case")
        return []


def tell(wanted: Slots, slots: Slots, say: CollectingDispatcher) -> None:
    """Say numbers or missions, or that there is no checked row."""
    country = str(wanted.get("asked_country") or SKIPPED)
    nationality = str(wanted.get("asked_nationality") or SKIPPED)
    is_mission = wanted["reference_topic"] == MISSION_TOPIC
    if country == SKIPPED or (is_mission and nationality == SKIPPED):
        say.utter_message(response="utter_country_unclear")
        return
    language = slots.get("language") or "en"
    name = turn().context.country_name(country, language)
    if is_mission:
        cards = list(turn().context.missions_for(nationality, country))[:SHOWN]
        if cards:
            say.utter_message(response="utter_missions", mission_lines=mission_lines(cards, language))
        else:
            say.utter_message(response="utter_missions_none", country=name)
        return
    card = turn().context.numbers_for(country)
    if card is None or not card.lines:
        say.utter_message(response="utter_emergency_numbers_none", country=name)
        return
    label = turn().texts.label
    numbers = "\n".join(f"{label(line.kind, language)}: {line.number}" for line in card.lines)
    key = "utter_emergency_numbers_doubtful" if card.doubtful else "utter_emergency_numbers"
    say.utter_message(response=key, numbers=numbers, country=name, date=card.checked)


def mission_lines(cards: Sequence[MissionCard], language: str) -> str:
    """Return one paragraph a mission, with the fields it has."""
    label = turn().texts.label
    paragraphs = []
    for card in cards:
        lines = [", ".join(part for part in (card.name, card.address or card.city) if part)]
        lines += [f"{label('hotline', language)}: {card.hotline}"] if card.hotline else []
        lines += [f"{label('phone', language)}: {card.phone}"] if card.phone else []
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def _missing(wanted: Slots) -> str | None:
    topic, country = wanted.get("reference_topic"), wanted.get("asked_country")
    return next_reference_question(topic, country, wanted.get("asked_nationality")) if topic else None


def _mission_of(message: Message) -> str | None:
    """Return whose mission a message names ("the French embassy")."""
    found = [item.get("country") for item in message.entities if item["entity"] == "mission"]
    return found[0] if found else None


def _place_line(place: PlaceCard) -> str:
    return ", ".join(part for part in (place.name, place.address, place.phone) if part)
