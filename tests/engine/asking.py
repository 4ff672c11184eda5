"""A desk with an operator who holds a case, and a traveller whose messages go the real way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import ownership
from bot.cases.opening import open_or_join_case
from bot.engine.card_sending import send_card
from bot.engine.leases import take_lease
from bot.engine.runtime import Runtime
from bot.engine.screen import Screen
from bot.engine.texts import Texts
from bot.engine.turns import Turns
from bot.messages.types import Sender
from bot.settings import ROOT, load_settings
from bot.store.database import Store
from bot.store.tables import AskedCard, Case, Message, OutboxItem, User
from tests.factories import inbound, make_conversation, make_desk, make_user, receive


@dataclass
class Seen:
    """What the language model would say of an everyday line."""

    text: str
    language: str
    script: str
    urgency: str = "routine"
    topic: str = "chat_out_of_scope"
    confidence: float = 0.3
    critical: bool = False
    ranking: tuple[tuple[str, float], ...] = ()
    reasons: tuple[str, ...] = ()
    entities: tuple[Any, ...] = ()


class Nlu:
    """Reads every line as an everyday one in a fixed language."""

    def __init__(self, language: str, script: str) -> None:
        self._language, self._script = language, script

    def screen(self, text: str, history: str | None = None) -> Seen:
        return Seen(text, self._language, self._script)

    def understand(self, text: str, *_: Any) -> Seen:
        return Seen(text, self._language, self._script)


class Talk:
    """One case in an operator's hands."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        language: str = "en",
        script: str = "Latn",
        channel: str = "telegram",
        topic: str = "emergency_medical",
        urgency: str = "critical",
        reads: str = "en",
        claimed: bool = True,
    ) -> None:
        self.store = store
        environment = {"LINDUNG_DATA_DIR": str(folder), "LINDUNG_DATABASE_URL": store.url}
        settings = load_settings(environment, folder / "none.env")
        self.runtime = Runtime(settings, store, Texts(ROOT / "nlu_data"), Nlu(language, script))

        def _make(session: Session) -> tuple[int, int, Sender, str]:
            user = make_user(session, make_desk(session), languages=[reads], interface_language=reads)
            conversation = make_conversation(session, channel, language=language, script=script)
            case, _ = open_or_join_case(session, conversation, topic, urgency, "a test")
            if claimed:
                assert ownership.claim(session, case.id, user).won
            identity = conversation.identity
            return case.id, user.id, Sender(identity.user_id, "Dewi"), conversation.chat_id

        self.case_id, self.user_id, self._sender, self._chat = store.write_now(_make)
        self._channel = channel

    def ask(self, key: str, times: int | None = None) -> Message | None:
        """Send a card as the operator."""
        return self.store.write_now(
            lambda session: send_card(
                session, self.runtime, self.case_id, session.get_one(User, self.user_id), key, times
            )
        )

    async def hear(self, text: str = "", **values: Any) -> Message:
        """Let the traveller write; returns the line as it stands after screen and turn."""
        event = inbound(text, channel=self._channel, sender=self._sender, chat_id=self._chat, **values)
        self.store.write_now(lambda session: receive(session, event))
        await Screen(self.runtime).screen_next()
        turns = Turns(self.runtime)
        lease = self.store.write_now(lambda session: take_lease(session, self.runtime.holder))
        assert lease is not None
        await turns._conversation(lease, asyncio.Event())
        return self.store.read_now(
            lambda session: session.scalars(select(Message).where(Message.external_id == event.message_id)).one()
        )

    async def tap(self, key: str, code: str, which: int = -1) -> Message:
        """Let the traveller tap an answer of a card that was sent (the newest of its name)."""
        rows = [row for row in self.asked() if row.card == key]
        payload = f"{rows[which].message_id}:c:{key}:{code}"
        return await self.hear(code, kind="button", payload=payload)

    def case(self) -> Case:
        """Return the case as it is now."""
        return self.store.read_now(lambda session: session.get_one(Case, self.case_id))

    def fact(self, name: str) -> dict[str, Any]:
        """Return one fact of the case file."""
        return dict(self.case().facts.get(name) or {})

    def asked(self) -> list[AskedCard]:
        """Return all cards of the case."""
        return self.store.read_now(lambda session: list(session.scalars(select(AskedCard).order_by(AskedCard.id))))

    def sent(self) -> list[dict[str, Any]]:
        """Return what was queued for the traveller."""
        return self.store.read_now(
            lambda session: [item.payload for item in session.scalars(select(OutboxItem).order_by(OutboxItem.id))]
        )
