"""An operator claims while the bot is answering: one voice at a time."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.simulator.phone import Phone
from bot.store.base import utcnow
from bot.store.tables import Case, Conversation, Identity, Message, OutboxItem
from tests.end_to_end.operator import Operator
from tests.end_to_end.running import World, world
from tests.end_to_end.traffic import CRY, dialogue_ready, settle

pytestmark = [pytest.mark.rasa, pytest.mark.xdist_group("end_to_end")]
PHONES = 8
SEED = 77
WIRED = ("sending", "wired", "sent", "delivered", "read", "unsure")


def conversation_of(session: Session, phone: Phone) -> Conversation:
    """Return the conversation of a phone."""
    ids = (str(phone.telegram_id), phone.bsuid)
    return session.scalars(select(Conversation).join(Identity).where(Identity.user_id.in_(ids))).one()


def code_of(session: Session, phone: Phone) -> str:
    """Return the code of a phone's case."""
    conversation = conversation_of(session, phone)
    return session.scalars(select(Case.code).where(Case.conversation_id == conversation.id)).one()


def lines_of_the_bot(session: Session, phone: Phone) -> list[OutboxItem]:
    """Return what the bot queued for a phone."""
    conversation = conversation_of(session, phone)
    mine = (OutboxItem.conversation_id == conversation.id, OutboxItem.author == "bot")
    return list(session.scalars(select(OutboxItem).where(*mine)))


def suppressed(session: Session, phone: Phone) -> list[str]:
    """Return the lines that were made and held back."""
    conversation = conversation_of(session, phone)
    held = select(Message.text).where(Message.conversation_id == conversation.id, Message.suppressed)
    return list(session.scalars(held))


def authors_since_the_claim(session: Session, phone: Phone) -> set[str]:
    """Return who has queued a line under the present ownership."""
    conversation = conversation_of(session, phone)
    mine = (OutboxItem.conversation_id == conversation.id, OutboxItem.epoch == conversation.ownership_epoch)
    return set(session.scalars(select(OutboxItem.author).where(*mine)))


async def read(running: World, work, phone: Phone):  # type: ignore[no-untyped-def]
    return await asyncio.to_thread(running.store.read_now, lambda session: work(session, phone))


async def in_trouble(running: World, platform: str) -> tuple[Phone, str]:
    """Return a phone whose cry for help was answered, and the code of its case."""
    phone = await running.simulator.new_phone(platform, "Dewi", language_code="en")
    await phone.send_text(CRY)
    await phone.wait_for("112")
    return phone, await read(running, code_of, phone)


async def test_a_claim_at_any_moment_silences_the_bot(database_url: str, tmp_path: Path) -> None:
    dice = random.Random(SEED)
    async with world(database_url, tmp_path) as running, Operator(running.base_url) as operator:
        await dialogue_ready(running.store)
        people = [await in_trouble(running, ("telegram", "whatsapp")[n % 2]) for n in range(PHONES)]

        async def race(phone: Phone, code: str, pause: float) -> None:
            writing = asyncio.gather(
                *(phone.send_text(text) for text in ("yes", "three people", "please hurry"))
            )
            await asyncio.sleep(pause)
            await operator.act(code, "claim")
            claimed_at, shown = utcnow(), await phone.messages()
            await writing
            await phone.send_text("are you there?")
            await asyncio.sleep(1.5)
            rows = await read(running, lines_of_the_bot, phone)
            for row in rows:
                assert row.state not in WIRED or (row.wired_at is not None and row.wired_at <= claimed_at)
            words = {row.payload["text"] for row in rows}
            after = [m for m in await phone.messages() if m["text"] in words and m not in shown]
            # A line handed to the platform just before the claim may still be on its way, but no more.
            assert len(after) <= 1

        for phone, code in people:
            await race(phone, code, dice.uniform(0.0, 0.4))
        await settle(running, running.store)
        for phone, code in people:
            page = await operator.page(code)
            for text in ("yes", "three people", "please hurry", "are you there?"):
                assert text in page
            conversation = await read(running, conversation_of, phone)
            assert (conversation.owner, conversation.ownership_epoch) == ("operator", 1)


async def test_an_answer_that_comes_after_the_claim_is_shown_to_the_operator_alone(tmp_path: Path) -> None:
    """Rasa is stopped for a moment, so that the claim falls into the turn for certain."""
    url = f"sqlite:///{tmp_path / 'lindung.db'}"
    async with world(url, tmp_path) as running, Operator(running.base_url) as operator:
        await dialogue_ready(running.store)
        phone, code = await in_trouble(running, "telegram")
        await settle(running, running.store)
        shown = {m["id"] for m in await phone.messages()}
        rasa = running.processes.running["rasa"]
        rasa.send_signal(signal.SIGSTOP)
        try:
            await phone.send_text("yes, two people are in there")
            await asyncio.sleep(1.0)
            await operator.act(code, "claim")
        finally:
            rasa.send_signal(signal.SIGCONT)
        await settle(running, running.store)
        held = await read(running, suppressed, phone)
        assert held, "the bot had nothing to say"
        await operator.act(code, "reply", text="I am the operator")
        await phone.wait_for("I am the operator")
        heard = [m["text"] for m in await phone.messages() if m["id"] not in shown]
        assert not set(heard) & set(held)
        assert heard[-1] == "I am the operator"
        assert await read(running, authors_since_the_claim, phone) <= {"status", "operator"}
        for text in held:
            await operator.sees(code, text)
