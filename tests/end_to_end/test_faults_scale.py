"""Several engines and couriers over PostgreSQL, with repeats, batches and disorder from the platforms."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.end_to_end.ledger import check
from tests.end_to_end.running import World, world
from tests.end_to_end.traffic import dialogue_ready, open_lines, settle, write_all

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.xdist_group("end_to_end"),
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
SEED = 3109
PARTS = {"engine-1": "engine", "engine-2": "engine", "courier-1": "courier", "courier-2": "courier"}


async def start_parts(running: World) -> None:
    """Start two engines and two couriers beside the web role, and wait for the dialogue."""
    for name, role in PARTS.items():
        running.processes.start_service(role, name)
    await dialogue_ready(running.store)


async def test_two_engines_and_two_couriers_do_everything_once(database_url: str, tmp_path: Path) -> None:
    dice = random.Random(SEED)
    async with world(database_url, tmp_path, roles="web") as running:
        await start_parts(running)
        lines = await open_lines(running)
        await running.simulator.webhooks("telegram", duplicate=1000)
        await running.simulator.webhooks("whatsapp", duplicate=1000)
        for _ in range(5):
            await running.simulator.webhooks(
                "whatsapp", batch=dice.choice([2, 3]), shuffle=2, shape="entries"
            )
            await write_all(lines, 2, dice, longest_pause=0.2)
            await running.simulator.flush("whatsapp")
        await settle(running, running.store)
        states = await check(running.store, lines)
        assert set(states) <= {"sent", "delivered", "read"}


async def test_disorder_from_telegram_is_taken_in_order_of_acceptance(
    database_url: str, tmp_path: Path
) -> None:
    async with world(database_url, tmp_path, roles="web") as running:
        await start_parts(running)
        lines = await open_lines(running)
        await running.simulator.webhooks("telegram", shuffle=15, duplicate=1000)
        await write_all(lines, 10, random.Random(SEED), longest_pause=0.1)
        await running.simulator.flush("telegram")
        await settle(running, running.store)
        await check(running.store, lines, in_order=False)


async def test_an_engine_and_a_courier_die_and_the_others_go_on(database_url: str, tmp_path: Path) -> None:
    dice = random.Random(SEED + 1)
    async with world(database_url, tmp_path, roles="web") as running:
        await start_parts(running)
        lines = await open_lines(running)
        for victim in ("engine-1", "courier-2"):
            writing = asyncio.create_task(write_all(lines, 4, dice, longest_pause=0.2))
            await asyncio.sleep(dice.uniform(0.2, 0.5))
            running.processes.kill(victim)
            await writing
        await write_all(lines, 2, dice, longest_pause=0.2)
        await settle(running, running.store)
        await check(running.store, lines, resends=True)
