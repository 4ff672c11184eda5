"""The inbox: dedupe, order, giving up."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.messages.inbox import MAX_ATTEMPTS, accept, event_of, fail, next_for_turn, take_received
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import DeadLetter, InboundUpdate
from tests.factories import inbound, make_conversation, receive


def test_repeats_fall_away(store: Store) -> None:
    event = inbound()
    assert store.write_now(lambda s: receive(s, event, event)) == 1
    assert store.write_now(lambda s: receive(s, event)) == 0
    other_account = inbound(external_id=event.external_id, account="2")
    assert store.write_now(lambda s: receive(s, other_account)) == 1


async def test_the_same_update_at_once_is_stored_once(store: Store) -> None:
    event = inbound()
    new = await asyncio.gather(
        *(asyncio.to_thread(store.write_now, lambda s: receive(s, event)) for _ in range(12))
    )
    assert sum(new) == 1


def test_a_stored_event_comes_back_whole(store: Store) -> None:
    event = inbound("tolong 救命 🆘", detail={"a": [1]})
    store.write_now(lambda s: receive(s, event))
    assert store.read_now(lambda s: event_of(s.scalars(select(InboundUpdate)).one())) == event


def test_only_the_earliest_of_a_sender_is_taken(store: Store) -> None:
    store.write_now(lambda s: receive(s, inbound("1", "a"), inbound("2", "a"), inbound("3", "b")))
    texts = store.write_now(lambda s: [event_of(row).text for row in take_received(s, 10)])
    assert texts == ["1", "3"]
    assert store.write_now(lambda s: take_received(s, 10)) == []


def test_a_row_of_a_crashed_worker_is_free_again(store: Store) -> None:
    store.write_now(lambda s: receive(s, inbound("1", "a")))
    store.write_now(lambda s: take_received(s, 10))

    def wait(session):
        session.scalars(select(InboundUpdate)).one().due_at = utcnow() - timedelta(seconds=1)

    store.write_now(wait)
    assert len(store.write_now(lambda s: take_received(s, 10))) == 1


def test_two_takers_never_get_the_same_row(store: Store) -> None:
    store.write_now(lambda s: receive(s, *(inbound(str(n), f"user{n}") for n in range(30))))

    async def race() -> list[list[int]]:
        take = lambda: store.write_now(lambda s: [row.id for row in take_received(s, 10)])  # noqa: E731
        return await asyncio.gather(*(asyncio.to_thread(take) for _ in range(6)))

    taken = [number for batch in asyncio.run(race()) for number in batch]
    assert len(taken) == len(set(taken))


def test_a_failing_row_ends_in_the_dead_letters(store: Store) -> None:
    store.write_now(lambda s: receive(s, inbound()))

    def once(session):
        return fail(session, session.scalars(select(InboundUpdate)).one(), "broken")

    given_up = [store.write_now(once) for _ in range(MAX_ATTEMPTS)]
    assert given_up == [False] * (MAX_ATTEMPTS - 1) + [True]
    letter = store.read_now(lambda s: s.scalars(select(DeadLetter)).one())
    assert "broken" in letter.reason
    assert letter.source == "inbox"


def test_whatsapp_goes_by_its_own_time_among_what_waits(store: Store) -> None:
    def order(channel: str) -> list[str]:
        def work(session):
            conversation = make_conversation(session, channel)
            now = utcnow()
            late = inbound("second", channel=channel, sent_at=now)
            early = inbound("first", channel=channel, sent_at=now - timedelta(seconds=5))
            accept(session, [late, early])
            for row in session.scalars(select(InboundUpdate).where(InboundUpdate.channel == channel)):
                row.state, row.conversation_id = "screened", conversation.id
            session.flush()
            texts = []
            while (row := next_for_turn(session, conversation)) is not None:
                texts.append(event_of(row).text)
                row.state = "handled"
                session.flush()
            return texts

        return store.write_now(work)

    assert order("whatsapp") == ["first", "second"]
    assert order("telegram") == ["second", "first"]
