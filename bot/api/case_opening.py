"""Opens a case that a partner system hands in.

A case needs a thread. A partner's case gets one on the channel ``partner``, of the partner's name and
reference: the words told stand in it, and what is written there goes nowhere (``partner_channel`` says so).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.api.disclosure import CHANNEL
from bot.api.problems import invalid
from bot.api.shapes import COUNTRY_CODES, TOPICS, CaseReceipt, NewCase, Status, Urgency
from bot.api.tokens import Caller
from bot.cases.history import record
from bot.cases.opening import open_or_join_case
from bot.dialogue.topics import higher, is_watched, topics
from bot.engine.place_change import TOLD, follow_cases, place_mark
from bot.reference.place_at import PlaceAt, place_at
from bot.store.base import utcnow
from bot.store.tables import Case, CasePerson, Conversation, Identity, Message

RECEIVED = {
    "critical": "The desk is ringing. It is no promise that anybody is on the way.",
    "urgent": "The desk is ringing and looks at it today.",
    "routine": "It waits in the desk's queue.",
}


@dataclass(frozen=True)
class Matter:
    """A matter, checked and read: what the text says of danger, and what place the position is."""

    body: NewCase
    urgency: str
    reasons: tuple[str, ...]
    language: str | None
    place: PlaceAt


async def read_matter(nlu: Any, body: NewCase) -> Matter:
    """Check a matter and read its text as any message is read: danger in it is never missed.

    Raises:
        Problem: a value that the schema names is none of ours.
    """
    _check(body)
    seen = await asyncio.to_thread(nlu.understand, body.text)
    position = body.place.position if body.place else None
    spot = await asyncio.to_thread(place_at, position.latitude, position.longitude) if position else PlaceAt()
    told = higher(body.urgency, topics()[body.topic].urgency)
    urgency = higher(told, seen.urgency)
    reasons = tuple(seen.reasons) if urgency != told else ()
    spoken = body.reporter.language if body.reporter else None
    return Matter(
        body, urgency, reasons, spoken or (seen.language if seen.language != "other" else None), spot
    )


def open_case(session: Session, caller: Caller, matter: Matter) -> tuple[CaseReceipt, bool]:
    """Open the case, or join the open one of the same reference and topic; returns whether it is new."""
    body = matter.body
    conversation = _conversation(session, caller, _clean(body.reference) or uuid4().hex)
    watched = is_watched(body.topic)
    before = place_mark(conversation)
    _fill(conversation, matter, watched)
    message = _message(session, conversation, caller, matter)
    reason = "; ".join((f"told by {caller.name}", *matter.reasons))
    case, is_new = open_or_join_case(
        session, conversation, body.topic, matter.urgency, reason, watched=watched, exercise=body.exercise
    )
    message.case_id = case.id
    # After the case: one that rises to critical moves once, and rings once.
    if place_mark(conversation) != before:
        follow_cases(session, conversation, TOLD)
    _fill_case(case, conversation, body)
    _add_reporter(session, case, body)
    record(
        session, case, "partner_told", caller.actor, reference=_clean(body.reference), message_id=message.id
    )
    session.flush()
    return _receipt(case, is_new), is_new


def _check(body: NewCase) -> None:
    if body.topic not in TOPICS:
        raise invalid("topic", f"'{body.topic[:40]}' is no topic; /schema lists them.")
    country = body.place.country if body.place else None
    for field, code in (("place.country", country), ("nationality", body.nationality)):
        if code is not None and code not in COUNTRY_CODES:
            raise invalid(
                field, f"'{code[:10]}' is no country. Write two capital letters of ISO 3166-1, such as ID."
            )
    if not _clean(body.text).strip():
        raise invalid("text", "The text is empty. Write in a few words what happened.")


def _conversation(session: Session, caller: Caller, reference: str) -> Conversation:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    key = {"channel": CHANNEL, "account": caller.name, "user_id": reference}
    session.execute(
        dialect.insert(Identity)
        .values(**key, display_name=caller.name, reachable=False)
        .on_conflict_do_nothing()
    )
    identity = session.scalars(select(Identity).filter_by(**key)).one()
    session.execute(
        dialect.insert(Conversation)
        .values(identity_id=identity.id, chat_id=reference)
        .on_conflict_do_nothing()
    )
    return session.scalars(
        select(Conversation).where(Conversation.identity_id == identity.id).with_for_update(of=Conversation)
    ).one()


def _fill(conversation: Conversation, matter: Matter, watched: bool) -> None:
    """Take over what was told. Of a place told before, a position is lost to a newer position alone."""
    body, told = matter.body, matter.body.place
    conversation.last_inbound_at = utcnow()
    conversation.language = matter.language or conversation.language
    conversation.nationality = body.nationality or conversation.nationality
    conversation.watched = conversation.watched or watched
    conversation.silent = conversation.silent or body.do_not_call
    if told is None:
        return
    conversation.place = _clean(told.text) or conversation.place
    if told.position is not None:
        conversation.latitude, conversation.longitude = told.position.latitude, told.position.longitude
        conversation.position_at = utcnow()
        conversation.country = matter.place.country or told.country
        conversation.country_source = "position"
        conversation.in_jakarta = matter.place.in_jakarta
    elif told.country is not None and conversation.country_source != "position":
        conversation.country, conversation.country_source = told.country, "text"


def _message(session: Session, conversation: Conversation, caller: Caller, matter: Matter) -> Message:
    told = matter.body.place
    content: dict[str, Any] = {"told_by": caller.name}
    if told is not None and told.position is not None:
        content["position"] = {
            "latitude": told.position.latitude,
            "longitude": told.position.longitude,
            "accuracy_m": told.position.accuracy_m,
        }
    message = Message(
        conversation_id=conversation.id,
        direction="in",
        author="traveller",
        text=_clean(matter.body.text),
        language=matter.language,
        content=content,
        sent_at=utcnow(),
    )
    session.add(message)
    session.flush()  # The case's history names the message.
    return message


def _fill_case(case: Case, conversation: Conversation, body: NewCase) -> None:
    """What opening a case does not take over by itself."""
    position = body.place.position if body.place else None
    if position is not None:
        case.latitude, case.longitude, case.accuracy_m = (
            position.latitude,
            position.longitude,
            position.accuracy_m,
        )
    case.place = case.place or conversation.place or ""
    case.language = case.language or conversation.language
    case.nationality = case.nationality or conversation.nationality
    if body.do_not_call:
        case.marks = {**case.marks, "do_not_call": True}


def _add_reporter(session: Session, case: Case, body: NewCase) -> None:
    told = body.reporter
    if told is None or not (told.name or told.phone):
        return
    session.add(
        CasePerson(
            case_id=case.id, role="reporter", name=_clean(told.name), relation=_clean(told.relation),
            phone=_clean(told.phone) or None,
        )
    )  # fmt: skip


def _receipt(case: Case, is_new: bool) -> CaseReceipt:
    return CaseReceipt(
        code=case.code,
        status=cast(Status, case.status),
        urgency=cast(Urgency, case.urgency),
        topic=case.topic,
        desk=case.desk.code,
        joined=not is_new,
        exercise=case.exercise,
        opened_at=case.opened_at,
        what_happens=("An exercise: nobody acts on it. " if case.exercise else "") + RECEIVED[case.urgency],
    )


def _clean(text: str) -> str:
    """Return a text without the character that PostgreSQL cannot store."""
    return text.replace("\x00", "")
