"""What every open console is told about, read in one go after each wake-up."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from bot.desk.alarms import Person, RingingCase
from bot.desk.chimes import FRESH
from bot.store.tables import (
    Attachment,
    Case,
    CaseEvent,
    ComponentState,
    Conversation,
    DeadLetter,
    Message,
    OutboxItem,
    User,
)
from bot.store.tables.cases import OPEN_STATES

PRESENT_WITHIN = timedelta(seconds=25)
"""A console counts as open for this long after its last sign."""


@dataclass(frozen=True)
class Snapshot:
    """Digests to compare with those of before, and who and what rings."""

    queue: str = ""
    health: str = ""
    cases: dict[str, str] = field(default_factory=dict)
    """Digest of each case that somebody looks at, by code."""
    ringing: tuple[RingingCase, ...] = ()
    people: tuple[Person, ...] = ()
    """Everybody with a console open."""
    at: datetime | None = field(default=None, compare=False)


def take_snapshot(session: Session, codes: Collection[str], now: datetime) -> Snapshot:
    """Read the present state; ``codes`` are the cases that consoles show."""
    people = _people(session, now)
    return Snapshot(
        queue=_queue_digest(session, people),
        health=_health_digest(session),
        cases=_case_digests(session, codes),
        ringing=_ringing(session, now),
        people=people,
        at=now,
    )


def _people(session: Session, now: datetime) -> tuple[Person, ...]:
    rows = session.scalars(
        select(User).where(User.active.is_(True), User.last_seen_at > now - PRESENT_WITHIN).order_by(User.id)
    )
    return tuple(person_of(user) for user in rows)


def person_of(user: User) -> Person:
    """Return a user as the ladder sees him."""
    return Person(
        id=user.id,
        role=user.role,
        languages=tuple(user.languages),
        desk_id=user.desk_id,
        on_duty_desk=user.desk is not None and user.desk.is_duty,
        on_break=user.on_break,
    )


def _ringing(session: Session, now: datetime) -> tuple[RingingCase, ...]:
    cases = session.scalars(select(Case).where(Case.status == "ringing").order_by(Case.id)).all()
    escalated = _escalated(session, [case.id for case in cases], now)
    return tuple(
        RingingCase(
            code=case.code,
            desk_id=case.desk_id,
            desk_name=case.desk.name,
            urgency=case.urgency,
            level=case.ring_level,
            language=case.conversation.language,
            since=case.rings_since or case.opened_at,
            exercise=case.exercise,
            escalated_at=escalated.get(case.id),
        )
        for case in cases
    )


def _escalated(session: Session, case_ids: Collection[int], now: datetime) -> dict[int, datetime]:
    """Return when each of these cases last rose in urgency or rang wider, if that was a moment ago."""
    if not case_ids:
        return {}
    rows = session.execute(
        select(CaseEvent.case_id, func.max(CaseEvent.at))
        .where(
            CaseEvent.case_id.in_(case_ids),
            CaseEvent.kind.in_(("raised", "ring_raised")),
            CaseEvent.at >= now - FRESH,
        )
        .group_by(CaseEvent.case_id)
    )
    return {row[0]: row[1] for row in rows}


def _queue_digest(session: Session, people: Collection[Person]) -> str:
    rows = session.execute(
        select(
            Case.id,
            Case.status,
            Case.urgency,
            Case.topic,
            Case.operator_id,
            Case.ring_level,
            Case.ladder_epoch,
            Case.marks,
            Case.country,
            Conversation.language,
            Conversation.place,
            _newest_message(),
        )
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(Case.status.in_(OPEN_STATES))
        .order_by(Case.id)
    ).all()
    return _digest([tuple(row) for row in rows], sorted(person.id for person in people))


def _newest_message() -> ScalarSelect[int | None]:
    return (
        select(func.max(Message.id))
        .where(Message.conversation_id == Case.conversation_id)
        .correlate(Case)
        .scalar_subquery()
    )


def _case_digests(session: Session, codes: Collection[str]) -> dict[str, str]:
    if not codes:
        return {}
    cases = session.scalars(select(Case).where(Case.code.in_(codes))).all()
    return {case.code: _case_digest(session, case) for case in cases}


def _case_digest(session: Session, case: Case) -> str:
    """Anything that the page shows: lines, edits, deliveries, files, history, the conversation itself."""
    conversation = case.conversation
    mine = Message.conversation_id == conversation.id
    lines = session.execute(select(func.max(Message.id), func.max(Message.edited_at)).where(mine)).one()
    sent = session.execute(
        select(OutboxItem.state, func.count(), func.max(OutboxItem.id), func.sum(OutboxItem.attempts))
        .where(OutboxItem.conversation_id == conversation.id)
        .group_by(OutboxItem.state)
        .order_by(OutboxItem.state)
    ).all()
    files = session.execute(
        select(Attachment.state, func.count())
        .join(Message, Message.id == Attachment.message_id)
        .where(mine)
        .group_by(Attachment.state)
        .order_by(Attachment.state)
    ).all()
    step = session.scalar(select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case.id))
    return _digest(
        tuple(lines),
        [tuple(row) for row in sent],
        [tuple(row) for row in files],
        step,
        (case.status, case.operator_id, case.ring_level, case.marks, case.facts, case.topic, case.urgency),
        (
            conversation.language,
            conversation.script,
            conversation.country,
            conversation.nationality,
            conversation.latitude,
            conversation.longitude,
            conversation.place,
            conversation.silent,
            conversation.last_inbound_at,
            conversation.identity.reachable,
        ),
    )


def _health_digest(session: Session) -> str:
    parts = session.execute(
        select(ComponentState.name, ComponentState.state, ComponentState.detail).order_by(ComponentState.name)
    ).all()
    letters = session.scalar(select(func.count(DeadLetter.id)).where(DeadLetter.closed_at.is_(None)))
    stuck = session.execute(
        select(func.count(), func.max(OutboxItem.id)).where(
            OutboxItem.state.in_(("failed", "unsure", "held"))
        )
    ).one()
    return _digest([tuple(row) for row in parts], letters, tuple(stuck))


def _digest(*values: object) -> str:
    return hashlib.blake2b(repr(values).encode(), digest_size=12).hexdigest()
