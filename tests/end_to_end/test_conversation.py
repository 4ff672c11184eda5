"""From a phone to an operator and back, in four languages, on both platforms."""

from __future__ import annotations

import asyncio
import time

import pytest
from sqlalchemy import select

from bot.store.tables import Case, Conversation, Identity, Message
from tests.end_to_end.operator import Operator
from tests.end_to_end.running import World

pytestmark = [
    pytest.mark.rasa,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("end_to_end"),
]

SCENES = [
    # platform, language, greeting, emergency (place named), number expected, not_called, operator's words, thanks
    ("telegram", "id", "halo, selamat pagi", "tolong!! ada kebakaran besar di apartemen kami di Kemang Jakarta", "112",
     "Saya operator 112. Anda sudah di luar?", "terima kasih banyak"),
    ("whatsapp", "en", "hello there", "help, a man with a knife is attacking people here in Jakarta", "112",
     "I am an operator. Are you hidden?", "thank you so much"),
    ("telegram", "zh", "你好", "救命 我老公没有呼吸了 我们在雅加达", "112", "我是接线员。他现在在哪里？", "谢谢你们"),
    ("whatsapp", "fr", "bonjour", "au secours, ma femme ne respire plus, nous sommes à Jakarta", "112",
     "Je suis opérateur. Elle est allongée ?", "merci beaucoup"),
]  # fmt: skip


def conversation_of(running: World, phone_ids: tuple[str, ...]) -> Conversation:
    def work(session):
        return session.scalars(
            select(Conversation).join(Identity).where(Identity.user_id.in_(phone_ids))
        ).one()

    return running.store.read_now(work)


def open_case(running: World, conversation_id: int) -> Case:
    return running.store.read_now(
        lambda s: s.scalars(select(Case).where(Case.conversation_id == conversation_id)).one()
    )


async def case_of(running: World, conversation_id: int) -> Case:
    deadline = time.monotonic() + 10
    while True:
        found = running.store.read_now(
            lambda s: s.scalars(select(Case).where(Case.conversation_id == conversation_id)).first()
        )
        if found is not None:
            return found
        assert time.monotonic() < deadline, "no case was opened"
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("platform", "language", "hello", "cry", "number", "words", "thanks"), SCENES, ids=[s[1] for s in SCENES]
)
async def test_the_whole_way(
    service: World, platform: str, language: str, hello: str, cry: str, number: str, words: str, thanks: str
) -> None:
    phone = await service.simulator.new_phone(platform, "Dewi")
    ids = (str(phone.telegram_id), phone.bsuid)
    await phone.send_text(hello)
    greeting = await phone.wait_for(lambda m: bool(m["text"]))
    conversation = conversation_of(service, ids)
    assert conversation.language == language, greeting["text"]

    await phone.send_text(cry)
    first = await phone.wait_for(number)
    assert len(first["text"]) <= 350
    case = await case_of(service, conversation.id)
    assert (case.urgency, case.status) == ("critical", "ringing")

    async with Operator(service.base_url) as operator:
        await operator.sees(case.code, cry)
        await operator.act(case.code, "claim")
        await operator.act(case.code, "reply", text=words)
        heard = await phone.wait_for(words)
        before = heard["id"]

        await phone.send_text(thanks)
        await operator.sees(case.code, thanks)
        await asyncio.sleep(1.0)
        # The bot is silent while the operator has the conversation.
        assert [m["text"] for m in await phone.messages(after=before)] == []
        await operator.act(case.code, "hand-back", outcome="help has arrived")

    await phone.send_text(hello)
    again = await phone.wait_for(lambda m: bool(m["text"]))
    assert again["text"]
    assert conversation_of(service, ids).owner == "bot"


async def test_messages_keep_their_order_and_come_once(service: World) -> None:
    phone = await service.simulator.new_phone("telegram", "Budi")
    await service.simulator.webhooks("telegram", duplicate=2)
    for number in range(8):
        await phone.send_text(f"number {number}")
    texts: list[str] = []
    deadline = time.monotonic() + 15
    while len(texts) < 8 and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
        texts = service.store.read_now(
            lambda s: list(
                s.scalars(
                    select(Message.text)
                    .join(Conversation, Conversation.id == Message.conversation_id)
                    .join(Identity, Identity.id == Conversation.identity_id)
                    .where(Identity.user_id == str(phone.telegram_id), Message.direction == "in")
                    .order_by(Message.id)
                )
            )
        )
    await asyncio.sleep(0.5)
    assert texts == [f"number {n}" for n in range(8)]


async def test_a_photo_and_a_position_reach_the_operator(service: World) -> None:
    phone = await service.simulator.new_phone("telegram", "Rina")
    await phone.send_text("help there is a fire in my hotel in Jakarta")
    await phone.wait_for("112")
    conversation = conversation_of(service, (str(phone.telegram_id),))
    case = await case_of(service, conversation.id)
    await phone.send_photo(caption="the corridor")
    await phone.send_location(-6.2607, 106.8137)
    async with Operator(service.base_url) as operator:
        await operator.sees(case.code, "the corridor")
        await operator.sees(case.code, "106.81")
        await operator.sees(case.code, "/desk/media/")


async def test_silent_mode_by_55(service: World) -> None:
    phone = await service.simulator.new_phone("telegram", "Ani")
    await phone.send_text("55")
    answer = await phone.wait_for(lambda m: bool(m["text"]))
    assert answer["text"]
    conversation = conversation_of(service, (str(phone.telegram_id),))
    case = await case_of(service, conversation.id)
    deadline = time.monotonic() + 10
    while not conversation_of(service, (str(phone.telegram_id),)).silent:
        assert time.monotonic() < deadline, "the conversation did not become silent"
        await asyncio.sleep(0.05)
    assert case.urgency == "critical"


async def test_a_voice_note_first_asks_in_four_languages(service: World) -> None:
    phone = await service.simulator.new_phone("whatsapp", "Eko")
    await phone.send_media("voice")
    asked = await phone.wait_for(lambda m: "1" in m["text"] and "2" in m["text"])
    for word in ("Emergency", "Darurat", "紧急", "Urgence"):
        assert word.casefold() in asked["text"].casefold()
    await phone.send_text("1")
    await phone.wait_for(lambda m: bool(m["text"]))
    case = await case_of(service, conversation_of(service, (phone.bsuid,)).id)
    assert case.kind in ("chat_human", "emergency_unspecified")


async def test_a_tap_stops_spinning_and_whatsapp_sees_its_message_read(service: World) -> None:
    telegram = await service.simulator.new_phone("telegram", "Wati")
    await telegram.send_text("hello")
    await telegram.wait_for(lambda m: bool(m["rows"]))
    await telegram.tap(data=(await telegram.messages())[-1]["rows"][0][0]["data"])
    whatsapp = await service.simulator.new_phone("whatsapp", "Yanti")
    await whatsapp.send_text("hello")
    await whatsapp.wait_for(lambda m: bool(m["text"]))
    deadline = time.monotonic() + 10
    while True:
        calls = await service.simulator.outgoing()
        acknowledged = any(c["method"].lower() == "answercallbackquery" for c in calls)
        mine = await whatsapp.messages(side="phone")
        if acknowledged and mine[0]["ticks"] == "read":
            return
        assert time.monotonic() < deadline, (acknowledged, mine)
        await asyncio.sleep(0.1)
