"""Polling: stored before confirmed, one poller of several, nothing blocks it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.telegram import polling, updates
from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.telegram.polling import COMPONENT, Poller
from bot.channels.telegram.polling_lease import LeaseLost, advance, give_back, lease_name, take
from bot.channels.telegram.updates import PollError, next_offset
from bot.simulator import SimulatorClient
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import ComponentState, DeadLetter, InboundUpdate, Lease


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds; fails after some seconds."""
    async with asyncio.timeout(20):
        while not await condition():
            await asyncio.sleep(0.02)


def texts(session: Session) -> list[str]:
    return [
        row.event.get("text", "") for row in session.scalars(select(InboundUpdate).order_by(InboundUpdate.id))
    ]


def offset_of(session: Session) -> int:
    row = session.scalars(select(Lease)).first()
    return int(row.value or 0) if row else 0


class Running:
    """Pollers that run until the test ends."""

    def __init__(self) -> None:
        self.stops: list[asyncio.Event] = []
        self.tasks: list[asyncio.Task[None]] = []

    def start(self, poller: Poller) -> asyncio.Event:
        stop = asyncio.Event()
        self.stops.append(stop)
        self.tasks.append(asyncio.create_task(poller.run(stop)))
        return stop

    async def end(self) -> None:
        for stop in self.stops:
            stop.set()
        async with asyncio.timeout(20):
            await asyncio.gather(*self.tasks)


@pytest.fixture
async def running():  # type: ignore[no-untyped-def]
    running = Running()
    yield running
    await running.end()


async def test_everything_is_stored_once_and_in_order(
    store: Store, telegram: TelegramAdapter, simulator: SimulatorClient, running: Running
) -> None:
    phone = await simulator.new_phone("telegram", "Dewi")
    for number in range(5):
        await phone.send_text(f"before {number}")
    running.start(Poller(store, telegram, "one", timeout_s=2))
    for number in range(5):
        await phone.send_text(f"during {number}")
    expected = [f"{when} {n}" for when in ("before", "during") for n in range(5)]

    async def all_there() -> bool:
        return await store.read(texts) == expected

    await until(all_there)
    stored = await store.read(lambda s: list(s.scalars(select(InboundUpdate).order_by(InboundUpdate.id))))
    assert await store.read(offset_of) == int(stored[-1].external_id) + 1
    assert json.loads(stored[0].raw or b"")["message"]["text"] == "before 0"

    async def noted_as_well() -> bool:
        state = await store.read(lambda s: s.get(ComponentState, COMPONENT))
        return state is not None and state.state == "ok"

    await until(noted_as_well)


async def test_of_two_pollers_one_polls_and_the_other_takes_over(
    store: Store, base_url: str, telegram: TelegramAdapter, simulator: SimulatorClient, running: Running
) -> None:
    other = TelegramAdapter(telegram.token, base_url, "secret")
    phone = await simulator.new_phone("telegram", "Dewi")
    first = running.start(Poller(store, telegram, "one", timeout_s=2, standby_s=0.05))

    async def held_by_one() -> bool:
        return await store.read(lambda s: s.scalar(select(Lease.holder))) == "one"

    await until(held_by_one)
    running.start(Poller(store, other, "two", timeout_s=2, standby_s=0.05))
    await phone.send_text("satu")

    async def one_there() -> bool:
        return await store.read(texts) == ["satu"]

    await until(one_there)
    assert await held_by_one()
    first.set()
    await phone.send_text("dua")

    async def two_there() -> bool:
        return await store.read(texts) == ["satu", "dua"]

    await until(two_there)
    assert await store.read(lambda s: s.scalar(select(Lease.holder))) == "two"
    await running.end()
    await other.close()


async def test_a_poison_update_is_buried_and_passed(
    store: Store,
    telegram: TelegramAdapter,
    running: Running,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chat = {"id": 7, "type": "private", "first_name": "A"}
    batch = [
        b'{"update_id": 10, "message": "not an object"}',
        json.dumps(
            {"update_id": 11, "message": {"message_id": 1, "date": 1, "chat": chat, "text": "a\x00b"}}
        ).encode(),
        b'{"update_id": 12, "message": {"message_id": 2, "chat": {"id": 7}, "text": "\\ud800 tolong"}}',
    ]
    offsets: list[int] = []

    async def deliver(_adapter: TelegramAdapter, offset: int, _timeout_s: int) -> list[bytes]:
        offsets.append(offset)
        if len(offsets) == 1:
            return batch
        await asyncio.sleep(3600)
        return []

    monkeypatch.setattr(polling, "get_updates", deliver)
    running.start(Poller(store, telegram, "one"))

    async def passed() -> bool:
        return offsets[-1:] == [13]

    await until(passed)
    assert await store.read(texts) == ["ab", "� tolong"]
    dead = await store.read(lambda s: list(s.scalars(select(DeadLetter))))
    assert [(letter.source, letter.body) for letter in dead] == [("telegram", batch[0])]


async def test_nothing_is_confirmed_that_is_not_stored(
    store: Store,
    telegram: TelegramAdapter,
    simulator: SimulatorClient,
    running: Running,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = await simulator.new_phone("telegram", "Dewi")
    await phone.send_text("tolong")
    failures = []
    keep = polling.keep

    async def fail_once(*arguments: object) -> int:
        if not failures:
            failures.append(1)
            raise OperationalError("insert", {}, Exception("database is away"))
        return await keep(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(polling, "keep", fail_once)
    running.start(Poller(store, telegram, "one", timeout_s=2))

    async def stored() -> bool:
        return await store.read(texts) == ["tolong"]

    await until(stored)
    assert failures


async def test_a_conflict_is_told_at_once_and_polling_recovers(
    store: Store, telegram: TelegramAdapter, simulator: SimulatorClient, running: Running
) -> None:
    phone = await simulator.new_phone("telegram", "Dewi")
    await telegram.bot.set_webhook("https://elsewhere.example/x")
    running.start(Poller(store, telegram, "one", timeout_s=2))

    def state(session: Session) -> tuple[str, str]:
        row = session.get(ComponentState, COMPONENT)
        return (row.state, row.detail) if row else ("", "")

    async def down() -> bool:
        return (await store.read(state))[0] == "down"

    await until(down)
    assert "LINDUNG_TELEGRAM_MODE=webhook" in (await store.read(state))[1]
    await telegram.bot.delete_webhook()
    await phone.send_text("halo")

    async def stored() -> bool:
        return await store.read(texts) == ["halo"] and (await store.read(state))[0] == "ok"

    await until(stored)


@pytest.mark.parametrize(
    ("status", "description", "words"),
    [
        (409, "Conflict: terminated by other getUpdates request", "Another program"),
        (409, "Conflict: can't use getUpdates method while webhook is active", "webhook"),
        (401, "Unauthorized", "LINDUNG_TELEGRAM_TOKEN"),
        (502, "Bad Gateway", "502"),
    ],
)
async def test_errors_are_explained(
    telegram: TelegramAdapter, simulator: SimulatorClient, status: int, description: str, words: str
) -> None:
    await simulator.fail("telegram", method="getupdates", error={"code": status, "description": description})
    with pytest.raises(PollError, match=words) as caught:
        await updates.get_updates(telegram, 0, 0)
    assert caught.value.code == status


async def test_waiting_time_is_passed_on(telegram: TelegramAdapter, simulator: SimulatorClient) -> None:
    await simulator.fail("telegram", method="getupdates", error={"code": 429, "retry_after": 7})
    with pytest.raises(PollError) as caught:
        await updates.get_updates(telegram, 0, 0)
    assert caught.value.retry_after_s == 7


async def test_nobody_listens() -> None:
    adapter = TelegramAdapter("1:x", "http://127.0.0.1:9", "s")
    with pytest.raises(PollError) as caught:
        await updates.get_updates(adapter, 0, 0)
    await adapter.close()
    assert caught.value.code == 0


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'{"ok":true,"result":[{"update_id":1},{"update_id":2}]}', [1, 2]),
        (b'{"ok":true,"result":[{"update_id":1,"message":{"text":"\\ud800 x"}},{"update_id":2}]}', [1, 2]),
        (b'{"ok":true,"result":[]}', []),
    ],
)
async def test_one_broken_character_does_not_hold_back_the_others(content: bytes, found: list[int]) -> None:
    adapter = await _answering(content)
    got = await updates.get_updates(adapter, 0, 0)
    await adapter.close()
    assert [json.loads(update)["update_id"] for update in got] == found
    assert next_offset(got) == (3 if found else None)


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'{"ok":1}', b'{"ok":true,"result":7}', b"\xff"])
async def test_an_answer_in_no_form_is_an_error(content: bytes) -> None:
    adapter = await _answering(content)
    with pytest.raises(PollError):
        await updates.get_updates(adapter, 0, 0)
    await adapter.close()


async def _answering(content: bytes) -> TelegramAdapter:
    adapter = TelegramAdapter("1:x", "http://127.0.0.1:9", "s")
    await adapter.http.aclose()
    adapter.http = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, content=content))
    )
    return adapter


def test_offset_passes_what_cannot_be_read() -> None:
    assert next_offset([b'{"update_id": 5, "message": 1}', b'{"update_id": 9}', b'{"x": 1}']) == 10
    assert next_offset([b"{}"]) is None


async def test_lease_changes_hands_only_when_it_ended(store: Store) -> None:
    def take_as(holder: str) -> Callable[[Session], int | None]:
        return lambda session: take(store, session, "7", holder)

    assert await store.write(take_as("one")) == 0
    assert await store.write(take_as("two")) is None
    await store.write(lambda s: advance(store, s, "7", "one", 42))
    assert await store.write(take_as("one")) == 42

    def lapse(session: Session) -> None:
        session.get_one(Lease, lease_name("7")).until = utcnow() - timedelta(seconds=1)

    await store.write(lapse)
    assert await store.write(take_as("two")) == 42
    with pytest.raises(LeaseLost):
        await store.write(lambda s: advance(store, s, "7", "one", 50))
    assert await store.read(offset_of) == 42
    await store.write(lambda s: give_back(store, s, "7", "one"))
    assert await store.write(take_as("one")) is None
    await store.write(lambda s: give_back(store, s, "7", "two"))
    assert await store.write(take_as("one")) == 42


async def test_one_of_many_takes_a_fresh_lease(store: Store) -> None:
    taken = await asyncio.gather(
        *(store.write(lambda s, n=n: take(store, s, "7", f"holder-{n}")) for n in range(12))
    )
    assert [one for one in taken if one is not None] == [0]
