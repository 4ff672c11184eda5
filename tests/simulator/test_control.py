"""The control API: switching, waiting, the log, live events, unsure sends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.simulator import Phone, SimulatorClient
from bot.simulator.phone import SimulatorError


async def test_two_phones_never_share_a_number(simulator: SimulatorClient) -> None:
    await simulator.new_phone(number="+62 855 1")
    with pytest.raises(SimulatorError, match="this number already"):
        await simulator.new_phone(number="628551")


async def test_platform_switch_keeps_both_threads(simulator: SimulatorClient) -> None:
    phone = await simulator.new_phone("telegram")
    await phone.send_text("di Telegram")
    await phone.change(platform="whatsapp")
    await phone.send_text("di WhatsApp")
    assert [m["text"] for m in await phone.messages(side=None)] == ["di WhatsApp"]
    assert [m["text"] for m in await phone.messages(side=None, platform="telegram")] == ["di Telegram"]


async def test_waiting_for_a_message(simulator: SimulatorClient, api: Callable[..., Any]) -> None:
    phone = await simulator.new_phone()
    await phone.send_text("halo")
    waiting = asyncio.create_task(phone.wait_for("jawab"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    sent = await api("sendMessage", chat_id=phone.telegram_id, text="jawaban")
    assert (await waiting)["text"] == "jawaban"
    later = asyncio.create_task(phone.wait_for("diubah", after=0))
    await api(
        "editMessageText", chat_id=phone.telegram_id, message_id=sent["result"]["message_id"], text="diubah"
    )
    assert (await later)["edited"]
    with pytest.raises(SimulatorError, match="halo"):
        await phone.wait_for("tidak ada", timeout=0.05)


async def test_outgoing_log(simulator: SimulatorClient, api: Callable[..., Any]) -> None:
    phone: Phone = await simulator.new_phone()
    await phone.send_text("halo")
    await api("sendMessage", chat_id=phone.telegram_id, text="a")
    await api("sendMessage", chat_id=phone.telegram_id, text="")
    await api("getMe")
    calls = await simulator.outgoing(phone=phone.id)
    assert [(c["method"], c["status"], c["params"]["text"]) for c in calls] == [
        ("sendmessage", 200, "a"),
        ("sendmessage", 400, ""),
    ]
    assert [c["method"] for c in await simulator.outgoing(after=calls[-1]["seq"])] == ["getme"]


async def test_reset(simulator: SimulatorClient) -> None:
    await simulator.new_phone()
    await simulator.fail("telegram", error={"code": 400})
    await simulator.reset()
    assert await simulator.call("GET", "/phones") == []
    assert await simulator.call("GET", "/faults") == []


async def test_delay(simulator: SimulatorClient, api: Callable[..., Any]) -> None:
    phone = await simulator.new_phone()
    await phone.send_text("halo")
    await simulator.fail("telegram", "delay", seconds=0.3)
    slow = asyncio.create_task(api("sendMessage", chat_id=phone.telegram_id, text="lambat"))
    await asyncio.sleep(0.05)
    assert await phone.messages() == []
    assert (await slow)["ok"]
    assert len(await phone.messages()) == 1


async def test_events(http: httpx.AsyncClient, simulator: SimulatorClient) -> None:
    async with http.stream("GET", "/simulator/control/events") as stream:
        lines = stream.aiter_lines()
        seen: list[dict[str, Any]] = []

        async def until(kind: str) -> dict[str, Any]:
            async for line in lines:
                if line.startswith("data: "):
                    seen.append(json.loads(line[6:]))
                    if seen[-1]["type"] == kind:
                        return seen[-1]
            raise AssertionError(f"The stream ended without {kind}: {seen}")

        async with asyncio.timeout(10):
            await until("hello")
            phone = await simulator.new_phone()
            assert (await until("phone"))["phone"] == phone.id
            await phone.send_text("halo")
            assert (await until("bubble"))["bubble"]["text"] == "halo"


async def test_unsure_whatsapp_send(
    simulator: SimulatorClient, graph: Callable[..., Any], receiver: Any
) -> None:
    phone = await simulator.new_phone("whatsapp")
    await phone.send_text("halo")
    body = {"messaging_product": "whatsapp", "to": "+" + phone.number, "text": {"body": "tiba"}}
    await simulator.fail("whatsapp", "drop")
    with pytest.raises(httpx.TransportError):
        await graph({**body, "biz_opaque_callback_data": "outbox-1"})
    assert await phone.wait_for("tiba")
    status = (await receiver.wait(2))[-1].json["entry"][0]["changes"][0]["value"]["statuses"][0]
    assert status["biz_opaque_callback_data"] == "outbox-1"
    await simulator.fail("whatsapp", "lost")
    with pytest.raises(httpx.TransportError):
        await graph(body)
    assert len(await phone.messages()) == 1
