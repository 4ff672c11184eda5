"""Our adapter against the stand-in of the Bot API."""

from __future__ import annotations

import pytest

from bot.channels.telegram.adapter import SECRET_HEADER, TelegramAdapter
from bot.messages.errors import FileRefused, SendError
from bot.messages.types import Button, Outgoing
from bot.simulator import Phone, SimulatorClient
from tests.channels.conftest import SECRET


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    phone = await simulator.new_phone("telegram", "Dewi", language_code="id")
    await phone.send_text("/start")
    return phone


@pytest.mark.parametrize(
    ("error", "code", "retryable", "wait"),
    [
        ({"code": 429, "retry_after": 5}, "429", True, 5.0),
        ({"code": 403}, "403", False, None),
        ({"code": 400, "description": "Bad Request: message is too long"}, "400", False, None),
        ({"code": 401}, "401", False, None),
        ({"code": 500}, "5xx", True, None),
        ({"code": 502}, "5xx", True, None),
    ],
)
async def test_errors_are_mapped(
    telegram: TelegramAdapter,
    phone: Phone,
    simulator: SimulatorClient,
    error: dict[str, object],
    code: str,
    retryable: bool,
    wait: float | None,
) -> None:
    await simulator.fail("telegram", error=error)
    with pytest.raises(SendError) as caught:
        await telegram.send(Outgoing(str(phone.telegram_id), "halo"))
    found = caught.value
    assert (found.code, found.retryable, found.retry_after_s, found.certain) == (code, retryable, wait, True)


async def test_blocked(telegram: TelegramAdapter, phone: Phone) -> None:
    await phone.block()
    with pytest.raises(SendError) as caught:
        await telegram.send(Outgoing(str(phone.telegram_id), "halo"))
    assert caught.value.unreachable
    assert "blocked" in caught.value.text


async def test_unknown_chat(telegram: TelegramAdapter, base_url: str) -> None:
    with pytest.raises(SendError) as caught:
        await telegram.send(Outgoing("99", "halo"))
    assert (caught.value.code, caught.value.unreachable) == ("400", True)


async def test_moved_chat_is_followed_once(
    telegram: TelegramAdapter, phone: Phone, simulator: SimulatorClient
) -> None:
    moved = {"code": 400, "description": "Bad Request: group chat was upgraded to a supergroup chat"}
    await simulator.fail("telegram", error={**moved, "parameters": {"migrate_to_chat_id": phone.telegram_id}})
    await telegram.send(Outgoing("-5", "halo"))
    assert (await phone.wait_for("halo"))["text"] == "halo"


async def test_tap_is_acknowledged(
    telegram: TelegramAdapter, phone: Phone, simulator: SimulatorClient
) -> None:
    await telegram.send(Outgoing(str(phone.telegram_id), "Sadar?", (Button("Ya", "812:yes"),)))
    await phone.tap("Ya")
    await telegram.acknowledge_tap("1")  # Unknown to the platform: harmless.
    calls = await simulator.outgoing(platform="telegram", method="answercallbackquery")
    assert [call["status"] for call in calls] == [400]


async def test_typing(telegram: TelegramAdapter, phone: Phone) -> None:
    await telegram.show_typing(str(phone.telegram_id), "")
    assert (await phone.record())["typing"]


async def test_more_than_a_bot_may_fetch(telegram: TelegramAdapter, phone: Phone) -> None:
    bubble = await phone.send_media("document", b"x", size=21 * 1024 * 1024)
    with pytest.raises(FileRefused, match="20 MB"):
        await telegram.fetch_media(bubble["media"]["id"], 25 * 1024 * 1024)


def test_secret(telegram: TelegramAdapter) -> None:
    assert telegram.verify({SECRET_HEADER.lower(): SECRET}, b"")
    assert not telegram.verify({SECRET_HEADER: SECRET + "x"}, b"")
    assert not telegram.verify({}, b"")


async def test_without_a_secret_nothing_is_believed(base_url: str) -> None:
    adapter = TelegramAdapter("1:x", base_url)
    assert not adapter.verify({SECRET_HEADER: ""}, b"")
    await adapter.close()


def test_account_is_the_bots_id(telegram: TelegramAdapter) -> None:
    assert telegram.account == "6200000001"
