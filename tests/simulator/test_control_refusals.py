"""The control API: bad requests are explained, foreign pages are kept out."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.simulator import SimulatorClient


@pytest.fixture
def in_process() -> bool:
    return True


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/phones", {"platform": "signal"}, "telegram, whatsapp"),
        ("/phones", {"receipts": "later"}, "none, sent, delivered"),
        ("/phones", {"position": 5}, "dict"),
        ("/faults", {"platform": "telegram", "kind": "error"}, "code"),
        ("/faults", {"platform": "telegram", "kind": "status", "error": {"code": 1}}, "WhatsApp only"),
        ("/faults", {"platform": "x"}, "platform"),
        ("/webhooks", {"platform": "whatsapp", "batch": -1}, "batch"),
        ("/webhooks", {"platform": "whatsapp", "shape": "round"}, "shape"),
        ("/webhooks", {}, "platform"),
        ("/whatsapp/templates", {"name": "x"}, "language"),
        ("/phones/{id}/send", {"kind": "teleport"}, "must be one of"),
        ("/phones/{id}/send", {"kind": "text", "text": " "}, "1 to 4096"),
        ("/phones/{id}/send", {"kind": "location", "latitude": 100, "longitude": 0}, "latitude"),
        ("/phones/{id}/send", {"kind": "tap", "title": "Ya"}, "No button"),
        ("/phones/{id}/send", {"kind": "tap"}, "title"),
        ("/phones/{id}/send", {"kind": "photo", "data_base64": "?"}, "base64"),
        ("/phones/{id}/send", {"kind": "edit", "text": "x"}, "no such message"),
        ("/phones/{id}/send", {"kind": "live_update", "latitude": 1, "longitude": 1}, "live_location"),
        ("/phones/{id}/window", {"report": "never"}, "error, status"),
    ],
)
@pytest.mark.parametrize("platform", ["telegram", "whatsapp"])
async def test_bad_requests_are_explained(
    http: httpx.AsyncClient, simulator: SimulatorClient, platform: str, path: str, body: Any, words: str
) -> None:
    phone = await simulator.new_phone(platform)
    answer = await http.post("/control" + path.replace("{id}", phone.id), json=body)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


async def test_only_json_is_taken(http: httpx.AsyncClient, simulator: SimulatorClient) -> None:
    phone = await simulator.new_phone()
    path = f"/control/phones/{phone.id}/send"
    assert (await http.post(path, data={"kind": "text", "text": "x"})).status_code == 415
    plain = await http.post(
        path, content=b'{"kind":"text","text":"x"}', headers={"Content-Type": "text/plain"}
    )
    assert plain.status_code == 415
    broken = await http.post(path, content=b"{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
    assert (await http.post(path, json=[1])).status_code == 400
    assert await phone.messages(side=None) == []


async def test_unknown_phone_and_file(http: httpx.AsyncClient) -> None:
    assert (await http.get("/control/phones/p99")).status_code == 404
    assert (await http.get("/control/media/404")).status_code == 404
    assert (await http.get("/simulator/static/server.py")).status_code == 404
