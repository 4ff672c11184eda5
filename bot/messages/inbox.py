"""The inbox: store what a platform told us, take it up in order, and finish it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from bot.messages.types import Inbound
from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import Conversation, DeadLetter, InboundUpdate

MAX_ATTEMPTS = 5
SCREEN_HOLD = timedelta(seconds=4)
"""How long a row that a worker took stays untouched by others; after a crash it is free again. Short,
because an emergency may be in it; two workers at one row are harmless, the second finds it done."""


def accept(session: Session, events: Sequence[Inbound], raw: bytes | None = None) -> int:
    """Store the events that are new, in their order; return how many were new.

    The body is kept with its first event. Repeats fall away by the unique key (channel, account,
    external id).
    """
    rows: list[dict[str, Any]] = [
        {
            "channel": event.channel,
            "account": event.account,
            "external_id": event.external_id,
            "type": event.type,
            "chat_key": _chat_key(event),
            "event": msgspec.to_builtins(event),
            "raw": raw if number == 0 else None,
            "sent_at": event.sent_at,
        }
        for number, event in enumerate(events)
    ]
    if not rows:
        return 0
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    new = 0
    for row in rows:  # One statement a row keeps the ids in the order of the batch.
        statement = dialect.insert(InboundUpdate).values(**row).on_conflict_do_nothing()
        new += session.execute(statement.returning(InboundUpdate.id)).first() is not None
    if new:
        wake(session, "inbox")
    return new


def _chat_key(event: Inbound) -> str:
    who = event.sender.user_id if event.sender else event.chat_id
    return f"{event.channel}:{event.account}:{who}"[:200]


def bury(
    session: Session, source: str, reason: str, body: bytes | None, reference_id: int | None = None
) -> None:
    """Keep what could not be read or handled where an operator sees it."""
    session.add(DeadLetter(source=source, reason=printable(reason), body=body, reference_id=reference_id))
    wake(session, "desk")


def printable(reason: str) -> str:
    """Return a reason that every database takes: the words of an error may hold what caused it."""
    return reason[:2000].replace("\x00", "").encode("utf-8", "replace").decode()


def take_received(session: Session, limit: int) -> list[InboundUpdate]:
    """Take the oldest rows nobody has looked at, one for each sender; they stay ours for a few seconds.

    A row waits as long as an earlier one of its sender is not screened: order within a conversation
    holds over several engines.
    """
    now = utcnow()
    earlier = aliased(InboundUpdate)
    oldest = (
        select(InboundUpdate.id)
        .where(
            InboundUpdate.state == "received",
            InboundUpdate.due_at <= now,
            ~exists().where(
                earlier.chat_key == InboundUpdate.chat_key,
                earlier.state == "received",
                earlier.id < InboundUpdate.id,
            ),
        )
        .order_by(InboundUpdate.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = session.scalars(
        update(InboundUpdate)
        .where(InboundUpdate.id.in_(oldest.scalar_subquery()), InboundUpdate.state == "received")
        .values(due_at=now + SCREEN_HOLD)
        .returning(InboundUpdate)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return sorted(taken, key=lambda row: row.id)


def next_for_turn(session: Session, conversation: Conversation) -> InboundUpdate | None:
    """Return the next message of a conversation whose turn it is.

    Acceptance order; WhatsApp gives no order, so there its own time counts within what is not handled.
    """
    order = (
        (InboundUpdate.sent_at, InboundUpdate.id)
        if conversation.identity.channel == "whatsapp"
        else (InboundUpdate.id,)
    )
    return session.scalars(
        select(InboundUpdate)
        .where(InboundUpdate.conversation_id == conversation.id, InboundUpdate.state == "screened")
        .order_by(*order)
        .limit(1)
    ).first()


def event_of(row: InboundUpdate) -> Inbound:
    """Return the stored event."""
    return msgspec.convert(row.event, Inbound)


def finish(row: InboundUpdate, state: str = "handled") -> None:
    """Mark a row as done: handled or ignored."""
    row.state = state
    row.handled_at = utcnow()
    row.error = None


def fail(session: Session, row: InboundUpdate, error: str, wait_s: float = 0.5) -> bool:
    """Put a row off after a failure; after the last attempt it is given up. Returns whether it was.

    Args:
        wait_s: half of the first wait in seconds; each one after it is twice as long.
    """
    row.attempts += 1
    row.error = printable(error)
    if row.attempts < MAX_ATTEMPTS:
        row.due_at = utcnow() + timedelta(seconds=wait_s * 2**row.attempts)
        return False
    row.state = "failed"
    row.handled_at = utcnow()
    bury(session, "inbox", f"Given up after {row.attempts} attempts: {error}", row.raw, row.id)
    return True
