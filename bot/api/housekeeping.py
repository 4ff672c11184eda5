"""Removes what the interface needs no longer: old keys, used signatures, delivered events."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.api.idempotency import KEPT_FOR
from bot.api.signing import TOLERANCE
from bot.store.tables import IdempotencyKey, UsedSignature, WebhookDelivery

DELIVERED_KEPT_FOR = timedelta(days=30)


def prune(session: Session, now: datetime) -> None:
    """Remove what is older than it is useful."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT_FOR))
    # A signature that is out of its time is refused as such; a margin for clocks that were set back.
    session.execute(delete(UsedSignature).where(UsedSignature.used_at < now - 6 * TOLERANCE))
    session.execute(
        delete(WebhookDelivery).where(
            WebhookDelivery.state == "delivered", WebhookDelivery.delivered_at < now - DELIVERED_KEPT_FOR
        )
    )
