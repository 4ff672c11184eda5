"""What an action reads from Rasa's tracker: the message, and what was already said in this turn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from bot.dialogue.context import PlaceChoice, turn
from bot.dialogue.parse import ANSWER


@dataclass(frozen=True)
class Message:
    """The latest message. ``code`` is the payload of a tapped button, or empty."""

    text: str
    intent: str
    confidence: float
    code: str
    language: str
    entities: tuple[dict[str, Any], ...]
    seen: str = ""
    """The topic that the words alone suggest; the intent may be another, which the open case decides."""
    seen_confidence: float = 0.0

    @classmethod
    def of(cls, tracker: Tracker) -> Message:
        """Read the latest message of a tracker."""
        latest = tracker.latest_message
        entities = tuple(latest.get("entities") or ())
        intent = latest.get("intent") or {}
        ranking = latest.get("intent_ranking") or ()
        code = next((str(item["value"]) for item in entities if item["entity"] == "code"), "")
        return cls(
            text=latest.get("text") or "",
            intent=intent.get("name") or "",
            confidence=float(intent.get("confidence") or 0.0),
            code=code if intent.get("name") == ANSWER else "",
            language=tracker.get_slot("language") or "en",
            entities=entities,
            seen=ranking[0]["name"] if ranking else "",
            seen_confidence=float(ranking[0]["confidence"]) if ranking else 0.0,
        )

    @property
    def tapped(self) -> bool:
        """Whether it came from a button: nobody had to guess its topic."""
        return self.confidence >= 1.0 and not self.seen

    def values(self, kind: str) -> list[str]:
        """Return the values of all entities of a kind."""
        return [str(item["value"]) for item in self.entities if item["entity"] == kind]

    @property
    def has_place(self) -> bool:
        """Whether it names or shares a place."""
        return any(self.values(kind) for kind in ("position", "place", "city", "address"))

    @property
    def tells_place(self) -> bool:
        """Whether the words tell where somebody is, whatever was asked."""
        topic, confidence = (self.seen, self.seen_confidence) if self.seen else (self.intent, self.confidence)
        return self.has_place or (topic == "chat_location" and confidence >= 0.5)

    @property
    def choices(self) -> Sequence[PlaceChoice]:
        """What an ambiguous name of a place in it may mean; nothing when it is clear."""
        return () if self.code else turn().context.places_named(self.text, self.language)

    @property
    def country(self) -> str | None:
        """The country it names (ISO 3166 alpha-2): a tapped one, an entity, or one named in the text."""
        prefix, _, value = self.code.partition(":")
        if prefix in ("country", "nationality"):
            return value if value != "other" else None
        if self.choices:
            return None
        found = self.values("country")
        return found[0] if found else turn().context.country_named(self.text)


def minutes_since_last(tracker: Tracker) -> float:
    """Return the minutes between the last two messages; infinite when this is the first of the session."""
    times = [event.get("timestamp") for event in tracker.events if event["event"] == "user"][-2:]
    if len(times) < 2 or None in times:
        return math.inf
    return (times[1] - times[0]) / 60


def said_this_turn(tracker: Tracker) -> set[str]:
    """Return the keys of everything said since the latest message."""
    keys: set[str] = set()
    for event in reversed(tracker.events):
        if event["event"] == "user":
            break
        if event["event"] == "bot":
            keys.add((event.get("metadata") or {}).get("utter_action", ""))
    return keys


def said_before(tracker: Tracker) -> set[str]:
    """Return the keys of everything said between the last two messages."""
    keys: set[str] = set()
    users = 0
    for event in reversed(tracker.events):
        users += event["event"] == "user"
        if users == 2:
            break
        if users == 1 and event["event"] == "bot":
            keys.add((event.get("metadata") or {}).get("utter_action", ""))
    return keys
