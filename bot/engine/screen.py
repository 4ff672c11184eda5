"""The screen: every stored update is looked at at once, before its conversation's turn.

Rules and n-grams only, no e5, no lease. A critical message gets its case, its ring and its first
answer here, in the transaction that writes it into the transcript.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.opening import open_cases
from bot.engine.emergency import Danger, raise_alarm
from bot.engine.giving_up import give_up
from bot.engine.happenings import apply_happening
from bot.engine.intake import apply_edit, conversation_of, transcribe
from bot.engine.language import follow_language
from bot.engine.late import is_late, receive_late
from bot.engine.place_change import TOLD, follow_cases, place_mark
from bot.engine.questions import asks_for
from bot.engine.runtime import Runtime
from bot.engine.where import follow_place, place_named
from bot.messages.inbox import event_of, fail, finish, take_received
from bot.messages.outbox import say
from bot.messages.types import Inbound
from bot.reference.places import PlaceMatch
from bot.store.base import utcnow
from bot.store.commits import is_outage
from bot.store.database import wake
from bot.store.tables import Conversation, Identity, InboundUpdate, Message

log = structlog.get_logger(__name__)
BATCH = 20
RETRY_S = 0.1
"""A row that fails is tried five times within three seconds: its sender's next cry waits behind it."""
ABOUT_A_PLACE = (
    "info_emergency_numbers",
    "info_entry_visa",
    "info_safety_advice",
    "info_transport",
    "consular_find_mission",
)
"""Everyday questions in which a place is what is asked about, not where the person is."""


@dataclass(frozen=True)
class Look:
    """What was seen in one update, before any transaction: a screening and a place named."""

    screening: Any = None
    place: PlaceMatch | None = None


class Screen:
    """Looks at new updates until it is stopped."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._store = runtime.store
        self._taken: list[InboundUpdate] = []
        """What is ours and not applied yet: after an outage it is first, not held until its time is over."""

    async def run(self, stop: asyncio.Event) -> None:
        """Screen until ``stop`` is set."""
        waiter = self._store.bus.waiter("inbox")
        try:
            while not stop.is_set():
                if not await self.screen_next():
                    await waiter.wait(1.0)
        finally:
            self._store.bus.release(waiter)

    async def screen_next(self) -> int:
        """Take the next updates and screen them; returns how many there were."""
        if not self._taken:
            self._taken = await self._store.write(lambda session: take_received(session, BATCH))
        rows = self._taken
        if not rows:
            return 0
        known = await self._store.read(lambda session: _known_languages(session, rows))
        looks: dict[int, Look] = {}
        for row in rows:
            try:
                looks[row.id] = self._look(row, known)
            except Exception as error:
                await self._put_off(row.id, error)
        await self._apply_looks(looks)
        self._taken = []
        return len(rows)

    def _look(self, row: InboundUpdate, known: dict[str, str]) -> Look:
        event = event_of(row)
        if event.type not in ("message", "edit") or not event.text:
            return Look()
        screening = self._runtime.nlu.screen(event.text, history=known.get(row.chat_key))
        return Look(screening, place_named(event.text))

    async def _apply_looks(self, looks: dict[int, Look]) -> None:
        try:
            await self._store.write(lambda session: self._apply_all(session, looks))
        except Exception as error:
            if is_outage(error):
                raise
            # One bad row must not hold up the others: go through them one by one.
            log.exception("screen_batch_failed")
            for row_id, look in looks.items():
                await self._apply_alone(row_id, look)

    def _apply_all(self, session: Session, looks: dict[int, Look]) -> None:
        for row_id, look in looks.items():
            self._apply(session, row_id, look)

    async def _apply_alone(self, row_id: int, look: Look) -> None:
        try:
            await self._store.write(lambda session: self._apply(session, row_id, look))
        except Exception as error:
            if is_outage(error):
                raise
            await self._put_off(row_id, error)

    async def _put_off(self, row_id: int, error: Exception) -> None:
        """A row that cannot be handled is tried again; at the last attempt a person gets it."""
        log.error("screen_failed", inbound_id=row_id, exc_info=error)
        reason = f"{type(error).__name__}: {error}"

        def _fail(session: Session) -> None:
            row = session.get_one(InboundUpdate, row_id, with_for_update=True)
            if row.state != "received":
                return
            if fail(session, row, reason, RETRY_S) and row.type in ("message", "edit"):
                give_up(session, self._runtime, row, reason)

        await self._store.write(_fail)

    def _apply(self, session: Session, row_id: int, look: Look) -> None:
        row = session.get_one(InboundUpdate, row_id, with_for_update=True)
        if row.state != "received":
            return
        event = event_of(row)
        if event.type == "message":
            self._message(session, row, event, look)
        elif event.type == "edit":
            self._edit(session, row, event, look)
        else:
            apply_happening(session, row, event)
        wake(session, "desk")

    def _message(self, session: Session, row: InboundUpdate, event: Inbound, look: Look) -> None:
        conversation = conversation_of(session, event)
        before = place_mark(conversation)
        message = transcribe(session, row, event, conversation)
        if event.media is not None:
            wake(session, "media")
        if look.screening is not None:
            follow_language(conversation, look.screening.language, look.screening.script)
            message.language = look.screening.language
        if look.place is not None and not _asks_about(look) and not _names_passport(session, conversation, look):
            follow_place(conversation, look.place)
        raised = self._raise_if_critical(session, conversation, message, look.screening)
        # After the alarm: a case that rises to critical moves once, and rings once.
        if place_mark(conversation) != before:
            follow_cases(session, conversation, TOLD)
        if not event.is_private:
            if not raised:
                line = self._runtime.texts.text(
                    "safe.group_refused", conversation.language, conversation.script
                )
                say(session, conversation, "status", line, key="safe.group_refused")
            finish(row)
            return
        if is_late(event, row):
            receive_late(session, self._runtime, conversation, message, event, row, raised)
            finish(row)
            return
        row.state, row.due_at = "screened", utcnow()
        row.critical = raised
        wake(session, "turns")

    def _edit(self, session: Session, row: InboundUpdate, event: Inbound, look: Look) -> None:
        conversation = conversation_of(session, event)
        before = place_mark(conversation)
        message = apply_edit(session, event, conversation)
        row.conversation_id = conversation.id
        if message is not None:
            row.message_id = message.id
            if not self._raise_if_critical(session, conversation, message, look.screening) and not open_cases(
                session, conversation.id
            ):
                line = self._runtime.texts.text(
                    "safe.edit_received", conversation.language, conversation.script
                )
                say(session, conversation, "bot", line, key="safe.edit_received")
        if place_mark(conversation) != before:
            follow_cases(session, conversation, TOLD)
        finish(row)

    def _raise_if_critical(
        self, session: Session, conversation: Conversation, message: Message, screening: Any
    ) -> bool:
        if screening is None:
            return False
        message.parse = {
            "stage": "screen",
            "urgency": screening.urgency,
            "topic": screening.topic,
            "confidence": screening.confidence,
            "reasons": list(screening.reasons),
        }
        message.version = self._runtime.version
        if not screening.critical:
            return False
        if conversation.language is None:
            follow_language(conversation, screening.language, screening.script)
        by_rule = any(reason.startswith("phrase") for reason in screening.reasons)
        danger = Danger(screening.topic, screening.confidence, screening.reasons, by_rule)
        alarm = raise_alarm(session, self._runtime, conversation, message, danger)
        message.parse = {
            **message.parse, "raised": True, "first_answer": alarm.answered, "case_topic": alarm.case.topic,
        }  # fmt: skip
        return True


def _known_languages(session: Session, rows: list[InboundUpdate]) -> dict[str, str]:
    """Return the language each sender was last understood in, by chat key."""
    users = {row.chat_key.split(":", 2)[2]: row.chat_key for row in rows if row.chat_key.count(":") >= 2}
    found = session.execute(
        select(Identity.user_id, Conversation.language)
        .join(Conversation, Conversation.identity_id == Identity.id)
        .where(Identity.user_id.in_(users), Conversation.language.is_not(None))
    ).all()
    return {users[user_id]: language for user_id, language in found if language}


def _asks_about(look: Look) -> bool:
    """Whether the place is asked about ("a visa for Japan?"): that does not tell where the person is."""
    seen = look.screening
    return seen is not None and seen.urgency == "routine" and seen.topic in ABOUT_A_PLACE


def _names_passport(session: Session, conversation: Conversation, look: Look) -> bool:
    """Whether a country answers the question for the passport, not for the place."""
    is_country = look.place is not None and look.place.city is None
    return is_country and asks_for(session, conversation, "nationality:")
