"""Media of the Graph API: who may fetch what, and for how long."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.simulator import Phone, SimulatorClient, SimulatorConfig, samples


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    return await simulator.new_phone("whatsapp", "Mei")


@pytest.fixture
def headers(config: SimulatorConfig) -> dict[str, str]:
    return {"Authorization": f"Bearer {config.whatsapp_token}"}


async def received(receiver: Any) -> dict[str, Any]:
    hit = (await receiver.wait(1))[0]
    return hit.json["entry"][0]["changes"][0]["value"]["messages"][0]["image"]


async def test_inbound_photo(
    http: httpx.AsyncClient, phone: Phone, receiver: Any, headers: dict[str, str], config: SimulatorConfig
) -> None:
    data = samples.sample_png(seed=3)
    await phone.send_photo(data, caption="lokasi")
    image = await received(receiver)
    assert (image["caption"], image["mime_type"]) == ("lokasi", "image/png")
    query = {"phone_number_id": config.whatsapp_phone_number_id}
    described = (await http.get(f"/v26.0/{image['id']}", params=query, headers=headers)).json()
    assert described["sha256"] == image["sha256"]
    assert described["url"].startswith(str(http.base_url))
    assert (await http.get(described["url"])).status_code == 401
    assert (await http.get(described["url"], headers=headers)).content == data


async def test_addresses_end(
    http: httpx.AsyncClient, phone: Phone, receiver: Any, headers: dict[str, str], simulator: SimulatorClient
) -> None:
    await phone.send_photo()
    path = f"/v26.0/{(await received(receiver))['id']}"
    old = (await http.get(path, headers=headers)).json()["url"]
    await simulator.call("POST", "/expire")
    assert (await http.get(old, headers=headers)).status_code == 404
    fresh = (await http.get(path, headers=headers)).json()["url"]
    assert (await http.get(fresh, headers=headers)).status_code == 200
    assert (await http.delete(path, headers=headers)).json() == {"success": True}
    assert (await http.get(path, headers=headers)).status_code == 400


@pytest.mark.parametrize(
    ("mime_type", "size", "code"),
    [
        ("image/gif", 10, 100),
        ("application/x-msdownload", 10, 100),
        ("image/png", 5 * 1024 * 1024 + 1, 131053),
        ("image/webp", 500 * 1024 + 1, 131053),
        ("image/png", 0, 100),
    ],
)
async def test_uploads_refused(
    http: httpx.AsyncClient,
    headers: dict[str, str],
    config: SimulatorConfig,
    mime_type: str,
    size: int,
    code: int,
) -> None:
    answer = await http.post(
        f"/v26.0/{config.whatsapp_phone_number_id}/media",
        headers=headers,
        data={"messaging_product": "whatsapp", "type": mime_type},
        files={"file": ("x", b"x" * size, mime_type)},
    )
    assert answer.json()["error"]["code"] == code


async def test_upload_needs_its_fields(
    http: httpx.AsyncClient, headers: dict[str, str], config: SimulatorConfig
) -> None:
    path = f"/v26.0/{config.whatsapp_phone_number_id}/media"
    file = {"file": ("x.png", samples.sample_png(), "image/png")}
    assert (await http.post(path, headers=headers, files=file)).json()["error"]["code"] == 100
    nothing = {"messaging_product": "whatsapp"}
    assert (await http.post(path, headers=headers, data=nothing)).json()["error"]["code"] == 100
    whole = await http.post(path, headers=headers, data=nothing, files=file)
    assert whole.json()["id"].isdigit()


async def test_wrong_kind(
    http: httpx.AsyncClient, headers: dict[str, str], config: SimulatorConfig, phone: Phone
) -> None:
    path = f"/v26.0/{config.whatsapp_phone_number_id}"
    file = {"file": ("x.png", samples.sample_png(), "image/png")}
    uploaded = await http.post(
        f"{path}/media", headers=headers, data={"messaging_product": "whatsapp"}, files=file
    )
    await phone.send_text("halo")
    body = {"messaging_product": "whatsapp", "to": "+" + phone.number, "type": "video"}
    answer = await http.post(
        f"{path}/messages", headers=headers, json={**body, "video": {"id": uploaded.json()["id"]}}
    )
    assert answer.json()["error"]["code"] == 131053
