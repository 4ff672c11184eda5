"""The rows of webhooks: made, listed, switched off, removed, replayed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.api.safe_http import UnsafeUrl, check_url
from bot.api.shapes import WebhookOut
from bot.api.tokens import TokenError, check_name
from bot.api.webhook_events import queue_events
from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import CaseEvent, Desk, Webhook, WebhookDelivery

MOST = 20
"""Webhooks of one partner."""
PAGE = 1000


def add_webhook(
    session: Session,
    name: str,
    url: str,
    events: Sequence[str],
    *,
    desk_id: int | None,
    made_by: str,
    allow_private: bool = False,
) -> Webhook:
    """Make a webhook with a new secret; it is told of what happens from now on.

    Raises:
        TokenError: a value cannot be used, or the name is taken.
    """
    check_name(name)
    try:
        check_url(url, allow_private)
    except UnsafeUrl as error:
        raise TokenError(str(error)) from error
    if session.scalars(select(Webhook.id).where(Webhook.name == name)).first() is not None:
        raise TokenError(
            f"There is a webhook {name} already. Choose another name, or remove the old one first."
        )
    mine = session.scalar(select(func.count()).where(Webhook.made_by == made_by)) or 0
    if mine >= MOST:
        raise TokenError(
            f"{made_by} has {mine} webhooks; more are not possible. Remove one that is not needed."
        )
    row = Webhook(
        name=name,
        url=url,
        secret="whs_" + secrets.token_urlsafe(32),
        events=sorted(set(events)),
        desk_id=desk_id,
        made_by=made_by,
    )
    session.add(row)
    session.flush()
    note(session, made_by, "webhook_added", f"webhook:{name}", url)
    return row


def remove_webhook(session: Session, row: Webhook, actor: str) -> None:
    """Remove a webhook with what is on its way to it; the audit trail keeps that it was there."""
    note(session, actor, "webhook_removed", f"webhook:{row.name}", row.url)
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == row.id))
    session.delete(row)


def set_active(session: Session, row: Webhook, active: bool, actor: str) -> None:
    """Switch a webhook off or on. Off: nothing is sent, signed calls are refused; what waits, waits."""
    row.active = active
    note(session, actor, "webhook_enabled" if active else "webhook_disabled", f"webhook:{row.name}")
    wake(session, "webhooks")


def replay(session: Session, row: Webhook, since: datetime, actor: str) -> int:
    """Send everything since a moment again, also what was delivered; returns how many events.

    The receiver tells repeats by the event's id.

    Raises:
        TokenError: the webhook is switched off.
    """
    if not row.active:
        raise TokenError(
            f"Webhook {row.name} is switched off. Switch it on: lindung webhook enable {row.name}"
        )
    after = (session.scalar(select(func.min(CaseEvent.id)).where(CaseEvent.at >= since)) or 1) - 1
    while (last := queue_events(session, [row], after, PAGE, since=since)) is not None:
        after = last
    again = session.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.webhook_id == row.id,
            WebhookDelivery.event_id.in_(select(CaseEvent.id).where(CaseEvent.at >= since)),
        )
        .values(state="queued", attempts=0, due_at=utcnow(), created_at=utcnow(), error="", delivered_at=None)
        .returning(WebhookDelivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    note(
        session,
        actor,
        "webhook_replayed",
        f"webhook:{row.name}",
        f"{len(again)} events since {since.isoformat()}",
    )
    wake(session, "webhooks")
    return len(again)


def shown(session: Session, rows: Sequence[Webhook]) -> list[WebhookOut]:
    """Return webhooks with how their deliveries stand; secrets are not shown."""
    counts: dict[tuple[int, str], int] = {}
    counted = (
        select(WebhookDelivery.webhook_id, WebhookDelivery.state, func.count())
        .where(WebhookDelivery.webhook_id.in_([row.id for row in rows]))
        .group_by(WebhookDelivery.webhook_id, WebhookDelivery.state)
    )
    for webhook_id, state, count in session.execute(counted):
        counts[webhook_id, state] = count
    codes = dict(session.execute(select(Desk.id, Desk.code)).all()) if rows else {}
    return [
        WebhookOut(
            id=row.id,
            name=row.name,
            url=row.url,
            events=[str(kind) for kind in row.events],
            desk=codes.get(row.desk_id) if row.desk_id is not None else None,
            active=row.active,
            created_at=row.created_at,
            queued=counts.get((row.id, "queued"), 0) + counts.get((row.id, "sending"), 0),
            delivered=counts.get((row.id, "delivered"), 0),
            dead=counts.get((row.id, "dead"), 0),
        )
        for row in rows
    ]


def named(session: Session, name: str) -> Webhook:
    """Return a webhook by its name.

    Raises:
        TokenError: there is none.
    """
    row = session.scalars(select(Webhook).where(Webhook.name == name)).first()
    if row is None:
        raise TokenError(f"There is no webhook '{name[:60]}'. See: lindung webhook list")
    return row
