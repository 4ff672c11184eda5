"""Exact refusals of the Cloud API, and what passes at the very limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.simulator import Phone, SimulatorClient, SimulatorConfig


@pytest.fixture
def in_process() -> bool:
    return True


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    phone = await simulator.new_phone("whatsapp", "Mei")
    await phone.send_text("你好")
    return phone


def buttons(*titles: str, **changes: Any) -> dict[str, Any]:
    made = [{"type": "reply", "reply": {"id": f"id{n}", "title": t}} for n, t in enumerate(titles)]
    return {"type": "button", "body": {"text": "Aman?"}, "action": {"buttons": made}, **changes}


def rows(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{"id": f"r{n}", "title": f"Baris {n}", **changes} for n in range(count)]


def listed(*sections: dict[str, Any], button: str = "Pilih", **changes: Any) -> dict[str, Any]:
    action = {"button": button, "sections": list(sections)}
    return {"type": "list", "body": {"text": "Di mana?"}, "action": action, **changes}


TWO_LISTS = (
    {"title": "A", "rows": rows(6)},
    {"title": "B", "rows": [{"id": f"s{n}", "title": "x"} for n in range(5)]},
)
REFUSALS: list[tuple[str, Any, int, str]] = [
    ("text", {"body": "x" * 4097}, 100, "at most 4096 characters long"),
    ("text", {"body": ""}, 131008, "text['body']"),
    ("text", {}, 131008, "text['body']"),
    ("text", "x", 100, "must be a JSON object"),
    ("poll", {}, 100, "Param type must be one of"),
    ("interactive", buttons("a", "b", "c", "d"), 131009, "Max allowed buttons: 3"),
    ("interactive", buttons(), 131009, "Min allowed buttons: 1"),
    ("interactive", buttons("t" * 21), 131009, "Button title length invalid"),
    ("interactive", buttons(""), 131009, "Button title length invalid"),
    ("interactive", buttons("a", "a"), 131009, "unique"),
    ("interactive", buttons("a", body={"text": "x" * 1025}), 100, "at most 1024"),
    ("interactive", buttons("a", footer={"text": "x" * 61}), 100, "at most 60"),
    ("interactive", buttons("a", header={"type": "text", "text": "x" * 61}), 100, "at most 60"),
    ("interactive", {"type": "carousel"}, 100, "interactive['type']"),
    ("interactive", buttons("a", body=None), 131008, "interactive['body']"),
    ("interactive", listed({"rows": rows(11)}), 131009, "Total row count exceed max allowed count: 10"),
    ("interactive", listed(*TWO_LISTS), 131009, "Total row count exceed max allowed count: 10"),
    ("interactive", listed({"rows": rows(1, title="t" * 25)}), 131009, "Row title is too long"),
    ("interactive", listed({"rows": rows(1, description="d" * 73)}), 131009, "Row description is too long"),
    ("interactive", listed({"rows": rows(1, id="i" * 201)}), 131009, "Row id is too long"),
    ("interactive", listed({"rows": rows(2, id="same")}), 131009, "Duplicated row id"),
    ("interactive", listed({"title": "t" * 25, "rows": rows(1)}), 131009, "Section title is too long"),
    ("interactive", listed({"rows": rows(1)}, {"rows": rows(1, id="z")}), 131008, "title"),
    ("interactive", listed({"rows": rows(1)}, button="b" * 21), 131009, "Button label is too long"),
    ("interactive", listed(), 131009, "Min allowed sections: 1"),
    (
        "interactive",
        {"type": "location_request_message", "body": {"text": "x"}, "action": {"name": "other"}},
        100,
        "send_location",
    ),
    ("location", {"latitude": 91, "longitude": 0}, 131009, "latitude"),
    ("location", {"latitude": 1}, 131008, "longitude"),
    ("image", {}, 100, "One of the parameters image['id'] or image['link'] is required"),
    ("image", {"id": "404"}, 100, "not a valid whatsapp business account media attachment ID"),
    ("image", {"link": "https://x.org/a.png", "caption": "c" * 1025}, 100, "at most 1024"),
    ("audio", {"link": "https://x.org/a.ogg", "caption": "c"}, 100, "Unexpected key"),
    ("contacts", [], 100, "non-empty array"),
    ("contacts", [{"name": {"formatted_name": "A"}}], 131009, "name field"),
    ("reaction", {"message_id": "wamid.unknown", "emoji": "👍"}, 100, "no message with this id"),
    ("template", {"name": "none", "language": {"code": "id"}}, 132001, "does not exist in id"),
]


@pytest.mark.parametrize(("kind", "content", "code", "words"), REFUSALS)
async def test_refusals(
    graph: Callable[..., Any], phone: Phone, kind: str, content: Any, code: int, words: str
) -> None:
    body = {"messaging_product": "whatsapp", "to": "+" + phone.number, "type": kind, kind: content}
    answer = await graph(body)
    error = answer.json()["error"]
    assert error["code"] == code
    assert words in error["message"] + str(error.get("error_data"))
    assert answer.status_code >= 400
    assert error["fbtrace_id"]
    assert await phone.messages() == []


PASSES: list[tuple[str, Any]] = [
    ("text", {"body": "x" * 4096}),
    (
        "interactive",
        buttons("t" * 20, "u" * 20, "v" * 20, body={"text": "x" * 1024}, footer={"text": "f" * 60}),
    ),
    ("interactive", listed({"rows": rows(10, description="d" * 72)}, button="b" * 20)),
    ("interactive", listed({"rows": rows(1)}, body={"text": "x" * 4096})),
    (
        "interactive",
        {"type": "contact_request", "body": {"text": "x"}, "action": {"name": "request_contact_info"}},
    ),
    ("location", {"latitude": "-6.2", "longitude": 106.8}),
    ("image", {"link": "https://x.org/a.png", "caption": "c" * 1024}),
]


@pytest.mark.parametrize(("kind", "content"), PASSES)
async def test_limits_are_inclusive(graph: Callable[..., Any], phone: Phone, kind: str, content: Any) -> None:
    body = {"messaging_product": "whatsapp", "to": "+" + phone.number, "type": kind, kind: content}
    answer = await graph(body)
    assert answer.status_code == 200, answer.text
    assert len(await phone.messages()) == 1


BASE: list[tuple[dict[str, Any], int]] = [
    ({"messaging_product": None}, 100),
    ({"recipient_type": "group"}, 100),
    ({"to": None}, 100),
    ({"to": None, "recipient": "ID.1"}, 131009),
    ({"biz_opaque_callback_data": "x" * 513}, 100),
    ({"context": "x"}, 100),
    ({"type": 5}, 100),
    ({"to": "+62215550112"}, 131021),
    ({"status": "delivered"}, 100),
    ({"status": "read", "message_id": "wamid.unknown"}, 100),
]


@pytest.mark.parametrize(("changes", "code"), BASE)
async def test_base_fields(
    graph: Callable[..., Any], phone: Phone, changes: dict[str, Any], code: int
) -> None:
    body = {"messaging_product": "whatsapp", "to": "+" + phone.number, "text": {"body": "x"}, **changes}
    answer = await graph({key: value for key, value in body.items() if value is not None})
    assert answer.json()["error"]["code"] == code


async def test_addresses_and_tokens(
    http: httpx.AsyncClient, graph: Callable[..., Any], config: SimulatorConfig
) -> None:
    nobody = await graph({}, Authorization="Bearer wrong")
    assert (nobody.status_code, nobody.json()["error"]["code"]) == (401, 190)
    anonymous = await graph({}, Authorization="")
    assert (anonymous.status_code, anonymous.json()["error"]["code"]) == (401, 0)
    headers = {"Authorization": f"Bearer {config.whatsapp_token}"}
    other = await http.post("/v26.0/999/messages", json={}, headers=headers)
    assert other.json()["error"]["error_subcode"] == 33
    future = await http.post(f"/v99.0/{config.whatsapp_phone_number_id}/messages", json={}, headers=headers)
    assert future.json()["error"]["code"] == 2500
    older = await http.get(f"/v23.0/{config.whatsapp_phone_number_id}", headers=headers)
    assert older.json()["display_phone_number"] == "+62215550112"
    broken = await http.post(
        f"/v26.0/{config.whatsapp_phone_number_id}/messages",
        content=b"{",
        headers={**headers, "Content-Type": "application/json"},
    )
    assert broken.json()["error"]["code"] == 100


async def test_answers_to_number_and_user_id(graph: Callable[..., Any], phone: Phone) -> None:
    base = {"messaging_product": "whatsapp", "text": {"body": "x"}}
    by_number = (await graph({**base, "to": "+" + phone.number})).json()
    assert by_number["contacts"] == [{"input": "+" + phone.number, "wa_id": phone.number}]
    by_user_id = (await graph({**base, "recipient": phone.bsuid})).json()
    assert by_user_id["contacts"] == [{"input": phone.bsuid, "user_id": phone.bsuid}]
    both = (await graph({**base, "to": "+" + phone.number, "recipient": "ID.404"})).json()
    assert both["contacts"][0]["wa_id"] == phone.number
