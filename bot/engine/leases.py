"""The lease on a conversation: one handler at a time, over any number of engines."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Exists, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.store.base import utcnow
from bot.store.tables import Conversation, InboundUpdate

LEASE_FOR = timedelta(seconds=15)
"""Longer than the longest turn; a crashed engine's conversations are free again after it."""


@dataclass(frozen=True)
class Lease:
    """The right to handle a conversation; the token is checked again in the commit."""

    conversation_id: int
    token: str


class LeaseLost(Exception):
    """Another engine has taken the conversation; what was worked out is dropped."""


def _put_off(now: datetime) -> Exists:
    """Whether a message of the conversation has failed and waits: the later ones must not overtake it."""
    failed = aliased(InboundUpdate)
    return exists().where(
        failed.conversation_id == Conversation.id,
        failed.state == "screened",
        failed.attempts > 0,
        failed.due_at > now,
    )


def take_lease(session: Session, holder: str) -> Lease | None:
    """Take the conversation whose waiting message should be handled next: critical ones first."""
    now = utcnow()
    waiting = (
        select(Conversation.id)
        .join(InboundUpdate, InboundUpdate.conversation_id == Conversation.id)
        .where(
            InboundUpdate.state == "screened",
            InboundUpdate.due_at <= now,
            or_(Conversation.lease_until.is_(None), Conversation.lease_until < now),
            ~_put_off(now),
        )
        .order_by(InboundUpdate.critical.desc(), InboundUpdate.id)
        .limit(1)
        .with_for_update(of=Conversation, skip_locked=True)
    )
    token = secrets.token_hex(16)
    taken = session.execute(
        update(Conversation)
        .where(
            Conversation.id == waiting.scalar_subquery(),
            or_(Conversation.lease_until.is_(None), Conversation.lease_until < now),
        )
        .values(lease_holder=holder, lease_token=token, lease_until=now + LEASE_FOR)
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    return None if taken is None else Lease(taken, token)


def hold(session: Session, lease: Lease) -> Conversation:
    """Lock the conversation for the commit and check that the lease is still ours.

    Raises:
        LeaseLost: it is not.
    """
    conversation = session.get_one(
        Conversation, lease.conversation_id, with_for_update=True, populate_existing=True
    )
    if conversation.lease_token != lease.token:
        raise LeaseLost
    return conversation


def extend(session: Session, lease: Lease) -> bool:
    """Prolong the lease when more waits in the conversation, else give it back; returns whether it does."""
    conversation = hold(session, lease)
    now = utcnow()
    more = session.scalar(
        select(Conversation.id).where(
            Conversation.id == lease.conversation_id,
            exists().where(
                InboundUpdate.conversation_id == Conversation.id,
                InboundUpdate.state == "screened",
                InboundUpdate.due_at <= now,
            ),
            ~_put_off(now),
        )
    )
    if more is not None:
        conversation.lease_until = now + LEASE_FOR
        return True
    conversation.lease_token = conversation.lease_holder = conversation.lease_until = None
    return False


def free_all(session: Session) -> None:
    """Give back every lease: for the one process of an embedded database, when it starts."""
    session.execute(
        update(Conversation)
        .where(Conversation.lease_until.is_not(None))
        .values(lease_holder=None, lease_token=None, lease_until=None)
        .execution_options(synchronize_session=False)
    )
