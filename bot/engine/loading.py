"""The first part of a turn: read all it needs, in one short transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.opening import open_cases
from bot.dialogue.open_field import asks_for_words
from bot.engine.leases import Lease, hold
from bot.engine.questions import Answer, read_digit, read_tap
from bot.engine.where import where_of
from bot.messages.inbox import event_of, next_for_turn
from bot.messages.types import Inbound
from bot.store.tables import Case, Conversation, DialogueEvent, Message


@dataclass
class Job:
    """One message with what is known around it. Plain values: no session hangs on it."""

    inbound_id: int
    message_id: int
    conversation_id: int
    event: Inbound
    channel: str
    text: str
    payload: str
    answer: Answer | None
    language: str | None
    script: str
    owner: str
    epoch: int
    country: str | None
    nationality: str | None
    latitude: float | None
    longitude: float | None
    place: str
    in_jakarta: bool
    watched: bool
    silent: bool
    first_message: bool
    """Nothing was received in this conversation before."""
    parse: dict[str, Any]
    """What the screen saw."""
    cases: list[dict[str, Any]]
    """Open cases, the most urgent first: code, topic, urgency, status, watched, exercise."""
    session: int
    events: list[dict[str, Any]]
    own_codes: frozenset[str] = frozenset()
    """Codes of all cases of this conversation, also of those that have ended."""
    understanding: Any = None
    slots: dict[str, Any] = field(default_factory=dict)


def load_job(session: Session, lease: Lease) -> Job | None:
    """Return the next message of the conversation, or None when nothing waits.

    Raises:
        LeaseLost: another engine has the conversation.
        ValidationError, NoResultFound: the row cannot be read.
    """
    conversation = hold(session, lease)
    row = next_for_turn(session, conversation)
    if row is None:
        return None
    message = session.get_one(Message, row.message_id)
    event = event_of(row)
    events = _events(session, conversation)
    answer = _answer_of(session, conversation, event, events)
    return Job(
        inbound_id=row.id,
        message_id=message.id,
        conversation_id=conversation.id,
        event=event,
        channel=conversation.identity.channel,
        text=message.text,
        payload=answer.payload if answer else "",
        answer=answer,
        language=conversation.language,
        script=conversation.script,
        owner=conversation.owner,
        epoch=conversation.ownership_epoch,
        country=conversation.country,
        nationality=conversation.nationality,
        latitude=conversation.latitude,
        longitude=conversation.longitude,
        place=conversation.place or "",
        in_jakarta=where_of(conversation).in_jakarta,
        watched=conversation.watched,
        silent=conversation.silent,
        first_message=_is_first(session, conversation, message),
        parse=message.parse or {},
        cases=_cases(session, conversation),
        session=conversation.dialogue_session,
        events=events,
        own_codes=_own_codes(session, conversation),
        slots=dict(conversation.slots),
    )


def reload_job(session: Session, conversation: Conversation, message: Message, job: Job) -> Job:
    """Bring a job up to date after its own danger was raised: language, cases, what was said."""
    job.language, job.script = conversation.language, conversation.script
    job.watched = conversation.watched
    job.parse = message.parse or {}
    job.cases = _cases(session, conversation)
    return job


def _cases(session: Session, conversation: Conversation) -> list[dict[str, Any]]:
    return [
        {
            "code": case.code,
            "topic": case.topic,
            "urgency": case.urgency,
            "status": case.status,
            "watched": case.watched,
        }
        for case in open_cases(session, conversation.id)
    ]


def _own_codes(session: Session, conversation: Conversation) -> frozenset[str]:
    return frozenset(session.scalars(select(Case.code).where(Case.conversation_id == conversation.id)))


def _answer_of(
    session: Session, conversation: Conversation, event: Inbound, events: list[dict[str, Any]]
) -> Answer | None:
    if event.payload:
        return read_tap(conversation, event.payload)
    if event.kind == "text" and not asks_for_words(events):
        return read_digit(session, conversation, event.text)
    return None


def _is_first(session: Session, conversation: Conversation, message: Message) -> bool:
    earlier = select(Message.id).where(
        Message.conversation_id == conversation.id, Message.direction == "in", Message.id < message.id
    )
    return session.scalars(earlier.limit(1)).first() is None


def _events(session: Session, conversation: Conversation) -> list[dict[str, Any]]:
    return list(
        session.scalars(
            select(DialogueEvent.event)
            .where(
                DialogueEvent.conversation_id == conversation.id,
                DialogueEvent.session == conversation.dialogue_session,
            )
            .order_by(DialogueEvent.n)
        )
    )
