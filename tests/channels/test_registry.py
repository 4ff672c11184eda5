"""Which channels are built."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.channels.registry import build_adapters, telegram_secret
from bot.settings import Settings, load_settings

TELEGRAM = {"LINDUNG_TELEGRAM_TOKEN": "1:x"}
WHATSAPP = {"LINDUNG_WHATSAPP_TOKEN": "t", "LINDUNG_WHATSAPP_PHONE_NUMBER_ID": "7"}


def settings(tmp_path: Path, **values: str) -> Settings:
    return load_settings({"LINDUNG_DATA_DIR": str(tmp_path), **values}, tmp_path / "none")


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({}, []),
        (TELEGRAM, ["telegram"]),
        (WHATSAPP, ["whatsapp"]),
        ({**TELEGRAM, **WHATSAPP}, ["telegram", "whatsapp"]),
        ({"LINDUNG_WHATSAPP_TOKEN": "t"}, []),
    ],
)
async def test_configured_channels(tmp_path: Path, values: dict[str, str], names: list[str]) -> None:
    adapters = build_adapters(settings(tmp_path, **values))
    # Drills have a channel of their own that sends nothing anywhere.
    assert sorted(adapters) == sorted([*names, "exercise"])
    for name, adapter in adapters.items():
        assert adapter.name == name
        await adapter.close()


def test_telegrams_secret_is_always_there(tmp_path: Path) -> None:
    derived = telegram_secret(settings(tmp_path))
    assert derived == telegram_secret(settings(tmp_path))
    assert 32 <= len(derived) <= 256
    assert derived.isalnum()
    given = settings(tmp_path, LINDUNG_TELEGRAM_WEBHOOK_SECRET="mine")
    assert telegram_secret(given) == "mine"


async def test_tokens_stay_out_of_the_log(tmp_path: Path) -> None:
    for adapter in build_adapters(settings(tmp_path, **TELEGRAM)).values():
        await adapter.close()
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
