"""What an action reads from Rasa's tracker: the message, and what was already said in this turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from bot.dialogue.context import turn
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

    @classmethod
    def of(cls, tracker: Tracker) -> Message:
        """Read the latest message of a tracker."""
        latest = tracker.latest_message
        entities = tuple(latest.get("entities") or ())
        intent = latest.get("intent") or {}
        code = next((str(item["value"]) for item in entities if item["entity"] == "code"), "")
        return cls(
            text=latest.get("text") or "",
            intent=intent.get("name") or "",
            confidence=float(intent.get("confidence") or 0.0),
            code=code if intent.get("name") == ANSWER else "",
            language=tracker.get_slot("language") or "en",
            entities=entities,
        )

    def values(self, kind: str) -> list[str]:
        """Return the values of all entities of a kind."""
        return [str(item["value"]) for item in self.entities if item["entity"] == kind]

    @property
    def has_place(self) -> bool:
        """Whether it names or shares a place."""
        return any(self.values(kind) for kind in ("position", "place", "city", "address"))

    @property
    def country(self) -> str | None:
        """The country it names (ISO 3166 alpha-2): a tapped one, an entity, or one named in the text."""
        prefix, _, value = self.code.partition(":")
        if prefix in ("country", "nationality"):
            return value if value != "other" else None
        found = self.values("country")
        return found[0] if found else turn().context.country_named(self.text)


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
