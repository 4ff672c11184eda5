"""Webhook delivery: order in a chat, repeats, disorder, answers that carry a call."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator import SimulatorClient
from bot.simulator.delivery.telegram import retry_delay


def texts(hits: list[Any]) -> list[str]:
    return [hit.json["message"]["text"] for hit in hits]


@pytest.fixture(autouse=True)
async def webhook(api: Callable[..., Any], receiver: Any) -> None:
    answer = await api("setWebhook", url=f"{receiver.url}/telegram/webhook", secret_token="s3")
    assert answer == {"ok": True, "result": True, "description": "Webhook was set"}


def test_waiting_times() -> None:
    assert [retry_delay(n) for n in range(1, 8)] == [0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]
    assert all(60 <= retry_delay(n) <= 120 for n in (8, 20, 1000))


async def test_a_chat_waits_for_its_first_update(receiver: Any, simulator: SimulatorClient) -> None:
    failing, free = await simulator.new_phone(), await simulator.new_phone()
    refusals = {"left": 3}

    def answer(hit: Any) -> tuple[int, bytes]:
        mine = hit.json["message"]["chat"]["id"] == failing.telegram_id
        if mine and refusals["left"]:
            refusals["left"] -= 1
            return 500, b""
        return 200, b""

    receiver.answer = answer
    await failing.send_text("satu")
    await failing.send_text("dua")
    await free.send_text("lain")
    hits = await receiver.wait(6)
    mine = [hit for hit in hits if hit.json["message"]["chat"]["id"] == failing.telegram_id]
    assert texts(mine) == ["satu", "satu", "satu", "satu", "dua"]
    assert len({hit.json["update_id"] for hit in mine}) == 2


async def test_failure_is_told_by_webhook_info(
    receiver: Any, api: Callable[..., Any], simulator: SimulatorClient
) -> None:
    receiver.answer = lambda hit: (503, b"")
    phone = await simulator.new_phone()
    await phone.send_text("satu")
    await receiver.wait(2)
    info = (await api("getWebhookInfo"))["result"]
    assert info["pending_update_count"] == 1
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")
    assert (await phone.messages(side="phone"))[0]["ticks"] == "sent"
    receiver.answer = lambda hit: (204, b"")
    await receiver.wait(len(receiver.hits) + 1)


async def test_duplicate(receiver: Any, simulator: SimulatorClient) -> None:
    await simulator.webhooks("telegram", duplicate=1)
    phone = await simulator.new_phone()
    await phone.send_text("satu")
    await phone.send_text("dua")
    hits = await receiver.wait(3)
    assert texts(hits) == ["satu", "satu", "dua"]
    assert hits[0].body == hits[1].body


async def test_shuffle(receiver: Any, simulator: SimulatorClient) -> None:
    await simulator.webhooks("telegram", shuffle=4)
    phone = await simulator.new_phone()
    for text in "abcd":
        await phone.send_text(text)
    hits = await receiver.wait(4)
    assert sorted(texts(hits)) == list("abcd")
    assert texts(hits) != list("abcd")


async def test_hold_and_flush(receiver: Any, simulator: SimulatorClient) -> None:
    await simulator.webhooks("telegram", hold=True)
    phone = await simulator.new_phone()
    await phone.send_text("a")
    await phone.send_text("b")
    assert receiver.hits == []
    assert await simulator.flush("telegram") == 2
    assert sorted(texts(await receiver.wait(2))) == ["a", "b"]


async def test_call_in_the_answer(receiver: Any, simulator: SimulatorClient) -> None:
    def answer(hit: Any) -> tuple[int, bytes]:
        chat = hit.json["message"]["chat"]["id"]
        return 200, json.dumps({"method": "sendMessage", "chat_id": chat, "text": "langsung"}).encode()

    receiver.answer = answer
    phone = await simulator.new_phone()
    await phone.send_text("satu")
    assert (await phone.wait_for("langsung"))["side"] == "bot"


async def test_pending_updates_are_delivered_when_the_webhook_comes_late(
    receiver: Any, api: Callable[..., Any], simulator: SimulatorClient
) -> None:
    await api("deleteWebhook")
    phone = await simulator.new_phone()
    await phone.send_text("awal")
    assert (await api("getWebhookInfo"))["result"]["pending_update_count"] == 1
    await api("setWebhook", url=f"{receiver.url}/other")
    hit = (await receiver.wait(1))[0]
    assert hit.path == "/other"
    assert "x-telegram-bot-api-secret-token" not in hit.headers
    await api("setWebhook", url=f"{receiver.url}/other", drop_pending_updates=True)


@pytest.mark.parametrize("options", [{"telegram_webhook_preset": True}])
async def test_preset_webhook(receiver: Any, simulator: SimulatorClient, options: dict[str, Any]) -> None:
    phone = await simulator.new_phone()
    await phone.send_text("halo")
    assert (await receiver.wait(1))[0].path == "/telegram/webhook"
