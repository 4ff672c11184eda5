"""What goes into a turn and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.effects import Effect


@dataclass(frozen=True)
class Message:
    """What the person sent. ``message_id`` is the platform's; it is stored with the event."""

    text: str
    message_id: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TurnRequest:
    """One message and the session it belongs to.

    ``events`` are those of the current dialogue session (``sessions.session_events``); empty begins one.
    ``slots`` are set before the message; ``parse_data`` comes from ``bot.dialogue.parse``.
    ``already_asked`` are reply keys that the service has just said itself (``intake.first_answer_keys``);
    they are left out of the replies, while the form still waits for their answer.
    """

    attempt_id: str
    conversation_id: str
    message: Message
    parse_data: dict[str, Any]
    events: list[dict[str, Any]] = field(default_factory=list)
    slots: dict[str, Any] = field(default_factory=dict)
    already_asked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Reply:
    """One bubble. ``language`` is the one the text is really in; ``fallback`` marks a missing text."""

    key: str
    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)
    custom: dict[str, Any] = field(default_factory=dict)
    language: str = ""
    fallback: bool = False


@dataclass(frozen=True)
class TurnResult:
    """New events, what to say, and what the actions propose; the engine commits all or nothing."""

    events: list[dict[str, Any]]
    replies: list[Reply]
    effects: list[Effect]
