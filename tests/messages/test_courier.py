"""The outbox and the courier: order, ownership, failures, receipts."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.ownership import take_conversation
from bot.messages.courier import (
    GIVE_UP_AFTER,
    backoff,
    record_failure,
    record_wired,
    recover_abandoned,
    retry_unsure,
    take_due,
)
from bot.messages.errors import SendError
from bot.messages.outbox import delivery_states, say
from bot.messages.receipts import apply_receipt
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Conversation, DeadLetter, OutboxItem
from tests.factories import inbound, make_conversation, make_desk, make_user


def queue(store: Store, *lines: tuple[str, str], channel: str = "telegram") -> int:
    """Queue (author, text) lines in one new conversation; return its id."""

    def work(session: Session) -> int:
        conversation = make_conversation(session, channel)
        for author, text in lines:
            say(session, conversation, author, text)
        return conversation.id

    return store.write_now(work)


def take(store: Store) -> list[str]:
    return store.write_now(lambda s: [item.payload["text"] for item in take_due(s, utcnow(), 50)])


def only(store: Store) -> OutboxItem:
    return store.read_now(lambda s: s.scalars(select(OutboxItem)).one())


def test_one_line_of_a_conversation_at_a_time(store: Store) -> None:
    queue(store, ("bot", "one"), ("bot", "two"))
    queue(store, ("bot", "three"))
    assert take(store) == ["one", "three"]
    assert take(store) == []
    store.write_now(lambda s: record_wired(s, 1, "x1", has_receipts=False))
    assert take(store) == ["two"]


def test_a_safety_line_does_not_wait_behind_ordinary_ones(store: Store) -> None:
    queue(store, ("bot", "chat"), ("safety", "call 112"))
    assert take(store) == ["call 112", "chat"]


def test_long_texts_are_several_rows_in_order(store: Store) -> None:
    queue(store, ("operator", ("A sentence of some length. " * 300).strip()))
    rows = store.read_now(lambda s: list(s.scalars(select(OutboxItem).order_by(OutboxItem.id))))
    assert len(rows) > 1
    assert all(len(row.payload["text"]) <= 4096 and row.payload["text"].endswith(".") for row in rows)


def test_after_a_claim_no_line_of_the_bot_is_wired(store: Store) -> None:
    def work(session: Session) -> None:
        desk = make_desk(session)
        user = make_user(session, desk)
        conversation = make_conversation(session)
        say(session, conversation, "bot", "bot line")
        say(session, conversation, "safety", "safety line")
        take_conversation(session, conversation.id, user.id)
        say(session, session.get_one(Conversation, conversation.id), "operator", "I am here")

    store.write_now(work)
    assert take(store) == ["safety line"]
    store.write_now(lambda s: record_wired(s, 2, "x", has_receipts=False))
    assert take(store) == ["I am here"]
    states = store.read_now(lambda s: {i.payload["text"]: i.state for i in s.scalars(select(OutboxItem))})
    assert states["bot line"] == "suppressed"


async def test_claims_and_courier_race(store: Store) -> None:
    """In whichever order they commit: a line wired before the claim, or never."""

    def setup(session: Session) -> tuple[list[int], int]:
        desk = make_desk(session)
        user = make_user(session, desk)
        conversations = [make_conversation(session) for _ in range(20)]
        for conversation in conversations:
            say(session, conversation, "bot", "line")
        return [c.id for c in conversations], user.id

    conversation_ids, user_id = store.write_now(setup)
    jobs = [
        asyncio.to_thread(store.write_now, lambda s, c=c: take_conversation(s, c, user_id))
        for c in conversation_ids
    ]
    jobs += [asyncio.to_thread(store.write_now, lambda s: len(take_due(s, utcnow(), 5))) for _ in range(10)]
    await asyncio.gather(*jobs)
    assert store.write_now(lambda s: len(take_due(s, utcnow(), 50))) == 0
    items = store.read_now(lambda s: list(s.scalars(select(OutboxItem))))
    assert {item.state for item in items} <= {"sending", "suppressed"}


@pytest.mark.parametrize(
    ("author", "error", "state"),
    [
        ("bot", SendError("429", "wait", retryable=True, retry_after_s=7), "errored"),
        ("bot", SendError("net", "refused", retryable=True), "errored"),
        ("bot", SendError("timeout", "?", certain=False), "unsure"),
        ("safety", SendError("timeout", "?", certain=False), "errored"),
        ("operator", SendError("131047", "window closed"), "held"),
        ("operator", SendError("400", "bad"), "failed"),
        ("bot", SendError("403", "blocked", unreachable=True), "failed"),
    ],
)
def test_what_a_failure_means(store: Store, author: str, error: SendError, state: str) -> None:
    queue(store, (author, "x"))
    take(store)
    store.write_now(lambda s: record_failure(s, 1, error))
    item = only(store)
    assert (item.state, item.error) == (state, error.text)
    if error.retry_after_s:
        assert item.due_at > utcnow() + timedelta(seconds=5)
    if state == "failed":
        assert store.read_now(lambda s: s.scalars(select(DeadLetter)).one()).reference_id == 1
    reachable = store.read_now(lambda s: s.scalars(select(Conversation)).one().identity.reachable)
    assert reachable is not error.unreachable


def test_an_uncertain_safety_line_goes_again_at_once(store: Store) -> None:
    queue(store, ("safety", "call 112"))
    take(store)
    store.write_now(lambda s: record_failure(s, 1, SendError("timeout", "?", certain=False)))
    assert take(store) == ["call 112"]


def test_a_line_is_given_up_after_a_day(store: Store) -> None:
    queue(store, ("bot", "x"))

    def age(session: Session) -> None:
        session.get_one(OutboxItem, 1).created_at = utcnow() - GIVE_UP_AFTER - timedelta(minutes=1)

    store.write_now(age)
    take(store)
    store.write_now(lambda s: record_failure(s, 1, SendError("net", "down", retryable=True)))
    assert only(store).state == "failed"


def test_back_off_grows_and_is_bounded() -> None:
    waits = [backoff(n) for n in range(1, 14)]
    assert waits == sorted(waits)
    assert waits[0] == 1
    assert waits[-1] == 300


def test_lines_of_a_dead_courier(store: Store) -> None:
    queue(store, ("bot", "ordinary"))
    queue(store, ("safety", "call 112"))
    take(store)
    later = utcnow() + timedelta(minutes=5)
    assert store.write_now(lambda s: recover_abandoned(s, later)) == 2
    states = store.read_now(lambda s: {i.payload["text"]: i.state for i in s.scalars(select(OutboxItem))})
    assert states == {"ordinary": "unsure", "call 112": "errored"}


def test_an_operator_may_send_an_unsure_line_again(store: Store) -> None:
    queue(store, ("operator", "x"))
    take(store)
    store.write_now(lambda s: record_failure(s, 1, SendError("timeout", "?", certain=False)))
    assert take(store) == []
    store.write_now(lambda s: retry_unsure(s, 1))
    assert take(store) == ["x"]


def receipt(status: str, message_id: str = "wamid.1", **values: str):
    return inbound(
        type="receipt", channel="whatsapp", message_id=message_id, status=status,
        external_id=f"{message_id}:{status}", **values,
    )  # fmt: skip


def test_receipts_only_move_forward(store: Store) -> None:
    queue(store, ("bot", "x"), channel="whatsapp")
    take(store)
    store.write_now(lambda s: record_wired(s, 1, "wamid.1", has_receipts=True))
    assert only(store).state == "wired"
    for status, expected in (("read", "read"), ("delivered", "read"), ("sent", "read")):
        assert store.write_now(lambda s, status=status: apply_receipt(s, receipt(status)))
        assert only(store).state == expected
    assert only(store).delivered_at is not None


def test_a_receipt_may_come_before_our_own_note(store: Store) -> None:
    queue(store, ("bot", "x"), channel="whatsapp")
    take(store)
    assert store.write_now(lambda s: apply_receipt(s, receipt("delivered", tracking="1")))
    store.write_now(lambda s: record_wired(s, 1, "wamid.1", has_receipts=True))
    assert only(store).state == "delivered"


def test_a_receipt_settles_an_unsure_line(store: Store) -> None:
    queue(store, ("bot", "x"), channel="whatsapp")
    take(store)
    store.write_now(lambda s: record_failure(s, 1, SendError("timeout", "?", certain=False)))
    assert store.write_now(lambda s: apply_receipt(s, receipt("sent", tracking="1")))
    assert only(store).state == "sent"


def test_a_failed_receipt_tells_the_reason(store: Store) -> None:
    queue(store, ("bot", "x"), channel="whatsapp")
    take(store)
    store.write_now(lambda s: record_wired(s, 1, "wamid.1", has_receipts=True))
    store.write_now(
        lambda s: apply_receipt(s, receipt("failed", error_code="131026", error_text="not there"))
    )
    assert store.read_now(lambda s: delivery_states(s, [1])) == {1: ("failed", "not there")}


def test_an_unknown_receipt_is_not_applied(store: Store) -> None:
    assert not store.write_now(lambda s: apply_receipt(s, receipt("sent", tracking="99")))
