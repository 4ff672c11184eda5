"""The whole service is killed again and again while people write."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from tests.end_to_end.ledger import check
from tests.end_to_end.running import world
from tests.end_to_end.traffic import CRY, dialogue_ready, open_lines, settle, write_all

pytestmark = [pytest.mark.rasa, pytest.mark.xdist_group("end_to_end")]
KILLS = 4
SEED = 1147


async def test_killed_again_and_again_nothing_is_lost_or_doubled(database_url: str, tmp_path: Path) -> None:
    dice = random.Random(SEED)
    async with world(database_url, tmp_path) as running:
        await dialogue_ready(running.store)
        lines = await open_lines(running)
        for number in range(KILLS):
            if number % 2:
                # Every second time the engine is known to be at work; else the kill falls into its start.
                await settle(running, running.store)
                for platform in ("telegram", "whatsapp"):
                    # The line arrives and the answer does not, so that the kill falls into a send for certain.
                    await running.simulator.fail(platform, "hang", count=2, seconds=5)
            writing = asyncio.create_task(write_all(lines, 1, dice, longest_pause=0.8))
            await asyncio.sleep(dice.uniform(0.05, 1.2))
            running.processes.kill("service")
            await asyncio.sleep(dice.uniform(0, 0.3))
            running.processes.start_service()
            await writing
            await running.processes.wait_for_service()
        await running.simulator.call("DELETE", "/faults")
        await write_all(lines, 2, dice, longest_pause=0.3)
        await settle(running, running.store)
        states = await check(running.store, lines, resends=True)
        print(f"outbox rows by state: {dict(states)}")
        assert 1 <= states["unsure"] <= 2 * KILLS


async def test_polling_goes_on_at_once_after_a_kill(tmp_path: Path) -> None:
    async with world(f"sqlite:///{tmp_path / 'lindung.db'}", tmp_path, rasa=False) as running:
        running.processes.environment["LINDUNG_TELEGRAM_MODE"] = "polling"
        phone = await running.simulator.new_phone("telegram", "Dewi", language_code="en")
        for words, answer in (("good morning", "essentials"), (CRY, "112")):
            running.processes.kill("service")
            await phone.send_text(words)
            running.processes.start_service()
            await running.processes.wait_for_service()
            await phone.wait_for(answer, timeout=10)
