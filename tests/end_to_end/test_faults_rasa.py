"""The Rasa process is killed: emergencies do not notice, ordinary talk gets the menu, and comes back."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from bot.store.tables import Case, Conversation, DialogueEvent, Identity, Message
from tests.end_to_end.operator import Operator
from tests.end_to_end.running import World, world
from tests.end_to_end.traffic import dialogue_ready

pytestmark = [pytest.mark.rasa, pytest.mark.xdist_group("end_to_end")]

PEOPLE = [
    # platform, language, greeting, cry
    (
        "telegram",
        "id",
        "halo, selamat pagi",
        "tolong!! ada kebakaran besar di apartemen kami di Kemang Jakarta",
    ),
    ("whatsapp", "en", "hello there", "help, a man with a knife is attacking people here in Jakarta"),
    ("telegram", "zh", "你好", "救命 我老公没有呼吸了 我们在雅加达"),
    ("whatsapp", "fr", "bonjour", "au secours, ma femme ne respire plus, nous sommes à Jakarta"),
]


def heard_by(running: World, phone) -> list[Message]:  # type: ignore[no-untyped-def]
    """Return the transcript of a phone."""
    ids = (str(phone.telegram_id), phone.bsuid)
    return running.store.read_now(
        lambda session: list(
            session.scalars(
                select(Message)
                .join(Conversation, Conversation.id == Message.conversation_id)
                .join(Identity, Identity.id == Conversation.identity_id)
                .where(Identity.user_id.in_(ids))
                .order_by(Message.id)
            )
        )
    )


async def noted(running: World, state: str, seconds: float = 10) -> None:
    """Wait until the service says how the dialogue is: ok or degraded."""
    deadline = time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=running.base_url, trust_env=False, timeout=10) as client:
        while True:
            parts = (await client.get("/readyz")).json()["parts"]
            if ("dialogue" in parts) == (state == "degraded"):
                return
            assert time.monotonic() < deadline, parts
            await asyncio.sleep(0.1)


async def test_killed_in_the_middle_of_conversations(tmp_path: Path) -> None:
    async with world(f"sqlite:///{tmp_path / 'lindung.db'}", tmp_path) as running:
        await dialogue_ready(running.store)
        phones = []
        for platform, _language, hello, _cry in PEOPLE:
            phone = await running.simulator.new_phone(platform, "Dewi")
            await phone.send_text(hello)
            await phone.wait_for(lambda m: bool(m["text"]))
            phones.append(phone)

        running.processes.kill("rasa")
        await noted(running, "degraded")
        for phone, (_platform, language, hello, _cry) in zip(phones, PEOPLE, strict=True):
            await phone.send_text(hello)
            menu = await phone.wait_for(lambda m: bool(m["text"]), timeout=5)
            transcript = await asyncio.to_thread(heard_by, running, phone)
            assert [m.content.get("key") for m in transcript if m.author == "status"] == ["safe.degraded"]
            assert menu["text"] == next(m.text for m in transcript if m.author == "status")
            assert transcript[-1].language == language
            marked = [m for m in transcript if (m.parse or {}).get("failed")]
            assert [m.text for m in marked] == [hello]

        for phone, (_platform, language, _hello, cry) in zip(phones, PEOPLE, strict=True):
            await phone.send_text(cry)
            first = await phone.wait_for("112", timeout=5)
            assert len(first["text"]) <= 350
            transcript = await asyncio.to_thread(heard_by, running, phone)
            answer = next(m for m in transcript if m.author == "safety")
            assert (answer.text, answer.language) == (first["text"], language)
            case = await asyncio.to_thread(
                running.store.read_now, lambda s, m=answer: s.get_one(Case, m.case_id)
            )
            assert (case.urgency, case.status) == ("critical", "ringing")
            async with Operator(running.base_url) as operator:
                assert case.code in (await operator.http.get("/desk")).text

        said = [len(await phone.messages()) for phone in phones]
        running.processes.start_rasa()
        await running.processes.wait_for_dialogue(running.store)
        await noted(running, "ok")
        assert [len(await phone.messages()) for phone in phones] == said, "something was answered twice"

        fresh = await running.simulator.new_phone("telegram", "Rina", language_code="en")
        await fresh.send_text("hello there")
        await fresh.wait_for(lambda m: bool(m["text"]), timeout=10)
        transcript = await asyncio.to_thread(heard_by, running, fresh)
        assert [m.author for m in transcript] == ["traveller", "bot"]
        await _dialogue_heard_nothing_twice(running)


async def test_killed_with_turns_under_way(tmp_path: Path) -> None:
    """Each message that Rasa was working on is answered exactly once, by the menu or by the dialogue."""
    async with world(f"sqlite:///{tmp_path / 'lindung.db'}", tmp_path) as running:
        await dialogue_ready(running.store)
        phones = [
            await running.simulator.new_phone("telegram", f"P{n}", language_code="en") for n in range(8)
        ]
        for round_number in range(3):
            sending = asyncio.gather(*(phone.send_text("good morning") for phone in phones))
            await asyncio.sleep(0.02 + 0.04 * round_number)
            running.processes.kill("rasa")
            await sending
            for phone in phones:
                await phone.wait_for(lambda m: bool(m["text"]), timeout=15)
            running.processes.start_rasa()
            await noted(running, "degraded")
            await noted(running, "ok", seconds=60)
        await phones[0].send_text("thank you")
        await phones[0].wait_for(lambda m: bool(m["text"]), timeout=15)
        for phone in phones[1:]:
            transcript = await asyncio.to_thread(heard_by, running, phone)
            authors = [m.author for m in transcript]
            assert authors[::2] == ["traveller"] * 3, authors
            assert set(authors[1::2]) <= {"bot", "status"}, authors
            assert len(await phone.messages()) == 3
        await _dialogue_heard_nothing_twice(running)


async def _dialogue_heard_nothing_twice(running: World) -> None:
    events = await asyncio.to_thread(
        running.store.read_now, lambda session: list(session.scalars(select(DialogueEvent.event)))
    )
    heard = [
        event["message_id"] for event in events if event.get("event") == "user" and event.get("message_id")
    ]
    assert heard
    assert len(heard) == len(set(heard))
