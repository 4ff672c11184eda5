"""Receipts move a sent line forward: wired → sent → delivered → read, or to failed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.inbox import bury
from bot.messages.types import Inbound
from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import OutboxItem

ORDER = ("queued", "errored", "sending", "unsure", "wired", "sent", "delivered", "read")


def apply_receipt(session: Session, event: Inbound) -> bool:
    """Apply one receipt; returns False when its line is not known (yet)."""
    item = _find(session, event)
    if item is None:
        return False
    at = event.sent_at or utcnow()
    item.external_id = item.external_id or event.message_id
    if event.status == "failed":
        if item.state not in ("delivered", "read"):
            item.state = "held" if event.error_code == "131047" else "failed"
            item.error_code, item.error = event.error_code[:40], event.error_text
            bury(session, "outbox", f"{event.error_code}: {event.error_text}", None, item.id)
    elif event.status in ("sent", "delivered", "read"):
        stamp = f"{event.status}_at"
        setattr(item, stamp, getattr(item, stamp) or at)
        if item.state in ORDER and ORDER.index(event.status) > ORDER.index(item.state):
            item.state = event.status
            item.error = item.error_code = None
    wake(session, "desk", "outbox")
    return True


def _find(session: Session, event: Inbound) -> OutboxItem | None:
    """By the platform's id; by our own id, which the platform echoes, when the send was unsure."""
    item = session.scalars(
        select(OutboxItem)
        .where(OutboxItem.channel == event.channel, OutboxItem.external_id == event.message_id)
        .with_for_update()
    ).first()
    if item is None and event.tracking.isdigit():
        item = session.get(OutboxItem, int(event.tracking), with_for_update=True)
        if item is not None and (
            item.channel != event.channel or item.external_id not in (None, event.message_id)
        ):
            return None
    return item
