"""Turns steps of cases into deliveries: a scan by id, with a mark that moves only past what has settled.

Ids are given out before the commit, so that a lower one may appear after a higher one. The mark therefore
stays a minute behind; what lies above it is looked at again, and the unique key makes that harmless.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.tables import Case, CaseEvent, Desk, Lease, Webhook, WebhookDelivery

LEASE = "webhooks"
HELD_FOR = timedelta(seconds=15)
SETTLED_AFTER = timedelta(seconds=60)
"""Longer than any transaction of the service."""
CODES = frozenset(
    {
        "level",
        "urgency",
        "topic",
        "status",
        "partner",
        "from",
        "to",
        "desk",
        "from_desk",
        "to_desk",
        "outcome_code",
        "country",
        "incident",
        "state",
        "due_at",
        "ring_level",
    }
)
"""Data of a step that is coded: no words of people, no ids of ours."""
WORDS = frozenset({"why", "reason", "note", "place", "outcome"})
"""Data of a step in words: only of cases that nobody watches."""


def take_lease(session: Session, now: datetime, holder: str) -> int | None:
    """Take or prolong the right to scan; returns the mark, or None while another process has it.

    At the very first time the mark is where the history ends: what was before is not sent.
    """
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    newest = session.scalar(select(func.max(CaseEvent.id))) or 0
    session.execute(
        dialect.insert(Lease)
        .values(name=LEASE, holder=holder, until=now, value=str(newest))
        .on_conflict_do_nothing()
    )
    row = session.execute(
        update(Lease)
        .where(Lease.name == LEASE, or_(Lease.holder == holder, Lease.until <= now))
        .values(holder=holder, until=now + HELD_FOR)
        .returning(Lease.value)
        .execution_options(synchronize_session=False)
    ).first()
    return None if row is None else int(row.value or 0)


def give_back(session: Session, now: datetime, holder: str) -> None:
    """Let another process scan at once."""
    session.execute(
        update(Lease)
        .where(Lease.name == LEASE, Lease.holder == holder)
        .values(until=now)
        .execution_options(synchronize_session=False)
    )


def move_mark(session: Session, now: datetime, holder: str, mark: int) -> int:
    """Move the mark past everything that has settled; returns it."""
    unsettled = session.scalar(
        select(func.min(CaseEvent.id)).where(CaseEvent.id > mark, CaseEvent.at >= now - SETTLED_AFTER)
    )
    settled = unsettled - 1 if unsettled is not None else session.scalar(select(func.max(CaseEvent.id))) or 0
    if settled <= mark:
        return mark
    session.execute(
        update(Lease)
        .where(Lease.name == LEASE, Lease.holder == holder)
        .values(value=str(settled))
        .execution_options(synchronize_session=False)
    )
    return settled


def queue_events(
    session: Session, webhooks: Sequence[Webhook], after: int, limit: int, since: datetime | None = None
) -> int | None:
    """Make the missing deliveries of up to ``limit`` steps after an id.

    Args:
        since: send steps from here on; without it a webhook is told of what came after it was made.

    Returns:
        The id of the last step looked at; None when there was none.
    """
    steps = session.execute(
        select(CaseEvent, Case, Desk.code)
        .join(Case, Case.id == CaseEvent.case_id)
        .join(Desk, Desk.id == Case.desk_id)
        .where(CaseEvent.id > after)
        .order_by(CaseEvent.id)
        .limit(limit)
    ).all()
    if not steps:
        return None
    rows = [
        {"webhook_id": webhook.id, "event_id": event.id, "payload": payload_of(event, case, desk_code)}
        for event, case, desk_code in steps
        for webhook in webhooks
        if event.at >= (since or webhook.created_at) and wants(webhook, event, case)
    ]
    if rows:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.execute(dialect.insert(WebhookDelivery).on_conflict_do_nothing(), rows)
    last: int = steps[-1][0].id
    return last


def wants(webhook: Webhook, event: CaseEvent, case: Case) -> bool:
    """Whether a webhook is told of a step: its kind and its desk are chosen."""
    chosen = not webhook.events or event.kind in webhook.events
    return chosen and (webhook.desk_id is None or webhook.desk_id == case.desk_id)


def payload_of(event: CaseEvent, case: Case, desk_code: str) -> dict[str, Any]:
    """Return what is sent of a step; DO NOT CALL travels along, words of a watched case never do."""
    return {
        "id": event.id,
        "kind": event.kind,
        "case": case.code,
        "desk": desk_code,
        "at": event.at.isoformat(),
        "by": _by(event.actor),
        "topic": case.topic,
        "urgency": case.urgency,
        "status": case.status,
        "exercise": case.exercise,
        "watched": case.watched,
        "do_not_call": bool(case.marks.get("do_not_call") or case.contact_rule.get("do_not_call")),
        "data": _data(event.data, CODES if case.watched else CODES | WORDS),
    }


def _data(data: dict[str, Any], allowed: Iterable[str]) -> dict[str, Any]:
    return {
        name: value
        for name, value in data.items()
        if name in allowed and isinstance(value, str | int | float | bool)
    }


def _by(actor: str) -> str:
    """Who did it, without the names of our people."""
    if actor in ("bot", "system", "traveller") or actor.startswith("api:"):
        return actor
    return "operator"
