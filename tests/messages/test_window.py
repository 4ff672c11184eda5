"""The 24 hours of WhatsApp, told beforehand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.outbox import say
from bot.messages.window import park, release_parked, what_will_happen
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import OutboxItem
from tests.factories import ago, make_conversation


@pytest.mark.parametrize(
    ("channel", "hours", "templates", "fate"),
    [
        ("telegram", 500, {}, "now"),
        ("whatsapp", 1, {}, "now"),
        ("whatsapp", 23.9, {}, "now"),
        ("whatsapp", 23.99, {}, "parked"),
        ("whatsapp", 25, {}, "parked"),
        ("whatsapp", 25, {"en": "answer_waiting"}, "template"),
        ("whatsapp", 25, {"fr": "reponse"}, "parked"),
        ("whatsapp", None, {}, "parked"),
    ],
)
def test_what_will_happen(
    store: Store, channel: str, hours: float | None, templates: dict[str, str], fate: str
) -> None:
    now = utcnow()
    last = None if hours is None else ago(now, hours=hours)

    def work(session: Session) -> str:
        conversation = make_conversation(session, channel, last_inbound_at=last)
        return what_will_happen(session, conversation, now=now, templates=templates)

    assert store.write_now(work) == fate


def test_a_parked_line_waits_and_goes_when_the_person_writes(store: Store) -> None:
    def states(session: Session) -> list[tuple[str, str]]:
        rows = session.scalars(select(OutboxItem).order_by(OutboxItem.id))
        return [(row.author, row.state) for row in rows]

    def work(session: Session) -> None:
        conversation = make_conversation(session, "whatsapp", last_inbound_at=ago(days=2))
        for author in ("operator", "bot"):
            message = say(session, conversation, author, "Your passport is ready")
            session.flush()
            assert park(session, message.id) == 1
        assert states(session) == [("operator", "held"), ("bot", "held")]
        assert release_parked(session, conversation.id) == 1
        session.expire_all()
        assert states(session) == [("operator", "queued"), ("bot", "held")]
        assert release_parked(session, conversation.id) == 0

    store.write_now(work)
    released = store.read_now(
        lambda s: s.scalars(select(OutboxItem).where(OutboxItem.state == "queued")).one()
    )
    assert released.due_at <= utcnow() + timedelta(seconds=1)
    assert released.error is None
