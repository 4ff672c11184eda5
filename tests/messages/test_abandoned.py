"""What a dead courier leaves behind, and what a living one keeps."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.messages.courier import (
    SAFETY_RESENDS,
    SENDING_HOLD,
    extend_hold,
    record_failure,
    recover_abandoned,
    take_due,
)
from bot.messages.delivery import Courier
from bot.messages.errors import SendError
from bot.messages.outbox import say
from bot.messages.types import Outgoing, SendResult
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import OutboxItem
from tests.factories import make_conversation

UNKNOWN = SendError("no_answer", "nobody can tell", retryable=True, certain=False)


def queue(store: Store, *lines: tuple[str, str]) -> None:
    """Queue (author, text) lines, each in a conversation of its own."""

    def work(session: Session) -> None:
        for author, text in lines:
            say(session, make_conversation(session), author, text)

    store.write_now(work)


def states(store: Store) -> dict[str, str]:
    """Return the state of each line by its text."""
    return store.read_now(lambda s: {i.payload["text"]: i.state for i in s.scalars(select(OutboxItem))})


def test_a_living_courier_keeps_its_lines(store: Store) -> None:
    queue(store, ("bot", "slow"), ("bot", "abandoned"))
    store.write_now(lambda s: take_due(s, utcnow(), 10))
    later = utcnow() + SENDING_HOLD + timedelta(seconds=1)
    store.write_now(lambda s: extend_hold(s, [1], later))
    assert store.write_now(lambda s: recover_abandoned(s, later)) == 1
    assert states(store) == {"slow": "sending", "abandoned": "unsure"}


def test_a_courier_that_is_alone_takes_over_at_once(store: Store) -> None:
    queue(store, ("bot", "ordinary"), ("safety", "call 112"))
    store.write_now(lambda s: take_due(s, utcnow(), 10))
    assert store.write_now(lambda s: recover_abandoned(s, utcnow())) == 0
    assert store.write_now(lambda s: recover_abandoned(s, utcnow(), alone=True)) == 2
    assert states(store) == {"ordinary": "unsure", "call 112": "errored"}


def test_an_unsure_safety_line_goes_again_but_not_for_ever(store: Store) -> None:
    queue(store, ("safety", "call 112"))
    now, sent, waits = utcnow(), 0, []
    while store.write_now(lambda s, now=now: take_due(s, now, 10)):
        sent += 1
        store.write_now(lambda s: record_failure(s, 1, UNKNOWN))
        due = store.read_now(lambda s: s.get_one(OutboxItem, 1).due_at)
        waits.append((due - utcnow()).total_seconds())
        now = due + timedelta(milliseconds=1)
        assert sent < 50
    assert sent == SAFETY_RESENDS + 1
    assert waits[0] <= 0.01
    assert waits[1:-1] == sorted(waits[1:-1])
    assert states(store) == {"call 112": "unsure"}


class Platform:
    """Takes every line; while it does, the database goes away for a moment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
        self.taken: list[str] = []
        self.left = 3
        self._patch, self._store, self._write = monkeypatch, store, store.write

    async def send(self, message: Outgoing) -> SendResult:
        self.taken.append(message.text)
        self._patch.setattr(self._store, "write", self._away)
        return SendResult("x1")

    async def _away(self, work):  # type: ignore[no-untyped-def]
        self.left -= 1
        if self.left >= 0:
            raise OperationalError("write", {}, psycopg.OperationalError("connection refused"))
        return await self._write(work)


async def test_what_is_known_of_a_send_survives_an_outage(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, ("bot", "hello"))
    platform = Platform(monkeypatch, store)
    courier = Courier(store, {"telegram": platform})  # type: ignore[dict-item]
    assert await courier.send_due() == 1
    async with asyncio.timeout(10):
        while states(store)["hello"] == "sending":
            await asyncio.sleep(0.05)
    assert (platform.taken, states(store)) == (["hello"], {"hello": "sent"})
