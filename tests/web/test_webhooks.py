"""Webhooks over HTTP: proof, size, dead letters, outages, and the stand-ins as senders."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar
from litestar.datastructures import State
from prometheus_client import REGISTRY
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.registry import build_adapters
from bot.channels.telegram.adapter import SECRET_HEADER
from bot.channels.whatsapp.signature import HEADER, sign
from bot.engine.runtime import Runtime
from bot.settings import load_settings
from bot.simulator import SimulatorClient, SimulatorConfig, running_simulator
from bot.store.database import Store
from bot.store.tables import DeadLetter, InboundUpdate
from bot.web.webhooks import webhook_handlers
from tests.channels.payloads import load
from tests.channels.serving import serving

SETTINGS = {
    "LINDUNG_TELEGRAM_TOKEN": "6200000001:AAsimulatorSimulatorSimulator000000",
    "LINDUNG_TELEGRAM_WEBHOOK_SECRET": "tg-secret",
    "LINDUNG_TELEGRAM_MODE": "webhook",
    "LINDUNG_WHATSAPP_TOKEN": "wa-token",
    "LINDUNG_WHATSAPP_PHONE_NUMBER_ID": "106540352242922",
    "LINDUNG_WHATSAPP_APP_SECRET": "wa-secret",
    "LINDUNG_WHATSAPP_VERIFY_TOKEN": "wa-verify",
}


@dataclass
class Web:
    """The application under test, with its parts."""

    url: str
    runtime: Runtime
    http: httpx.AsyncClient

    async def telegram(self, body: bytes, secret: str = "tg-secret") -> httpx.Response:
        return await self.http.post("/telegram/webhook", content=body, headers={SECRET_HEADER: secret})

    async def whatsapp(self, body: bytes, secret: str = "wa-secret") -> httpx.Response:
        return await self.http.post("/whatsapp/webhook", content=body, headers={HEADER: sign(body, secret)})

    async def rows(self) -> list[InboundUpdate]:
        return await self.runtime.store.read(
            lambda s: list(s.scalars(select(InboundUpdate).order_by(InboundUpdate.id)))
        )

    async def dead(self) -> list[DeadLetter]:
        return await self.runtime.store.read(lambda s: list(s.scalars(select(DeadLetter))))


@pytest_asyncio.fixture
async def web(store: Store, tmp_path: Path) -> AsyncIterator[Web]:
    settings = load_settings({"LINDUNG_DATA_DIR": str(tmp_path), **SETTINGS}, tmp_path / "none")
    runtime = Runtime(settings, store, texts=None, nlu=None, adapters=build_adapters(settings))  # type: ignore[arg-type]
    app = Litestar(webhook_handlers(runtime), state=State({"runtime": runtime}), openapi_config=None)
    async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield Web(url, runtime, http)
    for adapter in runtime.adapters.values():
        await adapter.close()


async def test_stored_before_acknowledged(web: Web) -> None:
    body = load("telegram", "text")
    answer = await web.telegram(body)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (
        200,
        b"{}",
        "application/json",
    )
    (row,) = await web.rows()
    assert (row.channel, row.external_id, row.raw, row.state) == ("telegram", "870000001", body, "received")


async def test_a_repeat_is_acknowledged_and_stored_once(web: Web) -> None:
    for _ in range(3):
        assert (await web.whatsapp(load("whatsapp", "batch"))).status_code == 200
    assert len(await web.rows()) == 8


@pytest.mark.parametrize("secret", ["", "wrong", "tg-secret "])
async def test_unproved_telegram_body(web: Web, secret: str) -> None:
    answer = await web.telegram(load("telegram", "text"), secret + "x")
    assert answer.status_code == 401
    assert await web.rows() == []


async def test_unproved_bodies_are_not_even_dead_letters(web: Web) -> None:
    assert (await web.whatsapp(b"rubbish", "wrong")).status_code == 401
    assert (await web.http.post("/whatsapp/webhook", content=b"{}")).status_code == 401
    assert (await web.http.post("/telegram/webhook", content=b"{}")).status_code == 401
    assert await web.dead() == []


@pytest.mark.parametrize("body", [b"", b"rubbish", b"{}", b"\xff\x00"])
async def test_malformed_bodies_are_buried_and_acknowledged(web: Web, body: bytes) -> None:
    def counted(source: str) -> float:
        return REGISTRY.get_sample_value("lindung_dead_letters_total", {"source": source}) or 0.0

    before = [counted("telegram"), counted("whatsapp")]
    assert (await web.telegram(body)).status_code == 200
    assert (await web.whatsapp(body)).status_code == 200
    assert [(d.source, d.body) for d in await web.dead()] == [("telegram", body), ("whatsapp", body)]
    assert [counted("telegram"), counted("whatsapp")] == [before[0] + 1, before[1] + 1]


async def test_too_large_declared_and_undeclared(web: Web) -> None:
    body = b"x" * 1_000_001

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    assert (await web.telegram(body)).status_code == 413
    answer = await web.http.post("/telegram/webhook", content=pieces(), headers={SECRET_HEADER: "tg-secret"})
    assert answer.status_code == 413
    assert await web.dead() == []


async def test_the_largest_whatsapp_body_passes(web: Web) -> None:
    envelope = json.loads(load("whatsapp", "text"))
    envelope["padding"] = "x" * (3 * 1024 * 1024 - 2000)
    body = json.dumps(envelope).encode()
    assert (await web.whatsapp(body)).status_code == 200
    assert len(await web.rows()) == 1


async def test_nothing_is_acknowledged_while_the_database_is_away(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_work: Callable[[Session], Any]) -> Any:
        raise OperationalError("insert", {}, Exception("connection refused"))

    with monkeypatch.context() as patch:
        patch.setattr(web.runtime.store, "write", away)
        answer = await web.telegram(load("telegram", "text"))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert (await web.whatsapp(load("whatsapp", "text"))).status_code == 503
        assert (await web.whatsapp(b"rubbish")).status_code == 503
    assert await web.rows() == []
    assert await web.dead() == []
    assert (await web.telegram(load("telegram", "text"))).status_code == 200


async def test_challenge(web: Web) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "wa-verify", "hub.challenge": "1158201444"}
    answer = await web.http.get("/whatsapp/webhook", params=query)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    answer = await web.http.get("/whatsapp/webhook", params={**query, "hub.verify_token": "no"})
    assert answer.status_code == 403
    assert "1158201444" not in answer.text
    assert (await web.http.get("/whatsapp/webhook")).status_code == 403


async def test_a_channel_that_is_not_set_up(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(web.runtime.adapters, "telegram")
    assert (await web.telegram(load("telegram", "text"))).status_code == 404


async def test_many_at_once(web: Web) -> None:
    template = json.loads(load("telegram", "text"))
    bodies = [json.dumps({**template, "update_id": n}).encode() for n in range(60)]
    answers = await asyncio.gather(*(web.telegram(body) for body in bodies + bodies))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(int(row.external_id) for row in await web.rows()) == list(range(60))


async def test_time_is_measured(web: Web) -> None:
    def measured() -> float:
        labels = {"channel": "telegram", "status": "200"}
        return REGISTRY.get_sample_value("lindung_webhook_seconds_count", labels) or 0.0

    before = measured()
    await web.telegram(load("telegram", "text"))
    assert measured() == before + 1


@pytest_asyncio.fixture
async def simulator(web: Web) -> AsyncIterator[SimulatorClient]:
    """The stand-ins, delivering to the application."""
    config = replace(
        SimulatorConfig.from_environment(SETTINGS),
        service_url=web.url,
        pacing=False,
        retry_scale=0.004,
        telegram_webhook_preset=True,
    )
    async with running_simulator(config) as url, SimulatorClient(url) as client:
        yield client


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await condition():
            await asyncio.sleep(0.02)


async def test_the_stand_ins_deliver_everything(web: Web, simulator: SimulatorClient) -> None:
    assert (await simulator.verify_whatsapp_webhook())[0]
    for platform in ("telegram", "whatsapp"):
        phone = await simulator.new_phone(platform, "Dewi")
        await phone.send_text("tolong")
        await phone.send_location(-6.2, 106.8)
        await phone.send_photo(caption="luka")
        await phone.send("voice")
        await phone.send("contact", own=True)
        await phone.send("unknown")

    async def all_there() -> bool:
        return len(await web.rows()) >= 12

    await until(all_there)
    kinds = ["text", "location", "photo", "voice", "contact", "unknown"]
    for platform in ("telegram", "whatsapp"):
        found = [row.event.get("kind", "text") for row in await web.rows() if row.channel == platform]
        assert sorted(found) == sorted(kinds)
    assert await web.dead() == []


async def test_a_surge_in_one_body_with_repeats(web: Web, simulator: SimulatorClient) -> None:
    await simulator.webhooks("whatsapp", hold=True)
    phones = [
        await simulator.new_phone("whatsapp", f"P{n}", share_number="omitted", username=f"p{n}")
        for n in range(5)
    ]
    for number in range(10):
        await phones[number % 5].send_text(f"pesan {number}")
    await simulator.webhooks("whatsapp", hold=True, batch=50, duplicate=1, shape="entries")
    await simulator.flush("whatsapp")

    async def all_there() -> bool:
        return len(await web.rows()) == 10

    await until(all_there)
    rows = await web.rows()
    assert {row.event["text"] for row in rows} == {f"pesan {n}" for n in range(10)}
    assert all("phone" not in row.event["sender"] for row in rows)


async def test_an_outage_is_made_up_for(
    web: Web, simulator: SimulatorClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both platforms deliver again after a 503, and nothing is lost or doubled."""
    write, refused = web.runtime.store.write, []

    async def away_twice(work: Callable[[Session], Any]) -> Any:
        if len(refused) < 4:
            refused.append(1)
            raise OperationalError("insert", {}, Exception("connection refused"))
        return await write(work)

    monkeypatch.setattr(web.runtime.store, "write", away_twice)
    for platform in ("telegram", "whatsapp"):
        await (await simulator.new_phone(platform, "Dewi")).send_text("tolong")

    async def both_there() -> bool:
        return len(await web.rows()) == 2

    await until(both_there)
    assert len(refused) == 4
