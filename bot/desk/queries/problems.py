"""What does not work: parts that are down, lines that did not arrive, letters nobody could read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.desk.queries.transcript import state_time
from bot.desk.visibility import sees_all, visible_cases
from bot.store.tables import Case, ComponentState, Conversation, DeadLetter, Message, OutboxItem, User
from bot.system.components import degraded

STUCK = ("failed", "unsure", "held")
LIMIT = 100
_PREVIEW_BYTES = 2000


@dataclass(frozen=True)
class StuckLine:
    """A line that a person must decide about."""

    outbox_id: int
    state: str
    channel: str
    author: str
    text: str
    error: str
    at: datetime
    case_code: str | None
    reachable: bool


@dataclass(frozen=True)
class Letter:
    """A dead letter with a readable beginning of its body."""

    id: int
    source: str
    reason: str
    preview: str
    at: datetime


@dataclass(frozen=True)
class Health:
    """The strip in the header: what is degraded, and how much waits for a decision."""

    parts: list[ComponentState]
    problems: int


def health(session: Session, user: User) -> Health:
    """Return the parts that do not work and the number of open problems that this person may see."""
    letters = session.scalar(select(func.count(DeadLetter.id)).where(DeadLetter.closed_at.is_(None)))
    stuck = session.scalar(select(func.count()).select_from(_stuck_of(user).subquery()))
    parts = degraded(session)
    return Health(parts, (letters or 0 if sees_all(user) else 0) + (stuck or 0) + len(parts))


def stuck_lines(session: Session, user: User) -> list[StuckLine]:
    """Return failed, unsure and held lines of conversations that this person may read, newest first."""
    chosen = _stuck_of(user).order_by(OutboxItem.id.desc()).limit(LIMIT)
    items = session.scalars(
        select(OutboxItem).where(OutboxItem.id.in_(chosen)).order_by(OutboxItem.id.desc())
    ).all()
    texts = dict(
        session.execute(
            select(Message.id, Message.text).where(Message.id.in_([i.message_id for i in items]))
        ).all()
    )
    return [_stuck_line(session, user, item, texts.get(item.message_id, "")) for item in items]


def dead_letters(session: Session, user: User) -> list[Letter]:
    """Return the open dead letters. They may hold anybody's words: only who sees every case sees them."""
    if not sees_all(user):
        return []
    rows = session.scalars(
        select(DeadLetter).where(DeadLetter.closed_at.is_(None)).order_by(DeadLetter.id.desc()).limit(LIMIT)
    )
    return [Letter(row.id, row.source, row.reason, _preview(row.body), row.created_at) for row in rows]


def all_parts(session: Session) -> list[ComponentState]:
    """Return the state of every part, those in trouble first."""
    rows = session.scalars(select(ComponentState)).all()
    return sorted(rows, key=lambda row: (row.state == "ok", row.name))


def _stuck_of(user: User) -> Select[int]:
    chosen = select(OutboxItem.id).where(OutboxItem.state.in_(STUCK))
    if sees_all(user):
        return chosen
    mine = select(Case.conversation_id).where(visible_cases(user))
    return chosen.where(OutboxItem.conversation_id.in_(mine))


def _stuck_line(session: Session, user: User, item: OutboxItem, text: str) -> StuckLine:
    case_code = session.scalar(
        select(Case.code)
        .where(Case.conversation_id == item.conversation_id, visible_cases(user))
        .order_by(Case.id.desc())
        .limit(1)
    )
    conversation = session.get(Conversation, item.conversation_id)
    return StuckLine(
        outbox_id=item.id,
        state=item.state,
        channel=item.channel,
        author=item.author,
        text=text,
        error=item.error or "",
        at=state_time(item) or item.wired_at or item.created_at,
        case_code=case_code,
        reachable=conversation is None or conversation.identity.reachable,
    )


def _preview(body: bytes | None) -> str:
    return (body or b"")[:_PREVIEW_BYTES].decode("utf-8", "replace").replace("\x00", "�")
