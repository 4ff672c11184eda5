"""Webhooks of the WhatsApp stand-in: signature, statuses, identities, batches, repeats, disorder."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator import Phone, SimulatorClient, SimulatorConfig
from bot.simulator.delivery.whatsapp import retry_delay


def values(hits: list[Any]) -> list[dict[str, Any]]:
    return [change["value"] for hit in hits for entry in hit.json["entry"] for change in entry["changes"]]


def messages(hits: list[Any]) -> list[dict[str, Any]]:
    return [message for value in values(hits) for message in value.get("messages", [])]


def texts(hits: list[Any]) -> list[str]:
    return [message["text"]["body"] for message in messages(hits)]


def statuses(hits: list[Any]) -> list[dict[str, Any]]:
    return [status for value in values(hits) for status in value.get("statuses", [])]


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    return await simulator.new_phone("whatsapp", "王美", language_code="zh")


async def test_verification(receiver: Any, simulator: SimulatorClient, config: SimulatorConfig) -> None:
    receiver.answer = lambda hit: (200, hit.query["hub.challenge"].encode())
    assert await simulator.verify_whatsapp_webhook() == (True, "The webhook is verified.")
    assert receiver.hits[0].query["hub.verify_token"] == config.whatsapp_verify_token
    assert receiver.hits[0].query["hub.mode"] == "subscribe"
    receiver.answer = lambda hit: (403, b"")
    assert (await simulator.verify_whatsapp_webhook())[0] is False
    receiver.answer = lambda hit: (200, b"something else")
    assert (await simulator.verify_whatsapp_webhook())[0] is False


async def test_signature_over_the_raw_bytes(receiver: Any, phone: Phone, config: SimulatorConfig) -> None:
    await phone.send_text("救命 https://x.org/a")
    hit = (await receiver.wait(1))[0]
    expected = hmac.new(config.whatsapp_app_secret.encode(), hit.body, hashlib.sha256).hexdigest()
    assert hit.headers["x-hub-signature-256"] == f"sha256={expected}"
    assert hit.body.isascii()
    assert b"\\u6551\\u547d" in hit.body
    assert json.dumps(hit.json, separators=(",", ":")).encode() != hit.body
    assert messages([hit])[0]["text"]["body"] == "救命 https://x.org/a"
    assert (await phone.messages(side="phone"))[0]["ticks"] == "delivered"


@pytest.mark.parametrize(
    ("receipts", "expected"),
    [
        ("none", []),
        ("sent", ["sent"]),
        ("delivered", ["sent", "delivered"]),
        ("read", ["sent", "delivered", "read"]),
        ("read_only", ["sent", "read"]),
    ],
)
async def test_statuses(
    receiver: Any, simulator: SimulatorClient, graph: Callable[..., Any], receipts: str, expected: list[str]
) -> None:
    phone = await simulator.new_phone("whatsapp", receipts=receipts)
    await phone.send_text("halo")
    body = {"messaging_product": "whatsapp", "to": "+" + phone.number, "text": {"body": "x"}}
    answer = (await graph({**body, "biz_opaque_callback_data": "outbox-7"})).json()
    found = statuses(await receiver.wait(1 + len(expected)))
    assert [status["status"] for status in found] == expected
    for status in found:
        assert status["id"] == answer["messages"][0]["id"]
        assert status["biz_opaque_callback_data"] == "outbox-7"
        assert status["recipient_id"] == phone.number
        assert status["recipient_user_id"] == phone.bsuid
        assert status["timestamp"].isdigit()


async def test_reading_later(receiver: Any, phone: Phone, graph: Callable[..., Any]) -> None:
    await phone.send_text("halo")
    await graph({"messaging_product": "whatsapp", "to": "+" + phone.number, "text": {"body": "x"}})
    assert await phone.read() == 1
    assert [s["status"] for s in statuses(await receiver.wait(4))] == ["sent", "delivered", "read"]
    assert await phone.read() == 0


async def test_failure_by_status(
    receiver: Any, phone: Phone, simulator: SimulatorClient, graph: Callable[..., Any]
) -> None:
    await phone.send_text("halo")
    await simulator.fail("whatsapp", "status", error={"code": 131026})
    body = {"messaging_product": "whatsapp", "text": {"body": "x"}}
    accepted = await graph({**body, "to": "+" + phone.number})
    assert accepted.status_code == 200
    failed = statuses(await receiver.wait(2))[0]
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131026)
    assert failed["errors"][0]["title"] == "Message undeliverable"
    assert "contacts" not in values(receiver.hits)[-1]
    assert "recipient_user_id" not in failed
    await phone.close_window(report="status")
    assert (await graph({**body, "recipient": phone.bsuid})).status_code == 200
    closed = statuses(await receiver.wait(3))[-1]
    assert closed["errors"][0]["code"] == 131047
    assert await phone.messages() == []


async def test_blocked_business_is_told_nothing(
    receiver: Any, phone: Phone, graph: Callable[..., Any]
) -> None:
    await phone.send_text("halo")
    await phone.block()
    await graph({"messaging_product": "whatsapp", "to": "+" + phone.number, "text": {"body": "x"}})
    assert [s["status"] for s in statuses(await receiver.wait(2))] == ["sent"]
    assert await phone.messages() == []


@pytest.mark.parametrize(
    ("options_of_phone", "contact", "sender"),
    [
        ({}, {"wa_id", "user_id"}, {"from", "from_user_id"}),
        ({"share_number": "omitted", "username": "mei"}, {"user_id"}, {"from_user_id"}),
        ({"share_number": "empty"}, {"wa_id", "user_id"}, {"from", "from_user_id"}),
        ({"share_user_id": False}, {"wa_id"}, {"from"}),
    ],
)
async def test_identities(
    receiver: Any,
    simulator: SimulatorClient,
    options_of_phone: dict[str, Any],
    contact: set[str],
    sender: set[str],
) -> None:
    phone = await simulator.new_phone("whatsapp", **options_of_phone)
    await phone.send_text("halo")
    value = values(await receiver.wait(1))[0]
    told = value["contacts"][0]
    assert set(told) - {"profile"} == contact
    assert {"from", "from_user_id"} & set(value["messages"][0]) == sender
    if options_of_phone.get("share_number") == "empty":
        assert told["wa_id"] == value["messages"][0]["from"] == ""
    if "username" in options_of_phone:
        assert told["profile"]["username"] == "mei"


@pytest.mark.parametrize(
    ("shape", "entries", "changes"), [("messages", 1, 1), ("changes", 1, 3), ("entries", 3, 3)]
)
async def test_batches(
    receiver: Any, phone: Phone, simulator: SimulatorClient, shape: str, entries: int, changes: int
) -> None:
    await simulator.webhooks("whatsapp", batch=3, shape=shape)
    for text in "abc":
        await phone.send_text(text)
    hits = await receiver.wait(1)
    assert len(hits) == 1
    assert len(hits[0].json["entry"]) == entries
    assert len(values(hits)) == changes
    assert texts(hits) == ["a", "b", "c"]
    await phone.send_text("d")
    assert texts(await receiver.wait(2)) == ["a", "b", "c", "d"]


async def test_batch_of_messages_and_statuses_of_two_phones(
    receiver: Any, phone: Phone, simulator: SimulatorClient, graph: Callable[..., Any]
) -> None:
    other = await simulator.new_phone("whatsapp", "Luc")
    await phone.send_text("pertama")
    await receiver.wait(1)
    await simulator.webhooks("whatsapp", batch=4)
    await graph({"messaging_product": "whatsapp", "to": "+" + phone.number, "text": {"body": "x"}})
    await phone.send_text("a")
    await other.send_text("b")
    hit = (await receiver.wait(2))[-1]
    assert texts([hit]) == ["a", "b"]
    assert [s["status"] for s in statuses([hit])] == ["sent", "delivered"]
    assert len(values([hit])) == 2
    assert [c["profile"]["name"] for c in values([hit])[1]["contacts"]] == ["王美", "Luc"]


async def test_duplicates_have_other_bytes(receiver: Any, phone: Phone, simulator: SimulatorClient) -> None:
    await simulator.webhooks("whatsapp", duplicate=1)
    await phone.send_text("a")
    hits = await receiver.wait(2)
    assert hits[0].json == hits[1].json
    assert hits[0].body != hits[1].body


async def test_shuffle(receiver: Any, phone: Phone, simulator: SimulatorClient) -> None:
    await simulator.webhooks("whatsapp", shuffle=5)
    for text in "abcde":
        await phone.send_text(text)
    found = texts(await receiver.wait(5))
    assert sorted(found) == list("abcde")
    assert found != list("abcde")


async def test_repeated_until_200_and_others_pass(receiver: Any, phone: Phone) -> None:
    refusals = {"left": 3}

    def answer(hit: Any) -> tuple[int, bytes]:
        if texts([hit]) == ["a"] and refusals["left"]:
            refusals["left"] -= 1
            return (500, b"") if refusals["left"] else (202, b"")
        return 200, b""

    receiver.answer = answer
    await phone.send_text("a")
    await phone.send_text("b")
    found = texts(await receiver.wait(5))
    assert found.count("a") == 4
    assert found.count("b") == 1
    assert found[-1] == "a"
    assert len({hit.body for hit in receiver.hits}) == 2


def test_waiting_times() -> None:
    assert [retry_delay(n) for n in (1, 2, 3, 4)] == [0.0, 2.0, 4.0, 8.0]
    assert retry_delay(100) == 3600.0


async def test_taps(
    receiver: Any, phone: Phone, graph: Callable[..., Any], simulator: SimulatorClient
) -> None:
    await phone.send_text("halo")
    base = {"messaging_product": "whatsapp", "to": "+" + phone.number, "type": "interactive"}
    reply = {"type": "reply", "reply": {"id": "q:ya", "title": "Ya"}}
    rows = [{"id": "cn", "title": "Tiongkok", "description": "Beijing"}]
    sent = []
    for kind, action in (
        ("button", {"buttons": [reply]}),
        ("list", {"button": "Pilih", "sections": [{"rows": rows}]}),
        ("location_request_message", {"name": "send_location"}),
        ("contact_request", {"name": "request_contact_info"}),
    ):
        body = {**base, "interactive": {"type": kind, "body": {"text": "?"}, "action": action}}
        sent.append((await graph(body)).json()["messages"][0]["id"])
    await phone.tap("Ya")
    await phone.tap("Tiongkok")
    asked, contact = (await phone.messages())[2:]
    await phone.send("location", latitude=1.0, longitude=2.0, context_id=asked["platform_id"])
    await phone.send("contact", own=True, context_id=contact["platform_id"])
    found = messages(await receiver.wait(13))[1:]
    assert found[0]["interactive"] == {"type": "button_reply", "button_reply": {"id": "q:ya", "title": "Ya"}}
    assert found[1]["interactive"]["list_reply"] == {
        "id": "cn",
        "title": "Tiongkok",
        "description": "Beijing",
    }
    assert [m["context"]["id"] for m in found] == sent
    assert found[3]["contacts"][0]["origin"] == "contact_request"


async def test_kinds_that_businesses_do_not_get(receiver: Any, phone: Phone) -> None:
    await phone.send("live_location", latitude=1.0, longitude=2.0)
    await phone.send("live_update", latitude=1.1, longitude=2.1)
    await phone.send("unknown")
    await phone.send("unknown", fields={"type": "order", "order": {"catalog_id": "1"}})
    found = messages(await receiver.wait(3))
    assert [m["type"] for m in found] == ["unsupported", "unsupported", "order"]
    assert found[0]["errors"][0]["code"] == 131051


async def test_changed_number_has_no_contacts(receiver: Any, phone: Phone) -> None:
    old = phone.number
    await phone.send("change_number", number="62855009999")
    value = values(await receiver.wait(1))[0]
    assert "contacts" not in value
    assert value["messages"][0]["from"] == old
    assert value["messages"][0]["system"]["wa_id"] == "62855009999"
    assert (await phone.record())["bsuid"] != phone.bsuid


async def test_number_without_plus_goes_astray(
    graph: Callable[..., Any], phone: Phone, receiver: Any
) -> None:
    await phone.send_text("halo")
    answer = await graph({"messaging_product": "whatsapp", "to": phone.number, "text": {"body": "x"}})
    assert answer.status_code == 200
    failed = (await receiver.wait(2))[-1].json["entry"][0]["changes"][0]["value"]["statuses"][0]
    assert (failed["status"], failed["errors"][0]["code"]) == ("failed", 131026)
    assert await phone.messages() == []


async def test_user_id_in_to_is_accepted_and_lost(
    graph: Callable[..., Any], phone: Phone, receiver: Any
) -> None:
    await phone.send_text("halo")
    await receiver.wait(1)
    answer = await graph({"messaging_product": "whatsapp", "to": phone.bsuid, "text": {"body": "x"}})
    assert answer.status_code == 200
    assert await phone.messages() == []
    assert len(receiver.hits) == 1
