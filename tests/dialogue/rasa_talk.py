"""A talk with the real dialogue that keeps its events as the engine would."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue import parse, sessions
from bot.dialogue.client import DialogueClient
from bot.dialogue.context import MissionCard, NumberLine, NumbersCard
from bot.dialogue.plain_context import PlainContext
from bot.dialogue.turn import Message, TurnRequest, TurnResult

_attempts = itertools.count(1)


def full_context(**changes: Any) -> PlainContext:
    """A context that knows Malaysia."""
    values: dict[str, Any] = {
        "numbers": {"MY": NumbersCard("MY", [NumberLine("general", "999")], "2026-11-24")},
        "missions": {("ID", "MY"): [MissionCard("KBRI Kuala Lumpur", phone="+60 3 1234")]},
        "names": {("MY", "en"): "Malaysia", ("MY", "zh"): "马来西亚"},
        "countries": {"malaysia": "MY", "马来西亚": "MY", "malaisie": "MY"},
    }
    return PlainContext(**{**values, **changes})


@dataclass
class Talk:
    """One conversation with the real dialogue, turn after turn."""

    client: DialogueClient
    context: PlainContext = field(default_factory=full_context)
    slots: dict[str, Any] = field(default_factory=lambda: {"language": "en"})
    events: list[dict[str, Any]] = field(default_factory=list)

    async def turn(self, parsed: dict[str, Any], **request: Any) -> TurnResult:
        """Send a parsed message; the events are kept as the engine would keep them."""
        known, head = sessions.next_session(self.events, time.time()) if self.events else ([], [])
        result = await self.client.turn(
            TurnRequest(
                attempt_id=f"attempt-{next(_attempts)}",
                conversation_id="conversation-1",
                message=Message(parsed["text"], "message-1"),
                parse_data=parsed,
                events=known,
                slots=self.slots,
                **request,
            ),
            self.context,
        )
        self.events += [*head, *result.events]
        return result

    async def say(self, text: str, topic: str, confidence: float = 0.95, **request: Any) -> list[str]:
        """Type a message that the NLU takes for a topic; returns the keys of the replies."""
        parsed = parsed_as(text, topic, confidence)
        return [reply.key for reply in (await self.turn(parsed, **request)).replies]

    async def tap(self, payload: str) -> list[str]:
        """Tap a button; returns the keys of the replies."""
        return [reply.key for reply in (await self.turn(parse.parse_tap(payload, payload))).replies]


def parsed_as(text: str, topic: str, confidence: float = 0.95) -> dict[str, Any]:
    """A parse made by hand, so that no NLU is needed."""
    intent = {"name": topic, "confidence": confidence}
    return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": []}
