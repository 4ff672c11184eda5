"""What travels to Rasa as ``parse_data``: always given, so a typed ``/intent`` is only text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from bot.dialogue import sessions
from bot.dialogue.answers import Answers
from bot.dialogue.follow_ups import GENERAL, FollowUps
from bot.dialogue.intake import question_of
from bot.dialogue.topics import topics
from bot.reference.guidance import CONTACT, guides
from bot.reference.places import place_of

ANSWER = "answer"
UNCLEAR = "nlu_fallback"
SILENT_WORD = "55"
SILENT = "silent:on"
FOLLOW_UP = "g"
"""Begins the code of the next question after a guide or a look-up: ``g:<case>:<part or question>``."""
CARD = "card"
CARD_QUESTIONS = ("cannot_call", "show_card")
SURE_TOPIC = 0.8
QUESTION_MARKS = ("?", "？")
OFFERS = ("utter_offer_officer", "utter_offer_human", "utter_intake_more")
BARE_PLACE = 0.8
"""Share of a message that is the name of a place when it is nothing else."""
SURE_PLACE = 0.9
MENU = {
    "menu:danger": "emergency_unspecified",
    "menu:human": "chat_human",
    "menu:numbers": "info_emergency_numbers",
}


class Entity(Protocol):
    """The fields read of an entity of ``bot.nlu``."""

    kind: str
    value: str
    start: int
    end: int
    country: str


class Understanding(Protocol):
    """The fields read of an understanding of ``bot.nlu``."""

    text: str
    language: str
    urgency: str
    topic: str
    confidence: float
    ranking: Sequence[tuple[str, float]]
    entities: Sequence[Entity]


def parse_message(
    understanding: Understanding,
    events: Sequence[dict[str, Any]],
    answers: Answers,
    threshold: float = 0.35,
    open_payloads: Sequence[str] | None = None,
    follow_ups: FollowUps | None = None,
) -> dict[str, Any]:
    """Return the parse of a typed message.

    A bare digit picks the button it counts (``open_payloads``, else those under the last thing said), a
    yes or no takes an offer, and ``55`` alone is silent mode unless a number was asked for.

    Args:
        understanding: the reading of the message.
        events: the events of the session before it.
        answers: typed answers per language.
        threshold: topics less certain than this are not understood; danger is never set aside so.
        open_payloads: payloads of buttons that the service itself has shown last.
        follow_ups: how people ask the next question about what was told last.
    """
    text = understanding.text
    payloads = list(open_payloads) if open_payloads is not None else sessions.last_buttons(events)
    tapped = _picked_by_digit(text, payloads) or _taken_offer(understanding, events, answers)
    if tapped:
        return parse_tap(tapped, text)
    if text.strip() == SILENT_WORD and not number_is_asked(events):
        return parse_tap(SILENT, text)
    ranking = [(name, float(confidence)) for name, confidence in understanding.ranking]
    code = _follow_up(understanding, events, follow_ups) if follow_ups else None
    if code:
        return _parse(text, ANSWER, 1.0, [], [_own_entity("code", code), *_entities(understanding)])
    topic, confidence = _topic(understanding, threshold)
    if understanding.urgency != "critical" and _is_bare_place(understanding, events):
        topic, confidence = "chat_location", max(confidence, SURE_PLACE)
    return _parse(text, topic, confidence, ranking, list(_entities(understanding)))


def parse_tap(payload: str, title: str) -> dict[str, Any]:
    """Return the parse of a tapped button: its topic, or the internal intent ``answer`` with a code."""
    topic = MENU.get(payload, payload.removeprefix("topic:"))
    if topic in topics():
        return _parse(title, topic, 1.0, [], [])
    return _parse(title, ANSWER, 1.0, [], [_own_entity("code", payload)])


def parse_position(latitude: float, longitude: float, country: str | None = None) -> dict[str, Any]:
    """Return the parse of a shared position, WGS 84 degrees."""
    found = [_own_entity("position", f"{latitude:.5f}, {longitude:.5f}")]
    if country:
        found.append(_own_entity("country", country))
    return _parse("position", "chat_location", 1.0, [], found)


def parse_attachment(kind: str, caption: str = "") -> dict[str, Any]:
    """Return the parse of a photo, voice note or document, which adds to the case."""
    return _parse(caption or kind, "case_add_information", 1.0, [], [_own_entity("attachment", kind)])


def number_is_asked(events: Sequence[dict[str, Any]]) -> bool:
    """Say whether the open question of a form asks for a number."""
    question = question_of(sessions.requested_slot(events))
    return question is not None and question.kind == "number"


def _follow_up(
    understanding: Understanding, events: Sequence[dict[str, Any]], follow_ups: FollowUps
) -> str | None:
    """Return the code of the next question that a short message asks, or None.

    What a form waits for comes first unless the message asks, danger too, and another topic that is sure.
    """
    asked = follow_ups.asked(understanding.text, understanding.language)
    if not asked or sessions.requested_slot(events) in ("safe_to_write", "contact_safe"):
        return None
    slots = sessions.slots_of(events)
    if asked[0] in CARD_QUESTIONS and (slots.get("emergency_topic") or slots.get("guide")):
        return f"{FOLLOW_UP}:{CARD}:show"
    key = slots.get("guide")
    if not key or understanding.urgency == "critical":
        return None
    if sessions.requested_slot(events) and not understanding.text.rstrip().endswith(QUESTION_MARKS):
        return None
    guide = guides().get(key)
    own = guide.topics if guide else ("consular_find_mission", "info_emergency_numbers")
    is_other = understanding.topic not in own and not understanding.topic.startswith("chat_")
    if is_other and float(understanding.confidence) >= SURE_TOPIC:
        return None
    known = {*GENERAL, CONTACT, *(guide.parts if guide else ()), *(guide.questions if guide else ())}
    name = next((name for name in asked if name in known), None)
    if name == "other_country" and place_of(understanding.text, asked=True) is None:
        return None
    return f"{FOLLOW_UP}:{key}:{name}" if name else None


def _picked_by_digit(text: str, payloads: Sequence[str]) -> str | None:
    digit = unicodedata.normalize("NFKC", text).strip().rstrip(".)")
    if digit.isdecimal() and 1 <= int(digit) <= len(payloads):
        return payloads[int(digit) - 1]
    return None


def _taken_offer(
    understanding: Understanding, events: Sequence[dict[str, Any]], answers: Answers
) -> str | None:
    if sessions.last_key(events) not in OFFERS:
        return None
    said = answers.short(understanding.text, understanding.language, ("yes", "no"))
    by_topic = {"chat_affirm": "yes", "chat_deny": "no"}
    taken = said or by_topic.get(understanding.topic)
    payloads = sessions.last_buttons(events)
    return payloads[("yes", "no").index(taken)] if taken and len(payloads) > 1 else None


def _is_bare_place(understanding: Understanding, events: Sequence[dict[str, Any]]) -> bool:
    """Say whether a message is a place and nothing else: "Malaysia" after "the country is enough".

    As an answer to the question of the language, a country means its language.
    """
    if sessions.last_key(events) == "utter_language":
        return False
    text = understanding.text.strip()
    place = place_of(text)
    return place is not None and place.span[1] - place.span[0] >= BARE_PLACE * len(text)


def _topic(understanding: Understanding, threshold: float) -> tuple[str, float]:
    topic, confidence = understanding.topic, float(understanding.confidence)
    if understanding.urgency == "critical":
        if topic.startswith(("emergency_", "consular_")):
            return topic, confidence
        ranked = (name for name, _ in understanding.ranking if name.startswith("emergency_"))
        return next(ranked, "emergency_unspecified"), confidence
    if topic not in topics() or confidence < threshold:
        return UNCLEAR, confidence
    return topic, confidence


def _entities(understanding: Understanding) -> Iterator[dict[str, Any]]:
    """Yield the entities; a mission that is named with its city ("KBRI Tokyo") tells a place too."""
    for item in understanding.entities:
        found = {"entity": item.kind, "value": item.value, "start": item.start, "end": item.end}
        yield {**found, "country": item.country} if item.country else found
        place = place_of(understanding.text[item.start : item.end]) if item.kind == "mission" else None
        if place is not None and place.city:
            yield {**found, "entity": "place", "value": place.city, "country": place.country}


def _own_entity(kind: str, value: str) -> dict[str, Any]:
    return {"entity": kind, "value": value, "start": 0, "end": 0}


def _parse(
    text: str,
    intent: str,
    confidence: float,
    ranking: Iterable[tuple[str, float]],
    entities: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "intent_ranking": [{"name": name, "confidence": value} for name, value in ranking],
        "entities": entities,
    }
