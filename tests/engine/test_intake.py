"""A received message opens the platform's window again: what waited for it goes out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.engine.intake import conversation_of, transcribe
from bot.messages.outbox import say
from bot.messages.window import park
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Conversation, InboundUpdate, OutboxItem
from tests.factories import inbound, make_desk, receive

DAYS = timedelta(days=2)


def write(session: Session, age: timedelta = timedelta()) -> Conversation:
    event = inbound("hello", channel="whatsapp", sent_at=utcnow() - age)
    receive(session, event)
    row = session.scalars(select(InboundUpdate).order_by(InboundUpdate.id.desc()).limit(1)).one()
    conversation = conversation_of(session, event)
    transcribe(session, row, event, conversation)
    return conversation


@pytest.mark.parametrize(
    ("exposed", "age", "states"),
    [
        ("", timedelta(), {"operator": "queued", "status": "queued", "bot": "held"}),
        ("watched", timedelta(), {"operator": "queued", "status": "held", "bot": "held"}),
        ("silent", timedelta(), {"operator": "queued", "status": "held", "bot": "held"}),
        ("", timedelta(hours=30), {"operator": "held", "status": "held", "bot": "held"}),
    ],
)
def test_parked_lines_go_when_the_person_writes(
    store: Store, exposed: str, age: timedelta, states: dict[str, str]
) -> None:
    """A message that was thirty hours on its way opens no window."""

    def work(session: Session) -> dict[str, str]:
        make_desk(session)
        conversation = write(session, DAYS)
        for author in states:
            park(session, say(session, conversation, author, "Your passport is ready").id)
        if exposed:
            setattr(conversation, exposed, True)
        write(session, age)
        session.expire_all()
        return {item.author: item.state for item in session.scalars(select(OutboxItem))}

    assert store.write_now(work) == states
