"""Phones that write numbered messages, and waiting until the service has dealt with all of them."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.simulator.phone import Phone
from bot.store.database import Store
from bot.store.tables import ComponentState, InboundUpdate, OutboxItem
from bot.store.tables.outbox import UNSENT
from tests.end_to_end.running import World

SMALL_TALK = (
    "good morning",
    "thank you",
    "where can I find a hotel",
    "what can you do",
    "the weather is nice",
)
CRY = "help, there is a fire in my hotel in Jakarta"
CRY_AT = 4


@dataclass
class Line:
    """One phone and what it has written, in order."""

    phone: Phone
    platform: str
    cries: bool
    written: list[str] = field(default_factory=list)

    @property
    def user_ids(self) -> tuple[str, str]:
        """Under which ids the service knows the person."""
        return str(self.phone.telegram_id), self.phone.bsuid

    async def write_next(self) -> None:
        """Write the next numbered message; the fourth of some phones is a cry for help."""
        number = len(self.written) + 1
        words = CRY if self.cries and number == CRY_AT else SMALL_TALK[number % len(SMALL_TALK)]
        text = f"message {number}: {words}"
        self.written.append(text)
        await self.phone.send_text(text)


async def open_lines(world: World, count: int = 6) -> list[Line]:
    """Return phones on both platforms in turn; every second pair cries for help."""
    lines = []
    for number in range(count):
        platform = ("telegram", "whatsapp")[number % 2]
        phone = await world.simulator.new_phone(platform, f"Person {number}", language_code="en")
        lines.append(Line(phone, platform, cries=number % 4 < 2))
    return lines


async def write_all(lines: list[Line], each: int, dice: random.Random, longest_pause: float) -> None:
    """Let all phones write ``each`` messages at the same time, with pauses of random length."""

    async def one(line: Line, pauses: list[float]) -> None:
        for pause in pauses:
            await asyncio.sleep(pause)
            await line.write_next()

    plans = [[dice.uniform(0, longest_pause) for _ in range(each)] for _ in lines]
    await asyncio.gather(*(one(line, plan) for line, plan in zip(lines, plans, strict=True)))


async def settle(world: World, store: Store, seconds: float = 60) -> None:
    """Wait until everything is delivered, handled and sent."""
    deadline = time.monotonic() + seconds
    while True:
        hooks = await world.simulator.call("GET", "/webhooks")
        left = {
            "telegram not delivered": hooks["telegram"]["pending_update_count"],
            "whatsapp not delivered": hooks["whatsapp"]["undelivered"],
            **await asyncio.to_thread(store.read_now, _unfinished),
        }
        if not any(left.values()):
            return
        assert time.monotonic() < deadline, f"still open: {left}\n{world.processes.log()}"
        await asyncio.sleep(0.2)


def _unfinished(session: Session) -> dict[str, int]:
    inbox = select(InboundUpdate.state, func.count()).where(InboundUpdate.state.in_(("received", "screened")))
    outbox = select(OutboxItem.state, func.count()).where(OutboxItem.state.in_(UNSENT))
    found = [
        *session.execute(inbox.group_by(InboundUpdate.state)).all(),
        *session.execute(outbox.group_by(OutboxItem.state)).all(),
    ]
    return dict(found)


async def dialogue_ready(store: Store, seconds: float = 60) -> None:
    """Wait until the engine has found the Rasa process well."""
    deadline = time.monotonic() + seconds

    def is_ready(session: Session) -> bool:
        row = session.get(ComponentState, "dialogue")
        return row is not None and row.state == "ok"

    while not await asyncio.to_thread(store.read_now, is_ready):
        assert time.monotonic() < deadline, f"the dialogue is not ready in {seconds} s"
        await asyncio.sleep(0.1)
