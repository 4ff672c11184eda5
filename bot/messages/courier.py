"""The courier's database side: take what is due, record how it went. Sending itself is ``delivery``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from bot.messages.errors import SendError
from bot.messages.inbox import bury
from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import Conversation, OutboxItem
from bot.store.tables.outbox import UNSENT

SENDING_HOLD = timedelta(seconds=10)
"""A row still "sending" after this long belongs to a courier that died: one that lives extends the hold."""
SAFETY_RESENDS = 5
"""So often an unsure safety line goes again; a platform that always cuts the answer must not flood a person."""
GIVE_UP_AFTER = timedelta(hours=24)
MAX_BACKOFF_S = 300.0
WINDOW_CLOSED = "131047"


def take_due(session: Session, now: datetime, limit: int, paused: Sequence[int] = ()) -> list[OutboxItem]:
    """Take the lines that may be wired now: of each conversation the earliest unsent one.

    A safety line does not wait behind ordinary ones. A line of the bot made under an older ownership
    epoch is suppressed here, in the same commit that would have let it out.

    Args:
        paused: conversations that must not be written to yet (pacing).
    """
    _suppress_stale(session, now)
    earlier = aliased(OutboxItem)
    due = (
        select(OutboxItem.id)
        .join(Conversation, Conversation.id == OutboxItem.conversation_id)
        .where(
            OutboxItem.state.in_(("queued", "errored")),
            OutboxItem.due_at <= now,
            OutboxItem.conversation_id.not_in(paused),
            (OutboxItem.author != "bot") | (OutboxItem.epoch == Conversation.ownership_epoch),
            ~exists().where(
                earlier.conversation_id == OutboxItem.conversation_id,
                earlier.state.in_(UNSENT),
                earlier.priority <= OutboxItem.priority,
                earlier.id < OutboxItem.id,
            ),
        )
        .order_by(OutboxItem.priority, OutboxItem.id)
        .limit(limit)
        # Locking the conversation makes a claim and this check wait for each other.
        .with_for_update(skip_locked=True)
    )
    taken = session.scalars(
        update(OutboxItem)
        .where(OutboxItem.id.in_(due.scalar_subquery()), OutboxItem.state.in_(("queued", "errored")))
        .values(state="sending", attempts=OutboxItem.attempts + 1, due_at=now + SENDING_HOLD, wired_at=now)
        .returning(OutboxItem)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    return sorted(taken, key=lambda item: (item.priority, item.id))


def _suppress_stale(session: Session, now: datetime) -> None:
    current = (
        select(Conversation.ownership_epoch)
        .where(Conversation.id == OutboxItem.conversation_id)
        .scalar_subquery()
    )
    suppressed = session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.state.in_(("queued", "errored")),
            OutboxItem.due_at <= now,
            OutboxItem.author == "bot",
            OutboxItem.epoch != current,
        )
        .values(state="suppressed")
        .returning(OutboxItem.id)
        .execution_options(synchronize_session=False)
    ).all()
    if suppressed:
        wake(session, "desk")


def record_wired(session: Session, item_id: int, external_id: str, has_receipts: bool) -> None:
    """The platform took the line: *wired* where receipts follow, else *sent*."""
    item = session.get_one(OutboxItem, item_id, with_for_update=True)
    item.external_id = external_id
    item.error = item.error_code = None
    if item.state in ("sending", "unsure"):  # A receipt may have come first.
        item.state = "wired" if has_receipts else "sent"
        item.sent_at = None if has_receipts else utcnow()
    wake(session, "outbox", "desk")


def record_failure(session: Session, item_id: int, error: SendError) -> None:
    """Decide what a failed send means: try again, unsure, held, or failed for good."""
    item = session.get_one(OutboxItem, item_id, with_for_update=True)
    now = utcnow()
    item.error_code, item.error = error.code[:40], error.text
    if error.unreachable:
        conversation = session.get_one(Conversation, item.conversation_id)
        conversation.identity.reachable = False
    if not error.certain and item.author == "safety" and item.attempts <= SAFETY_RESENDS:
        # A doubled safety line is better than none: the first goes again at once.
        item.state = "errored"
        item.due_at = now if item.attempts <= 1 else now + timedelta(seconds=backoff(item.attempts - 1))
    elif not error.certain:
        item.state = "unsure"
    elif error.retryable and now - item.created_at < GIVE_UP_AFTER:
        item.state = "errored"
        item.due_at = now + timedelta(seconds=error.retry_after_s or backoff(item.attempts))
    elif error.code == WINDOW_CLOSED:
        item.state = "held"
    else:
        item.state = "failed"
        bury(session, "outbox", f"{error.code}: {error.text}", None, item.id)
    wake(session, "outbox", "desk")


def backoff(attempts: int) -> float:
    """Return the seconds to wait before the next attempt: 1, 2, 4 … 300."""
    return min(MAX_BACKOFF_S, 2.0 ** max(0, attempts - 1))


def extend_hold(session: Session, item_ids: Sequence[int], now: datetime) -> None:
    """Keep the rows that are being sent from being taken for those of a dead courier."""
    if item_ids:
        session.execute(
            update(OutboxItem)
            .where(OutboxItem.id.in_(item_ids), OutboxItem.state == "sending")
            .values(due_at=now + SENDING_HOLD)
            .execution_options(synchronize_session=False)
        )


def recover_abandoned(session: Session, now: datetime, *, alone: bool = False) -> int:
    """Free the rows of a courier that died while sending; returns how many.

    Nobody can tell whether they arrived: safety lines go again, all others are *unsure*.

    Args:
        alone: this is the only courier and it is sending nothing, so that every such row is abandoned.
    """
    abandoned = select(OutboxItem).where(OutboxItem.state == "sending")
    if not alone:
        abandoned = abandoned.where(OutboxItem.due_at <= now)
    items = session.scalars(abandoned.order_by(OutboxItem.id).with_for_update(skip_locked=True)).all()
    for item in items:
        record_failure(
            session,
            item.id,
            SendError(
                "interrupted", "The sender stopped while this was being sent.", retryable=True, certain=False
            ),
        )
    return len(items)


def retry_unsure(session: Session, item_id: int) -> None:
    """An operator decided that an unsure, failed or held line is to be sent again."""
    item = session.get_one(OutboxItem, item_id, with_for_update=True)
    if item.state in ("unsure", "failed", "held"):
        item.state, item.due_at, item.attempts = "queued", utcnow(), 0
        wake(session, "outbox", "desk")
