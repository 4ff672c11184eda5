"""Telegram calls, against the stand-in of the Bot API."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.notify.notifier import Notice, NotifyError
from bot.notify.telegram import TelegramNotifier
from bot.simulator import SimulatorClient, SimulatorConfig, running_simulator

NOTICE = Notice(id=1, code="JKT-7K4P-2", desk="Jakarta 112", urgency="critical", language="id")
CONFIG = SimulatorConfig(service_url="http://127.0.0.1:9", pacing=False, retry_scale=0.004)


@pytest_asyncio.fixture
async def simulator() -> AsyncIterator[SimulatorClient]:
    """Hands on the phones."""
    async with running_simulator(CONFIG) as url, SimulatorClient(url) as client:
        client.url = url  # type: ignore[attr-defined]
        yield client


@pytest_asyncio.fixture
async def notifier(simulator: SimulatorClient) -> AsyncIterator[TelegramNotifier]:
    """Our notifier against it."""
    notifier = TelegramNotifier(CONFIG.telegram_token, simulator.url, timeout_s=2.0)  # type: ignore[attr-defined]
    yield notifier
    await notifier.close()


async def test_the_operator_is_called(notifier: TelegramNotifier, simulator: SimulatorClient) -> None:
    phone = await simulator.new_phone("telegram", "Siti")
    await phone.send_text("/start")
    await notifier.send(str(phone.telegram_id), NOTICE)
    assert (await phone.wait_for("JKT"))["text"] == "DARURAT JKT-7K4P-2 · Jakarta 112"


async def test_who_never_wrote_to_the_bot(notifier: TelegramNotifier) -> None:
    with pytest.raises(NotifyError, match="/start") as caught:
        await notifier.send("99", NOTICE)
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("error", "retryable", "wait"),
    [
        ({"code": 429, "retry_after": 5}, True, 5.0),
        ({"code": 403}, False, None),
        ({"code": 401}, False, None),
        ({"code": 400, "description": "Bad Request: message is too long"}, False, None),
        ({"code": 502}, True, None),
    ],
)
async def test_errors(
    notifier: TelegramNotifier,
    simulator: SimulatorClient,
    error: dict[str, object],
    retryable: bool,
    wait: float | None,
) -> None:
    phone = await simulator.new_phone("telegram", "Siti")
    await phone.send_text("/start")
    await simulator.fail("telegram", error=error)
    with pytest.raises(NotifyError) as caught:
        await notifier.send(str(phone.telegram_id), NOTICE)
    assert (caught.value.retryable, caught.value.retry_after_s) == (retryable, wait)


async def test_nobody_listens_and_no_token_is_told() -> None:
    notifier = TelegramNotifier("123:secret", "http://127.0.0.1:9", timeout_s=1.0)
    with pytest.raises(NotifyError, match="ConnectError") as caught:
        await notifier.send("1", NOTICE)
    await notifier.close()
    assert caught.value.retryable
    assert "secret" not in repr(caught.value) + str(caught.value.__cause__)
