"""A running simulator with both adapters against it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.whatsapp.adapter import WhatsAppAdapter
from bot.simulator import SimulatorClient, SimulatorConfig, running_simulator

SECRET = "telegram-webhook-secret"


@pytest.fixture
def config() -> SimulatorConfig:
    """Settings of the simulator; nothing listens at its service's address."""
    return SimulatorConfig(service_url="http://127.0.0.1:9", pacing=False, retry_scale=0.004)


@pytest_asyncio.fixture
async def base_url(config: SimulatorConfig) -> AsyncIterator[str]:
    """Address of the stand-ins."""
    async with running_simulator(config) as url:
        yield url


@pytest_asyncio.fixture
async def simulator(base_url: str) -> AsyncIterator[SimulatorClient]:
    """Hands on the phones."""
    async with SimulatorClient(base_url) as client:
        yield client


@pytest_asyncio.fixture
async def telegram(base_url: str, config: SimulatorConfig) -> AsyncIterator[TelegramAdapter]:
    """Our Telegram adapter."""
    adapter = TelegramAdapter(config.telegram_token, base_url, SECRET, read_timeout_s=2.0)
    yield adapter
    await adapter.close()


@pytest_asyncio.fixture
async def whatsapp(base_url: str, config: SimulatorConfig) -> AsyncIterator[WhatsAppAdapter]:
    """Our WhatsApp adapter."""
    adapter = WhatsAppAdapter(
        config.whatsapp_token,
        config.whatsapp_phone_number_id,
        config.whatsapp_app_secret,
        base_url,
        config.whatsapp_api_version,
        read_timeout_s=2.0,
    )
    yield adapter
    await adapter.close()
