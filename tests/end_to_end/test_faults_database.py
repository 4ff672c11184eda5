"""PostgreSQL breaks connections, or is away: what was not stored is not acknowledged, and comes again."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bot.store.database import Store
from tests.end_to_end.database_proxy import DatabaseProxy
from tests.end_to_end.ledger import check
from tests.end_to_end.running import World, world
from tests.end_to_end.traffic import Line, dialogue_ready, open_lines, settle, write_all

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.xdist_group("end_to_end"),
    pytest.mark.parametrize("database_url", ["postgres"], indirect=True),
]
BREAKS = 8
SEED = 2211
TERMINATE = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def write_and_break(lines: list[Line], dice: random.Random, broken) -> None:  # type: ignore[no-untyped-def]
    """Let everybody write ten messages while the connections break at random moments."""
    for _ in range(BREAKS):
        writing = asyncio.create_task(write_all(lines, 1, dice, longest_pause=0.4))
        await asyncio.sleep(dice.uniform(0.02, 0.6))
        await broken()
        await writing
    await write_all(lines, 2, dice, longest_pause=0.2)


async def test_terminated_connections_change_nothing(database_url: str, tmp_path: Path) -> None:
    async with world(database_url, tmp_path) as running:
        await dialogue_ready(running.store)
        lines = await open_lines(running)
        ended: list[int] = []

        async def terminate() -> None:
            ended.append(
                await asyncio.to_thread(
                    running.store.read_now, lambda session: session.execute(TERMINATE).scalar_one()
                )
            )

        await write_and_break(lines, random.Random(SEED), terminate)
        await settle(running, running.store)
        assert sum(ended) >= BREAKS, "nothing was terminated"
        # Nobody died: what was sent is known, whatever the database did meanwhile.
        states = await check(running.store, lines)
        assert set(states) <= {"sent", "delivered", "read"}


async def test_broken_off_in_the_middle_of_a_commit(database_url: str, tmp_path: Path) -> None:
    """The network breaks, so that the answer to a commit may be lost: nothing is done twice."""
    with DatabaseProxy(database_url) as proxy:
        async with world(proxy.url, tmp_path) as running:
            await dialogue_ready(running.store)
            lines = await open_lines(running)
            dice = random.Random(SEED + 1)

            async def break_often() -> None:
                for _ in range(4):
                    await asyncio.to_thread(proxy.lose_answers, dice.uniform(0.0, 0.06))
                    await asyncio.sleep(dice.uniform(0.0, 0.1))

            await write_and_break(lines, dice, break_often)
            await settle(running, running.store)
            await check(running.store, lines)


async def test_away_for_seconds_nothing_is_acknowledged_and_all_comes_again(
    database_url: str, tmp_path: Path
) -> None:
    direct = Store(database_url)
    with DatabaseProxy(database_url) as proxy:
        async with world(proxy.url, tmp_path) as running:
            await dialogue_ready(running.store)
            lines = await open_lines(running)
            await write_all(lines, 3, random.Random(SEED), longest_pause=0.1)
            await settle(running, direct)
            await asyncio.to_thread(proxy.cut)
            before = await _stored(direct)

            await write_all(
                lines, 3, random.Random(SEED), longest_pause=0.1
            )  # The cry for help is among them.
            await _refused(running)
            assert await _stored(direct) == before
            hooks = await running.simulator.call("GET", "/webhooks")
            assert hooks["telegram"]["pending_update_count"] == 9
            assert hooks["whatsapp"]["undelivered"] >= 9
            await _says_so_itself(running)

            await asyncio.to_thread(proxy.restore)
            await write_all(lines, 4, random.Random(SEED), longest_pause=0.1)
            await settle(running, direct)
            await check(direct, lines)
    await asyncio.to_thread(direct.close)


async def _stored(store: Store) -> int:
    count = text("SELECT count(*) FROM inbound_updates")
    return int(await asyncio.to_thread(store.read_now, lambda session: session.execute(count).scalar_one()))


async def _refused(running: World) -> None:
    """Wait until both platforms were told 503."""
    async with asyncio.timeout(15):
        while True:
            hooks = await running.simulator.call("GET", "/webhooks")
            told = (hooks["telegram"].get("last_error_message", ""), hooks["whatsapp"]["last_error"])
            if all("503" in words for words in told):
                return
            await asyncio.sleep(0.1)


async def _says_so_itself(running: World) -> None:
    async with httpx.AsyncClient(base_url=running.base_url, trust_env=False, timeout=15) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
