"""The queue: every open case a person may see, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from bot.cases.ladder import CLAIM_SILENCE
from bot.cases.priority import Priority, priority
from bot.desk.queries.people import names_of
from bot.desk.visibility import visible_cases
from bot.store.base import utcnow
from bot.store.tables import Case, Message, User
from bot.store.tables.cases import OPEN_STATES

GROUPS = ("ringing", "unanswered", "held", "waiting", "urgent", "routine")
"""Headings of the queue in their order: critical ones first, by what they need now."""
HELD = ("claimed", "active")


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    case_id: int
    code: str
    topic: str
    urgency: str
    status: str
    watched: bool
    exercise: bool
    desk_name: str
    language: str | None
    script: str
    country: str | None
    place: str | None
    channel: str
    ring_level: int
    rings_since: datetime | None
    opened_at: datetime
    waiting_since: datetime | None
    """Since when the traveller waits for a human line; None when it is the traveller's turn."""
    write_until: datetime | None
    """A claimed critical case rings again at this moment unless its operator writes."""
    holder_id: int | None
    holder_name: str | None
    marks: dict[str, Any]
    last_text: str
    last_kind: str
    priority: Priority
    """How pressing it is, with the reasons; orders what stands under one heading."""

    @property
    def is_held(self) -> bool:
        """Whether an operator speaks with the traveller now."""
        return self.status in HELD

    @property
    def group(self) -> str:
        """The heading this row stands under."""
        if self.urgency == "urgent":
            return "urgent"
        if self.urgency != "critical":
            return "routine"
        if self.is_held:
            return "held" if self.waiting_since is None else "unanswered"
        return "waiting" if self.status == "waiting" else "ringing"


def sort_key(row: QueueRow, user_id: int) -> tuple[Any, ...]:
    """Return what the queue is sorted by: group, drills last, free before held, then the most pressing.

    Of two that are equally pressing the longer wait comes first.
    """
    since = row.rings_since if row.group == "ringing" else row.waiting_since
    started = since or row.opened_at
    is_free = not row.is_held
    is_mine = row.is_held and row.holder_id == user_id
    standing = (not is_free) if row.group in ("urgent", "routine") else (not is_mine)
    order = (GROUPS.index(row.group), row.exercise, row.status == "waiting", standing)
    return (*order, -row.priority.score, started, row.case_id)


def queue(session: Session, user: User) -> list[QueueRow]:
    """Return the open cases that a person may see, sorted."""
    cases = session.scalars(select(Case).where(Case.status.in_(OPEN_STATES), visible_cases(user))).all()
    last = _last_lines(session, {case.conversation_id for case in cases})
    unanswered = _times_of(
        session, [int(case.marks["unanswered"]) for case in cases if _has_unanswered(case)]
    )
    names = names_of(session, {case.operator_id for case in cases if case.operator_id})
    now = utcnow()
    rows = [_row(case, last.get(case.conversation_id), unanswered, names, now) for case in cases]
    return sorted(rows, key=lambda row: sort_key(row, user.id))


def _row(
    case: Case,
    last: tuple[str, str] | None,
    unanswered: dict[int, datetime],
    names: dict[int, str],
    now: datetime,
) -> QueueRow:
    conversation = case.conversation
    text, kind = last or ("", "")
    waits_since = waiting_since(case, unanswered)
    return QueueRow(
        case_id=case.id,
        code=case.code,
        topic=case.topic,
        urgency=case.urgency,
        status=case.status,
        watched=case.watched,
        exercise=case.exercise,
        desk_name=case.desk.name,
        language=conversation.language,
        script=conversation.script,
        country=case.country or conversation.country,
        place=conversation.place,
        channel=conversation.identity.channel,
        ring_level=case.ring_level,
        rings_since=case.rings_since if case.status == "ringing" else None,
        opened_at=case.opened_at,
        waiting_since=waits_since,
        write_until=write_until(case),
        holder_id=case.operator_id,
        holder_name=names.get(case.operator_id) if case.operator_id else None,
        marks=case.marks,
        last_text=text,
        last_kind=kind,
        priority=priority(case, now, waits_since),
    )


def waiting_since(case: Case, unanswered: dict[int, datetime]) -> datetime | None:
    """Return since when the traveller waits for a human line."""
    if case.status == "waiting":
        return None
    if case.first_human_at is None:
        return case.rings_since or case.opened_at
    return unanswered.get(int(case.marks["unanswered"])) if _has_unanswered(case) else None


def write_until(case: Case) -> datetime | None:
    """Return when a claim without a word lapses."""
    if case.urgency != "critical" or case.status != "claimed" or case.claimed_at is None:
        return None
    return case.claimed_at + CLAIM_SILENCE if case.first_human_at is None else None


def _has_unanswered(case: Case) -> bool:
    return str(case.marks.get("unanswered", "")).isdigit()


def _last_lines(session: Session, conversation_ids: set[int]) -> dict[int, tuple[str, str]]:
    """Return the newest received (text, kind) of each conversation."""
    inner = aliased(Message)
    newest = (
        select(func.max(inner.id))
        .where(inner.conversation_id == Message.conversation_id, inner.direction == "in")
        .scalar_subquery()
    )
    found = session.execute(
        select(Message.conversation_id, Message.text, Message.kind).where(
            Message.conversation_id.in_(conversation_ids), Message.id == newest
        )
    )
    return {conversation_id: (text, kind) for conversation_id, text, kind in found}


def _times_of(session: Session, message_ids: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(select(Message.id, Message.created_at).where(Message.id.in_(message_ids)))
    return {row[0]: row[1] for row in rows}
