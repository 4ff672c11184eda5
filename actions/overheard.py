"""What a message tells besides the answer to a question: that somebody is trapped, and where."""

from __future__ import annotations

from typing import Any

from actions.reading import Message
from bot.dialogue.context import turn
from bot.dialogue.effects import NoteFact, NotePlace
from bot.dialogue.intake import EMERGENCY_ORDER, QUESTIONS, SKIPPED, Question

Slots = dict[str, Any]
TRAPPED = tuple(f"trapped_{code}" for code in QUESTIONS["trapped"].codes)


def trapped_in(topic: str, message: Message, slots: Slots) -> Slots:
    """Return that somebody is trapped, where the topic would ask for it; it is noted."""
    if message.code or "trapped" not in EMERGENCY_ORDER[topic] or slots.get("trapped") not in (None, SKIPPED):
        return {}
    if turn().answers.anywhere(message.text, message.language, TRAPPED, asked=False) != "trapped_yes":
        return {}
    turn().propose(NoteFact("trapped", "yes"))
    return {"trapped": "yes"}


def place_in(topic: str, question: Question, message: Message, slots: Slots) -> Slots:
    """Return the place that is told while something else is asked; it is noted, also when one is known."""
    slot = next(
        (name for name in EMERGENCY_ORDER[topic] if name in ("emergency_where", "watched_where")), None
    )
    if slot is None or question.kind not in ("choice", "number") or not message.tells_place:
        return {}
    if not message.values("position"):
        turn().propose(NotePlace(message.text, message.country or slots.get("country")))
    return {slot: ", ".join(message.values("position")) or message.text}
