"""pywa as the reader of the stand-in's webhooks: signature and every kind of message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from pywa import types
from pywa_async import WhatsApp

from bot.simulator import Phone, SimulatorClient, SimulatorConfig


class Reader:
    """Feeds what the service received to pywa and keeps the updates it understood."""

    def __init__(self, config: SimulatorConfig, receiver: Any) -> None:
        self.receiver = receiver
        self.updates: list[Any] = []
        self.wa = WhatsApp(
            phone_id=config.whatsapp_phone_number_id,
            app_secret=config.whatsapp_app_secret,
            verify_token=config.whatsapp_verify_token,
        )

        async def keep(_: WhatsApp, update: Any) -> None:
            self.updates.append(update)

        for handler in (
            "message",
            "message_status",
            "callback_button",
            "callback_selection",
            "edited_message",
            "deleted_message",
            "phone_number_change",
        ):
            getattr(self.wa, f"on_{handler}")(keep)

    async def read(self, count: int) -> list[Any]:
        """The updates in the first ``count`` webhooks."""
        for hit in (await self.receiver.wait(count))[:count]:
            signature = hit.headers["x-hub-signature-256"]
            assert await self.wa.webhook_update_validator(hit.body, signature) is None
            assert await self.wa.webhook_update_handler(hit.body) == ("ok", 200)
        async with asyncio.timeout(10):
            while len(self.updates) < count:
                await asyncio.sleep(0.01)
        return self.updates


@pytest.fixture
def reader(config: SimulatorConfig, receiver: Any) -> Reader:
    return Reader(config, receiver)


@pytest.fixture
async def phone(simulator: SimulatorClient) -> Phone:
    return await simulator.new_phone("whatsapp", "王美")


async def test_every_kind_of_message(reader: Reader, phone: Phone) -> None:
    await phone.send_text("救命")
    await phone.send_location(39.9, 116.4, title="天安门")
    for kind in ("photo", "voice", "audio", "video", "document", "sticker"):
        await phone.send_media(kind)
    await phone.send("contact", name="Budi", number="+62811222")
    await phone.send("unknown")
    found = await reader.read(10)
    assert found[0].text == "救命"
    assert (found[0].from_user.wa_id, found[0].from_user.bsuid) == (phone.number, phone.bsuid)
    assert found[0].from_user.name == "王美"
    assert (found[1].location.latitude, found[1].location.name) == (39.9, "天安门")
    assert [m.type.value for m in found[2:8]] == ["image", "audio", "audio", "video", "document", "sticker"]
    assert found[3].audio.voice
    assert not found[4].audio.voice
    assert found[6].document.filename
    assert found[8].contacts[0].phones[0].phone == "+62811222"
    assert found[9].error.code == 131051


async def test_answers_to_buttons_and_lists(reader: Reader, phone: Phone, graph: Callable[..., Any]) -> None:
    await phone.send_text("halo")
    base = {"messaging_product": "whatsapp", "to": "+" + phone.number, "type": "interactive"}
    reply = {"type": "reply", "reply": {"id": "q:ya", "title": "Ya"}}
    button = {"type": "button", "body": {"text": "?"}, "action": {"buttons": [reply]}}
    rows = [{"id": "cn", "title": "Tiongkok"}]
    sheet = {"button": "Pilih", "sections": [{"rows": rows}]}
    asked = (await graph({**base, "interactive": button})).json()["messages"][0]["id"]
    await graph({**base, "interactive": {"type": "list", "body": {"text": "?"}, "action": sheet}})
    await phone.tap("Ya")
    await phone.tap("Tiongkok")
    found = await reader.read(7)
    button_update = next(u for u in found if isinstance(u, types.CallbackButton))
    assert (button_update.data, button_update.reply_to_message.message_id) == ("q:ya", asked)
    assert next(u for u in found if isinstance(u, types.CallbackSelection)).data == "cn"
    status = [u.status.value for u in found if isinstance(u, types.MessageStatus) and u.id == asked]
    assert status == ["sent", "delivered"]


async def test_edit_revoke_reaction_and_new_number(
    reader: Reader, phone: Phone, graph: Callable[..., Any]
) -> None:
    own = await phone.send_text("salah")
    sent = await graph({"messaging_product": "whatsapp", "to": "+" + phone.number, "text": {"body": "x"}})
    await phone.send("edit", text="benar")
    await phone.send("reaction", emoji="👍")
    await phone.send("delete")
    await phone.send("change_number", number="62855007777")
    found = {type(u).__name__: u for u in await reader.read(7)}
    assert found["EditedMessage"].message.text == "benar"
    assert found["EditedMessage"].original_message_id == own["platform_id"]
    assert found["DeletedMessage"].original_message_id == own["platform_id"]
    assert found["PhoneNumberChange"].new_wa_id == "62855007777"
    reaction = next(u for u in reader.updates if getattr(u, "reaction", None))
    assert reaction.reaction.message_id == sent.json()["messages"][0]["id"]


async def test_without_a_number(reader: Reader, simulator: SimulatorClient) -> None:
    for share in ("omitted", "empty"):
        phone = await simulator.new_phone("whatsapp", share_number=share, username="mei")
        await phone.send_text(share)
    for update in await reader.read(2):
        assert update.from_user.wa_id is None
        assert update.from_user.username == "mei"


async def test_failed_status(
    reader: Reader, phone: Phone, simulator: SimulatorClient, graph: Callable[..., Any]
) -> None:
    await phone.send_text("halo")
    await simulator.fail("whatsapp", "status", error={"code": 131053, "details": "x"})
    await graph({"messaging_product": "whatsapp", "to": "+" + phone.number, "text": {"body": "x"}})
    hit = (await reader.receiver.wait(2))[1]
    raw = hit.json["entry"][0]["changes"][0]["value"]["statuses"][0]
    assert raw["status"] == "failed"
    assert raw["errors"][0]["code"] == 131053
