"""From bodies to rows: repeats, dead letters, values that a database refuses."""

from __future__ import annotations

import msgspec
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels import receiving
from bot.channels.receiving import Received, keep, read
from bot.channels.whatsapp.adapter import WhatsAppAdapter
from bot.channels.wire import unreadable
from bot.messages.types import Inbound
from bot.store.database import Store
from bot.store.tables import DeadLetter, InboundUpdate, Lease
from tests.channels.payloads import load
from tests.factories import inbound


def count(table: type) -> int:
    """Return a reader of the number of rows."""
    return lambda session: session.scalar(select(func.count()).select_from(table))  # type: ignore[return-value]


def dead_letters() -> float:
    return REGISTRY.get_sample_value("lindung_dead_letters_total", {"source": "test"}) or 0.0


async def test_repeats_fall_away(store: Store) -> None:
    body = Received(b"{}", (inbound("one"), inbound("two")))
    assert await keep(store, "test", [body]) == 2
    assert await keep(store, "test", [body, body]) == 0
    assert await store.read(count(InboundUpdate)) == 2


async def test_what_cannot_be_read_is_kept_and_counted(store: Store) -> None:
    before = dead_letters()
    await keep(store, "test", [Received(b"\xff\x00rubbish", problem="no JSON")])
    letter = await store.read(lambda s: s.scalars(select(DeadLetter)).one())
    assert (letter.source, letter.reason, letter.body) == ("test", "no JSON", b"\xff\x00rubbish")
    assert dead_letters() == before + 1


async def test_an_unreadable_piece_is_buried_once(store: Store) -> None:
    piece = unreadable("whatsapp", "1", {"x": 1}, "It names no sender.")
    body = Received(b"{}", (inbound("one"), piece))
    for _ in range(2):
        await keep(store, "test", [body])
    letters = await store.read(lambda s: list(s.scalars(select(DeadLetter))))
    assert [(letter.reason, letter.body) for letter in letters] == [("It names no sender.", b'{"x": 1}')]
    assert await store.read(count(InboundUpdate)) == 2


async def test_a_value_the_database_refuses_costs_nobody_else(store: Store) -> None:
    bad = msgspec.structs.replace(inbound("bad"), external_id="lone \ud800 surrogate")
    good = [inbound("one"), inbound("two")]
    finished = []
    new = await keep(
        store,
        "test",
        [Received(b"raw", (good[0], bad, good[1]))],
        lambda session: finished.append(session),
    )
    assert new == 2
    assert await store.read(count(InboundUpdate)) == 2
    letter = await store.read(lambda s: s.scalars(select(DeadLetter)).one())
    assert letter.body == b"raw"
    assert finished


async def test_a_failing_finish_stores_nothing(store: Store) -> None:
    def fail(session: Session) -> None:
        raise OperationalError("update", {}, Exception("away"))

    with pytest.raises(OperationalError):
        await keep(store, "test", [Received(b"{}", (inbound("one"),))], fail)
    assert await store.read(count(InboundUpdate)) == 0
    assert await store.read(count(Lease)) == 0


class _Broken:
    name = "test"

    def split(self, body: bytes) -> list[Inbound]:
        raise ZeroDivisionError


def test_a_fault_of_ours_is_a_dead_letter_too() -> None:
    received = read(_Broken(), b"body")  # type: ignore[arg-type]
    assert (received.body, received.events) == (b"body", ())
    assert "ZeroDivisionError" in received.problem


async def test_a_real_batch(store: Store) -> None:
    adapter = WhatsAppAdapter("t", "106540352242922", "s", "http://127.0.0.1:9", "v26.0")
    body = load("whatsapp", "batch")
    assert await keep(store, "whatsapp", [receiving.read(adapter, body)]) == 8
    rows = await store.read(lambda s: list(s.scalars(select(InboundUpdate).order_by(InboundUpdate.id))))
    assert [row.raw for row in rows] == [body] + [None] * 7
    assert len({row.chat_key for row in rows if row.type == "receipt"}) == 2
    await adapter.close()
