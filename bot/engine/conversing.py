"""The call of the dialogue: what Rasa is given, and what is taken from its answer."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from typing import Any

from bot.dialogue import intake, parse, sessions
from bot.dialogue.errors import DialogueDown
from bot.dialogue.turn import Message, TurnRequest
from bot.engine.context import ReferenceContext
from bot.engine.deciding import Decision
from bot.engine.emergency import where_known
from bot.engine.first_answer import question_key
from bot.engine.loading import Job
from bot.engine.runtime import Runtime


async def converse(runtime: Runtime, job: Job, decision: Decision) -> Decision:
    """Ask the dialogue and put its events, replies and proposals into the decision.

    Raises:
        DialogueError: it gave no usable answer.
    """
    if runtime.dialogue is None:
        raise DialogueDown("The dialogue process is not set up.")
    now = time.time()
    slots = _slots(job, decision)
    if job.events:
        events, head = sessions.next_session(job.events, now)
    else:
        head = sessions.roll(slots, now)
        events = head
    request = TurnRequest(
        attempt_id=secrets.token_hex(12),
        conversation_id=str(job.conversation_id),
        message=Message(
            text=job.text or job.event.kind, message_id=job.event.message_id or str(job.inbound_id)
        ),
        parse_data=_parse(runtime, job),
        events=events,
        slots=slots,
        already_asked=_said_already(job, decision),
    )
    result = await runtime.dialogue.turn(request, ReferenceContext(job, datetime.now(UTC)))
    decision.events = head + result.events
    decision.new_session = bool(head) and bool(job.events)
    decision.replies = list(result.replies)
    if not (result.replies or decision.lines or job.parse.get("first_answer")):
        # Silence is an error: at the least the person learns that the words arrived.
        decision.lines.append("safe.noted")
    decision.effects = decision.effects + list(result.effects)
    return decision


def _slots(job: Job, decision: Decision) -> dict[str, Any]:
    """What the dialogue is told before the message; the slots of earlier sessions come first."""
    case = job.cases[0] if job.cases else None
    seen = job.understanding
    return {
        **{name: value for name, value in job.slots.items() if name not in sessions.NOT_KEPT},
        # Who asked for silence outside the form is not asked there whether it is safe to write.
        **({"safe_to_write": "no"} if job.silent else {}),
        "language": job.language or "en",
        "script": job.script,
        "country": job.country,
        "nationality": job.nationality,
        "urgency": seen.urgency if seen is not None else job.parse.get("urgency"),
        "place_known": job.latitude is not None,
        "case_code": case["code"] if case else None,
        "first_answer_sent": _first_answer_topic(job),
    }


def _first_answer_topic(job: Job) -> str | None:
    """Topic that the service has just answered itself, for this very message."""
    if not job.parse.get("first_answer"):
        return None
    return str(job.parse.get("case_topic") or job.parse.get("topic"))


def _parse(runtime: Runtime, job: Job) -> dict[str, Any]:
    assert runtime.dialogue is not None
    if job.payload:
        return parse.parse_tap(
            job.payload, (job.answer.title if job.answer else "") or job.text or job.payload
        )
    if job.event.position is not None:
        return parse.parse_position(job.event.position.latitude, job.event.position.longitude, job.country)
    if not job.text.strip():
        return parse.parse_attachment(job.event.kind)
    data = parse.parse_message(
        job.understanding, job.events, runtime.dialogue.answers, follow_ups=runtime.dialogue.follow_ups
    )
    topic = _first_answer_topic(job)
    if topic is not None:
        # The case decides what this message is about: the form must be that of the first answer.
        data["intent"] = {"name": topic, "confidence": 1.0}
    return data


def _said_already(job: Job, decision: Decision) -> frozenset[str]:
    """Reply keys that the service says by itself in this turn."""
    said: set[str] = set()
    topic = _first_answer_topic(job)
    if topic is not None:
        said |= intake.first_answer_keys(question_key(topic, where_known(job)))
    if decision.numbers_again:
        said.add("utter_numbers_now")
    return frozenset(said)
