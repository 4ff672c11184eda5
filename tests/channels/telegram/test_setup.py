"""Profile and way of delivery at the stand-in."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.telegram.commands import CHOICES
from bot.channels.telegram.inbound import ALLOWED_UPDATES
from bot.channels.telegram.setup import keep_set_up, load_profile, set_up
from bot.settings import Settings, load_settings
from bot.simulator import SimulatorClient

LANGUAGES = ("en", "fr", "id", "zh")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"LINDUNG_DATA_DIR": str(tmp_path)}, tmp_path / "none")


def test_profile_fits_the_platforms_limits() -> None:
    profile = load_profile()
    assert sorted(profile["languages"]) == list(LANGUAGES)
    assert len(profile["name"]) <= 64
    for words in profile["languages"].values():
        assert 1 <= len(words["description"]) <= 512
        assert 1 <= len(words["short_description"]) <= 120
        assert set(words["commands"]) == set(CHOICES)
        assert all(1 <= len(shown) <= 256 for shown in words["commands"].values())
        assert "112" in words["description"]
        assert "112" in words["short_description"]


async def test_profile_is_set_in_every_language(
    telegram: TelegramAdapter, simulator: SimulatorClient, settings: Settings
) -> None:
    assert await set_up(telegram, settings) == []
    profile = load_profile()
    for language in (None, *LANGUAGES):
        words = profile["languages"][language or "en"]
        assert (await telegram.bot.get_my_description(language)).description == words["description"]
        commands = await telegram.bot.get_my_commands(language_code=language)
        assert {command.command: command.description for command in commands} == words["commands"]
    assert (await telegram.bot.get_my_name()).name == "Lindung"


async def test_what_is_right_is_left_alone(
    telegram: TelegramAdapter, simulator: SimulatorClient, settings: Settings
) -> None:
    await set_up(telegram, settings)
    seen = len(await simulator.outgoing(platform="telegram"))
    await set_up(telegram, settings)
    again = (await simulator.outgoing(platform="telegram"))[seen:]
    assert [call["method"] for call in again if call["method"].startswith("setmy")] == []


async def test_webhook_with_secret_and_kinds(
    telegram: TelegramAdapter, simulator: SimulatorClient, settings: Settings
) -> None:
    webhook = replace(settings, telegram_mode="webhook", base_url="https://lindung.example")
    assert await set_up(telegram, webhook) == []
    (call,) = await simulator.outgoing(platform="telegram", method="setwebhook")
    assert call["params"]["url"] == "https://lindung.example/telegram/webhook"
    assert call["params"]["secret_token"] == telegram.webhook_secret
    assert call["params"]["allowed_updates"] == list(ALLOWED_UPDATES)
    assert call["params"].get("drop_pending_updates") in (None, "false")


async def test_polling_removes_a_webhook_and_keeps_what_waits(
    telegram: TelegramAdapter, simulator: SimulatorClient, settings: Settings
) -> None:
    await telegram.bot.set_webhook("https://old.example/x")
    await set_up(telegram, settings)
    assert (await telegram.bot.get_webhook_info()).url == ""


async def test_without_telegram_the_service_starts(settings: Settings) -> None:
    adapter = TelegramAdapter("1:x", "http://127.0.0.1:9", "secret")
    (problem,) = await set_up(adapter, settings)
    assert problem.startswith("How updates arrive could not be set")
    await adapter.close()


async def test_a_refusal_is_told_and_tried_again(
    telegram: TelegramAdapter, simulator: SimulatorClient, settings: Settings
) -> None:
    await simulator.fail(
        "telegram", method="setmydescription", error={"code": 400, "description": "Bad Request: no"}
    )
    (problem,) = await set_up(telegram, settings)
    assert problem == "The bot's profile could not be set: No"
    assert await set_up(telegram, settings) == []


async def test_loop_ends_when_the_service_stops(telegram: TelegramAdapter, settings: Settings) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(keep_set_up(telegram, settings, stop))
    await asyncio.sleep(0)
    stop.set()
    async with asyncio.timeout(20):
        await task
