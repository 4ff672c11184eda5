"""The clock: every part has its turn, and one that fails stops none of the others."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.engine.runtime import Runtime
from bot.engine.texts import Texts
from bot.engine.timers import Clock
from bot.settings import ROOT, load_settings
from bot.store.database import Store
from bot.store.tables import Case, Timer
from tests.cases.people import danger
from tests.factories import make_desk, make_user


@pytest.fixture
def clock(store: Store, tmp_path: Path) -> Clock:
    """A clock over the store."""
    environment = {"LINDUNG_DATA_DIR": str(tmp_path), "LINDUNG_DATABASE_URL": store.url}
    settings = load_settings(environment, tmp_path / "none.env")
    return Clock(Runtime(settings, store, Texts(ROOT / "nlu_data"), nlu=None))


def ring_long_ago(session: Session) -> None:
    """A case whose desk should have rung some seconds ago."""
    make_user(session, make_desk(session), "siti")
    danger(session)
    for timer in session.scalars(select(Timer)):
        timer.due_at -= timedelta(seconds=17)


async def test_it_runs_until_it_is_stopped(store: Store, clock: Clock) -> None:
    store.write_now(ring_long_ago)
    stop = asyncio.Event()
    task = asyncio.create_task(clock.run(stop))
    async with asyncio.timeout(20):
        while not await store.read(lambda s: s.scalars(select(Case.ring_level)).one()):
            await asyncio.sleep(0.02)
        stop.set()
        await task


async def test_a_part_that_fails_stops_none_of_the_others(store: Store, clock: Clock) -> None:
    def broken(_session: Session, _now: datetime) -> None:
        raise KeyError("a bug")

    store.write_now(ring_long_ago)
    await clock.round((broken, *clock.quick, broken, *clock.slow))
    assert store.read_now(lambda s: s.scalars(select(Case.ring_level)).one()) == 1


async def test_a_lost_database_is_told_to_the_service(clock: Clock) -> None:
    def away(_session: Session, _now: datetime) -> None:
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    with pytest.raises(OperationalError):
        await clock.round((away,))


def test_one_round_by_hand(store: Store, clock: Clock) -> None:
    store.write_now(ring_long_ago)
    store.write_now(clock.tick)
    assert store.read_now(lambda s: s.scalars(select(Case.ring_level)).one()) == 1
