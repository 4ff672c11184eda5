"""Trial calls: through the same queue, marked as trial, to the person at the screen too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.notify.notifier import NotifyError
from bot.notify.sender import PushSender
from bot.notify.targets import TargetRefused, add_target, switch_off
from bot.notify.trials import BETWEEN, latest_trials, send_trial
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import DeadLetter, Push, PushTarget, User
from tests.factories import make_desk, make_user
from tests.notify.test_sender import Phone, send_all


@pytest.fixture
def world(store: Store) -> Store:
    """Siti sits at her screen and has one address."""

    def setup(session: Session) -> None:
        user = make_user(session, make_desk(session), interface_language="zh")
        add_target(session, user, "email", "siti@example.org")

    store.write_now(setup)
    return store


def siti(session: Session) -> User:
    return session.scalars(select(User).where(User.login == "siti")).one()


def ask(store: Store, target_id: int = 1, now=None) -> Push:
    return store.write_now(lambda s: send_trial(s, siti(s), target_id, now or utcnow()))


def newest(store: Store) -> Push:
    return store.read_now(lambda s: latest_trials(s, siti(s)))[1]


async def test_it_goes_out_though_the_person_is_at_a_screen_and_says_what_it_is(world: Store) -> None:
    assert ask(world).case_id is None
    assert newest(world).state == "queued"
    phone = Phone()
    await send_all(PushSender(world, {"email": phone}))
    ((address, notice),) = phone.calls
    assert (address, notice.text) == ("siti@example.org", "测试 · Jakarta 112")
    assert (newest(world).state, newest(world).error) == ("sent", "")


async def test_a_failure_is_told_to_the_person_and_makes_no_letter(world: Store) -> None:
    ask(world)
    await send_all(PushSender(world, {"email": Phone(NotifyError("No such address. Correct it."))}))
    assert (newest(world).state, newest(world).error) == ("failed", "No such address. Correct it.")
    assert world.read_now(lambda s: s.scalars(select(DeadLetter)).all()) == []


async def test_a_passing_failure_is_tried_again_and_its_reason_is_seen(world: Store) -> None:
    ask(world)
    phone = Phone(NotifyError("busy", retryable=True))
    await send_all(PushSender(world, {"email": phone}))
    assert (newest(world).state, newest(world).error) == ("queued", "busy")
    world.write_now(lambda s: s.execute(update(Push).values(due_at=utcnow())))
    await send_all(PushSender(world, {"email": phone}))
    assert newest(world).state == "sent"


@pytest.mark.parametrize("state", ["queued", "sending", "sent", "failed"])
def test_one_at_a_time_and_not_too_often(world: Store, state: str) -> None:
    now = utcnow()
    ask(world, now=now)
    world.write_now(lambda s: s.execute(update(Push).values(state=state)))
    with pytest.raises(TargetRefused) as caught:
        ask(world, now=now + BETWEEN - timedelta(seconds=1))
    assert caught.value.code == "soon"
    assert len(world.read_now(lambda s: s.scalars(select(Push)).all())) == 1
    assert ask(world, now=now + BETWEEN).state == "queued"
    before = world.read_now(lambda s: s.scalars(select(Push.state).order_by(Push.id)).first())
    assert before == ("void" if state in ("queued", "sending") else state)


def test_nobody_tries_what_is_off_or_another_ones(world: Store) -> None:
    def other(session: Session) -> int:
        wei = make_user(session, siti(session).desk, "wei")
        return add_target(session, wei, "telegram", "5").id

    theirs = world.write_now(other)
    world.write_now(lambda s: switch_off(s, siti(s), 1) and None)
    for target_id in (theirs, 1, 999):
        with pytest.raises(TargetRefused):
            ask(world, target_id)
    assert world.read_now(lambda s: s.scalars(select(Push)).all()) == []


@pytest.mark.parametrize(("table", "values"), [(PushTarget, {"active": False}), (User, {"active": False})])
async def test_switched_off_in_between_it_is_void(world: Store, table, values) -> None:
    ask(world)
    world.write_now(lambda s: s.execute(update(table).values(**values)))
    phone = Phone()
    await send_all(PushSender(world, {"email": phone}))
    assert (phone.calls, newest(world).state) == ([], "void")
