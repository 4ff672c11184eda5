"""Tells Telegram who the bot is and how updates shall come: profile, menu, webhook or polling."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog
from ruamel.yaml import YAML
from telegram import BotCommand
from telegram.error import TelegramError

from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.telegram.inbound import ALLOWED_UPDATES
from bot.settings import Settings

log = structlog.get_logger(__name__)
PROFILE = Path(__file__).with_name("profile.yml")
WEBHOOK_PATH = "/telegram/webhook"


def load_profile(path: Path = PROFILE) -> dict[str, Any]:
    """Read the profile file."""
    profile: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return profile


async def set_up(adapter: TelegramAdapter, settings: Settings) -> list[str]:
    """Set the way of delivery, then the profile.

    Never raises: the service must start without Telegram. Returns sentences on what did not work.
    """
    problems = await _attempt(lambda: _set_delivery(adapter, settings), "How updates arrive could not be set")
    if not problems:
        problems += await _attempt(lambda: set_profile(adapter), "The bot's profile could not be set")
    for problem in problems:
        log.warning("telegram_set_up", problem=problem)
    return problems


async def keep_set_up(adapter: TelegramAdapter, settings: Settings, stop: asyncio.Event) -> None:
    """Set up as soon as Telegram can be reached, then wait for ``stop``: a loop of the service."""
    pause = 5.0
    while not stop.is_set() and await set_up(adapter, settings):
        try:
            await asyncio.wait_for(stop.wait(), pause)
        except TimeoutError:
            pause = min(900.0, pause * 3)
    await stop.wait()


async def _set_delivery(adapter: TelegramAdapter, settings: Settings) -> None:
    """Webhook or polling. What waits at Telegram is kept either way."""
    if settings.telegram_mode == "webhook":
        await adapter.bot.set_webhook(
            settings.base_url + WEBHOOK_PATH,
            secret_token=adapter.webhook_secret,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
        )
    else:
        await adapter.bot.delete_webhook(drop_pending_updates=False)


async def set_profile(adapter: TelegramAdapter, profile: dict[str, Any] | None = None) -> None:
    """Set name, descriptions and menu in every language, where they differ from what is set.

    Telegram allows few changes of a name a day, so that what is right is left alone.

    Raises:
        TelegramError: Telegram refused, or cannot be reached.
    """
    profile = profile or load_profile()
    bot = adapter.bot
    if (await bot.get_my_name()).name != profile["name"]:
        await bot.set_my_name(profile["name"])
    default = profile["default_language"]
    for code, words in {"": profile["languages"][default], **profile["languages"]}.items():
        language = code or None
        if (await bot.get_my_description(language)).description != words["description"]:
            await bot.set_my_description(words["description"], language)
        short = (await bot.get_my_short_description(language)).short_description
        if short != words["short_description"]:
            await bot.set_my_short_description(words["short_description"], language)
        commands = [BotCommand(name, shown) for name, shown in words["commands"].items()]
        if list(await bot.get_my_commands(language_code=language)) != commands:
            await bot.set_my_commands(commands, language_code=language)


async def _attempt(work: Callable[[], Awaitable[None]], complaint: str) -> list[str]:
    try:
        await work()
    except TelegramError as error:
        return [f"{complaint}: {error.message}"]
    except (TypeError, KeyError, ValueError) as error:
        return [f"{complaint}: Telegram's answer could not be read ({type(error).__name__})."]
    return []
