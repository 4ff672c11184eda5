"""Updates that cannot be handled: given up after five attempts, told to a person, and nobody waits for them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.inbox import MAX_ATTEMPTS
from bot.simulator.phone import Phone
from bot.store.database import Store, wake
from bot.store.tables import Case, Conversation, DeadLetter, Identity, InboundUpdate, Message
from tests.end_to_end.operator import Operator
from tests.end_to_end.running import World, world
from tests.end_to_end.traffic import CRY, settle

pytestmark = [pytest.mark.rasa, pytest.mark.xdist_group("end_to_end")]
WORDS = "a message of a form that nobody expected"


def conversation_of(session: Session, phone: Phone) -> Conversation:
    """Return the conversation of a phone."""
    ids = (str(phone.telegram_id), phone.bsuid)
    return session.scalars(select(Conversation).join(Identity).where(Identity.user_id.in_(ids))).one()


def malformed(session: Session, phone: Phone, **values: Any) -> InboundUpdate:
    """Store an update whose event cannot be read, as one of an older or newer version would be."""
    identity = conversation_of(session, phone).identity
    row = InboundUpdate(
        channel=identity.channel,
        account=identity.account,
        external_id=f"poison-{phone.id}",
        type="message",
        chat_key=f"{identity.channel}:{identity.account}:{identity.user_id}",
        event={"text": WORDS, "sent_at": "at noon", "a_field_of_tomorrow": [1]},
        raw=b"{}",
        **values,
    )
    session.add(row)
    return row


def unreadable_at_the_screen(session: Session, phone: Phone) -> None:
    """It fails before its words are in the transcript."""
    malformed(session, phone)
    wake(session, "inbox")


def unreadable_in_its_turn(session: Session, phone: Phone) -> None:
    """It fails in the turn: the words are in the transcript already."""
    conversation = conversation_of(session, phone)
    message = Message(
        conversation_id=conversation.id, direction="in", author="traveller", text=WORDS, language="en"
    )
    session.add(message)
    session.flush()
    malformed(session, phone, state="screened", conversation_id=conversation.id, message_id=message.id)
    wake(session, "turns")


async def given_up(store: Store) -> DeadLetter:
    """Wait for the dead letter."""
    deadline = time.monotonic() + 30
    while True:
        letters = await asyncio.to_thread(
            store.read_now, lambda session: list(session.scalars(select(DeadLetter)))
        )
        if letters:
            (letter,) = letters
            return letter
        assert time.monotonic() < deadline, "no dead letter came"
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("inject", [unreadable_at_the_screen, unreadable_in_its_turn])
async def test_given_up_after_five_attempts_and_told(
    database_url: str, tmp_path: Path, inject: Callable[[Session, Phone], None]
) -> None:
    async with world(database_url, tmp_path, rasa=False) as running:
        phone = await running.simulator.new_phone("telegram", "Dewi", language_code="en")
        await phone.send_text("good morning")
        await phone.wait_for(lambda m: bool(m["text"]))
        await asyncio.to_thread(running.store.write_now, lambda session: inject(session, phone))
        other = await running.simulator.new_phone("whatsapp", "Rina", language_code="en")
        await other.send_text(CRY)
        await other.wait_for("112", timeout=5)  # Nobody else waits for it.
        await phone.send_text("good morning again")

        letter = await given_up(running.store)
        assert f"{MAX_ATTEMPTS} attempts" in letter.reason
        told = await phone.wait_for("A person will read your message", timeout=10)
        after = await phone.wait_for(lambda m: m["id"] > told["id"], timeout=10)
        assert after["text"]
        await phone.send_text(CRY)
        await phone.wait_for("112", timeout=5)
        await settle(running, running.store)
        await _the_desk_sees_it(running, phone)


async def _the_desk_sees_it(running: World, phone: Phone) -> None:
    def look(session: Session) -> tuple[list[Message], list[InboundUpdate], list[Case]]:
        conversation = conversation_of(session, phone)
        mine = {
            table: list(
                session.scalars(
                    select(table).where(table.conversation_id == conversation.id).order_by(table.id)
                )
            )
            for table in (Message, InboundUpdate, Case)
        }
        return mine[Message], mine[InboundUpdate], mine[Case]

    transcript, inbound, cases = await asyncio.to_thread(running.store.read_now, look)
    texts = [m.text for m in transcript if m.direction == "in"]
    assert texts == ["good morning", WORDS, "good morning again", CRY]
    poison = next(row for row in inbound if row.external_id.startswith("poison"))
    assert (poison.state, poison.attempts) == ("failed", MAX_ATTEMPTS)
    assert {row.state for row in inbound if row is not poison} == {"handled"}
    marked = next(case for case in cases if case.marks.get("bot_failed"))
    assert marked.urgency in ("urgent", "critical")
    async with Operator(running.base_url) as operator:
        await operator.sees(marked.code, WORDS)
