"""The loop: each call once, over several senders; tried again; given up where somebody sees it."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.notify.notifier import Notice, NotifyError
from bot.notify.queue import HOLD, MAX_ATTEMPTS, take_due
from bot.notify.sender import PushSender
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, DeadLetter, Push, PushTarget, User
from tests.cases.people import danger, make_away
from tests.factories import ago, make_desk

PEOPLE = 20


class Phone:
    """A way of calling that remembers, and fails as it is told."""

    def __init__(self, *failures: Exception) -> None:
        self.calls: list[tuple[str, Notice]] = []
        self.failures = list(failures)
        self.hang: asyncio.Event | None = None

    async def send(self, address: str, notice: Notice) -> None:
        await asyncio.sleep(0)
        if self.hang is not None:
            await self.hang.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.calls.append((address, notice))

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def world(store: Store) -> Store:
    """A case that rings at a desk with nobody at a screen: everyone of it is called."""

    def setup(session: Session) -> None:
        desk = make_desk(session)
        for number in range(PEOPLE):
            make_away(session, desk, f"op{number}", interface_language="zh")
        danger(session)

    store.write_now(setup)
    return store


async def send_all(sender: PushSender) -> None:
    while await sender.send_due():
        await sender.finish()
    await sender.finish()


def states(store: Store) -> Counter[str]:
    return Counter(store.read_now(lambda s: s.scalars(select(Push.state)).all()))


def change(store: Store, table: type[Any], **values: Any) -> None:
    store.write_now(lambda s: s.execute(update(table).values(**values)))


async def test_each_is_called_once_by_several_senders(world: Store) -> None:
    phone = Phone()
    senders = [PushSender(world, {"email": phone}) for _ in range(4)]
    await asyncio.gather(*(send_all(sender) for sender in senders))
    assert Counter(address for address, _notice in phone.calls) == Counter(
        {f"op{number}@example.org": 1 for number in range(PEOPLE)}
    )
    assert states(world) == {"sent": PEOPLE}
    code = world.read_now(lambda s: s.scalars(select(Case.code)).one())
    assert {notice.text for _address, notice in phone.calls} == {f"危急 {code} · Jakarta 112"}


async def test_it_wakes_and_stops(world: Store) -> None:
    phone, stop = Phone(), asyncio.Event()
    task = asyncio.create_task(PushSender(world, {"email": phone}).run(stop))
    async with asyncio.timeout(20):
        while len(phone.calls) < PEOPLE:
            await asyncio.sleep(0.02)
        stop.set()
        await task
    assert states(world) == {"sent": PEOPLE}


async def test_one_that_hangs_holds_up_no_other_way(world: Store) -> None:
    slow, quick = Phone(), Phone()
    slow.hang = asyncio.Event()
    world.write_now(lambda s: s.execute(update(PushTarget).where(PushTarget.id > 3).values(kind="telegram")))
    sender = PushSender(world, {"email": slow, "telegram": quick})
    stop = asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    async with asyncio.timeout(20):
        while len(quick.calls) < PEOPLE - 3:
            await asyncio.sleep(0.02)
        assert slow.calls == []
        slow.hang.set()
        stop.set()
        await task
    assert len(slow.calls) == 3


async def test_a_passing_failure_is_tried_again(world: Store) -> None:
    world.write_now(lambda s: s.execute(update(PushTarget).where(PushTarget.id > 1).values(active=False)))
    phone = Phone(NotifyError("busy", retryable=True), RuntimeError("a bug"))
    sender = PushSender(world, {"email": phone})
    for _ in range(3):
        await send_all(sender)
        world.write_now(
            lambda s: s.execute(update(Push).where(Push.state == "queued").values(due_at=ago(seconds=1)))
        )
    assert len(phone.calls) == 1
    assert states(world) == {"sent": 1, "void": PEOPLE - 1}
    assert world.read_now(lambda s: s.scalars(select(DeadLetter)).all()) == []


async def test_what_cannot_work_is_told_once_a_person(world: Store) -> None:
    phone = Phone(*(NotifyError("No such address. Correct it.") for _ in range(PEOPLE * 2)))
    sender = PushSender(world, {"email": phone})
    await send_all(sender)
    change(world, Push, state="queued", due_at=ago(seconds=1))
    await send_all(sender)
    assert states(world) == {"failed": PEOPLE}
    letters = world.read_now(lambda s: s.scalars(select(DeadLetter.reason)).all())
    assert len(letters) == PEOPLE
    assert "op0 could not be called by email: No such address. Correct it." in letters
    assert not [reason for reason in letters if "example.org" in reason]


async def test_after_the_last_attempt_it_is_given_up(world: Store) -> None:
    change(world, Push, attempts=MAX_ATTEMPTS - 1)
    phone = Phone(*(NotifyError("down", retryable=True) for _ in range(PEOPLE)))
    await send_all(PushSender(world, {"email": phone}))
    assert states(world) == {"failed": PEOPLE}


async def test_a_way_that_is_not_set_up_says_so(world: Store) -> None:
    await send_all(PushSender(world, {}))
    reasons = world.read_now(lambda s: s.scalars(select(DeadLetter.reason)).all())
    assert all("LINDUNG_SMTP_URL" in reason for reason in reasons)
    assert len(reasons) == PEOPLE


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (Case, {"first_human_at": utcnow()}),
        (Case, {"ladder_epoch": 9}),
        (Case, {"status": "resolved"}),
        (Case, {"status": "waiting"}),
        (User, {"last_seen_at": utcnow() + timedelta(hours=9)}),
        (User, {"on_break": True}),
        (User, {"active": False}),
        (PushTarget, {"active": False}),
    ],
)
async def test_nobody_is_called_who_is_not_needed_any_more(
    world: Store, table: type[Any], values: dict[str, Any]
) -> None:
    change(world, table, **values)
    phone = Phone()
    await send_all(PushSender(world, {"email": phone}))
    assert (phone.calls, states(world)) == ([], {"void": PEOPLE})


def test_the_calls_of_a_sender_that_died_go_out_again(world: Store) -> None:
    now = utcnow()
    first = world.write_now(lambda s: take_due(s, now, limit=PEOPLE))
    assert len(first) == PEOPLE
    assert world.write_now(lambda s: take_due(s, now + HOLD / 2, limit=PEOPLE)) == []
    again = world.write_now(lambda s: take_due(s, now + HOLD, limit=PEOPLE))
    assert {call.push_id for call in again} == {call.push_id for call in first}
