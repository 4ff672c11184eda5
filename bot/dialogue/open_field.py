"""Which question of the consular intake waits for an answer, seen from the stored events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.cases.intake_fields import fields
from bot.dialogue import sessions
from bot.dialogue.intake import CONSULAR_FORM, question_of

Events = Sequence[dict[str, Any]]


class OpenField(NamedTuple):
    """A field that was asked for, and the topic it belongs to."""

    topic: str
    field: str


def open_field(events: Events) -> OpenField | None:
    """Return the field of the consular intake that the last question asks for, or None."""
    name = sessions.requested_slot(events)
    if name not in fields() or sessions.active_form(events) != CONSULAR_FORM:
        return None
    return OpenField(str(sessions.slots_of(events).get("consular_topic") or ""), str(name))


def asks_for_words(events: Events) -> bool:
    """Say whether the open question wants words or a number: a bare digit then chooses no button, for the
    last buttons in the chat are those of an earlier question."""
    question = question_of(sessions.requested_slot(events))
    return question is not None and question.kind in ("number", "text")
