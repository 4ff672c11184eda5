"""Leases: one handler a conversation, and nothing overtakes a message that failed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.engine.leases import LeaseLost, extend, free_all, hold, take_lease
from bot.messages.inbox import accept, fail
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Conversation, InboundUpdate
from tests.factories import inbound, make_conversation


def wait_in(session: Session, *texts: str) -> Conversation:
    """Return a conversation in which these messages wait for their turn."""
    conversation = make_conversation(session)
    events = [inbound(text) for text in texts]
    accept(session, events)
    ids = [event.external_id for event in events]
    for row in session.scalars(select(InboundUpdate).where(InboundUpdate.external_id.in_(ids))):
        row.state, row.conversation_id = "screened", conversation.id
    session.flush()
    return conversation


def rows(session: Session) -> list[InboundUpdate]:
    """Return the waiting messages in their order."""
    return list(session.scalars(select(InboundUpdate).order_by(InboundUpdate.id)))


def test_one_holder_at_a_time(store: Store) -> None:
    store.write_now(lambda s: wait_in(s, "one") and None)
    lease = store.write_now(lambda s: take_lease(s, "a"))
    assert lease is not None
    assert store.write_now(lambda s: take_lease(s, "b")) is None

    def expire(session: Session) -> None:
        session.scalars(select(Conversation)).one().lease_until = utcnow() - timedelta(seconds=1)

    store.write_now(expire)
    assert store.write_now(lambda s: take_lease(s, "b")) is not None
    with pytest.raises(LeaseLost):
        store.write_now(lambda s: hold(s, lease))


def test_nothing_overtakes_a_message_that_failed(store: Store) -> None:
    store.write_now(lambda s: wait_in(s, "fails", "later") and None)
    lease = store.write_now(lambda s: take_lease(s, "a"))
    assert lease is not None
    store.write_now(lambda s: fail(s, rows(s)[0], "broken", 60))
    assert not store.write_now(lambda s: extend(s, lease))
    assert store.write_now(lambda s: take_lease(s, "a")) is None

    def time_passes(session: Session) -> None:
        rows(session)[0].due_at = utcnow() - timedelta(seconds=1)

    store.write_now(time_passes)
    lease = store.write_now(lambda s: take_lease(s, "a"))
    assert lease is not None
    assert store.write_now(lambda s: extend(s, lease))


def test_leases_of_a_dead_process_are_given_back(store: Store) -> None:
    store.write_now(lambda s: wait_in(s, "one") and None)
    assert store.write_now(lambda s: take_lease(s, "dead")) is not None
    store.write_now(free_all)
    assert store.write_now(lambda s: take_lease(s, "alive")) is not None
