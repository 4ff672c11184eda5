"""The turn: understand, decide who answers, ask the dialogue, one short commit.

Three parts: a short read; understanding and the call of Rasa with no transaction open; one commit that
checks the lease again. When an operator has claimed meanwhile, the replies are kept as suppressed.
"""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.dialogue.errors import DialogueError
from bot.engine.applying import apply_decision
from bot.engine.conversing import converse
from bot.engine.deciding import Decision, decide
from bot.engine.emergency import raise_alarm
from bot.engine.language import follow_language
from bot.engine.leases import Lease, LeaseLost, extend, hold, take_lease
from bot.engine.loading import Job, load_job, reload_job
from bot.engine.runtime import Runtime
from bot.engine.safe_answers import answer_safely
from bot.messages.inbox import fail, finish
from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import InboundUpdate, Message

log = structlog.get_logger(__name__)
PARALLEL = 8


class Turns:
    """Handles waiting messages, conversations in parallel, the messages of one in order."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._store = runtime.store
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Handle turns until ``stop`` is set; then let those under way finish."""
        waiter = self._store.bus.waiter("turns")
        try:
            while not stop.is_set():
                lease = None
                if len(self._running) < PARALLEL:
                    lease = await self._store.write(lambda session: take_lease(session, self._runtime.holder))
                if lease is not None:
                    task = asyncio.create_task(self._conversation(lease))
                    self._running.add(task)
                    task.add_done_callback(self._running.discard)
                elif len(self._running) >= PARALLEL:
                    await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                else:
                    await waiter.wait(1.0)
        finally:
            self._store.bus.release(waiter)
            if self._running:
                await asyncio.wait(self._running, timeout=20)

    async def _conversation(self, lease: Lease) -> None:
        """Handle what waits in one conversation, one message after the other."""
        try:
            while True:
                await self._turn(lease)
                if not await self._store.write(lambda session: extend(session, lease)):
                    return
        except LeaseLost:
            log.warning("lease_lost", conversation_id=lease.conversation_id)
        except SQLAlchemyError:
            # The lease runs out by itself and the message is taken again.
            log.exception("turn_store_failed", conversation_id=lease.conversation_id)

    async def _turn(self, lease: Lease) -> None:
        job = await self._store.read(lambda session: load_job(session, lease))
        if job is None:
            return
        started = time.perf_counter()
        try:
            await self._understand(job)
            decision = decide(job)
            await self._note_understanding(lease, job, decision)
            if decision.ask_dialogue:
                decision = await self._ask_dialogue(job, decision)
            await self._store.write(lambda session: self._commit(session, lease, job, decision))
        except (LeaseLost, SQLAlchemyError):
            raise
        except Exception as error:
            log.exception("turn_failed", conversation_id=lease.conversation_id, inbound_id=job.inbound_id)
            await self._give_up(lease, job, error)
        log.info("turn", ms=round((time.perf_counter() - started) * 1000, 1), inbound_id=job.inbound_id)

    async def _understand(self, job: Job) -> None:
        """Read words with the full model in a thread: the vector must not hold up the event loop."""
        if job.text and not job.payload:
            job.understanding = await asyncio.to_thread(
                self._runtime.nlu.understand, job.text, None, job.language
            )

    async def _note_understanding(self, lease: Lease, job: Job, decision: Decision) -> None:
        """Keep what was understood; a danger that only the full model sees rings now, before the dialogue."""
        if job.understanding is None and decision.danger is None:
            return

        def _apply(session: Session) -> Any:
            conversation = hold(session, lease)
            message = session.get_one(Message, job.message_id)
            parse = dict(message.parse or {})
            if job.understanding is not None:
                parse.update(understanding_record(job.understanding, self._runtime.version))
                follow_language(conversation, job.understanding.language, job.understanding.script)
            if decision.danger is not None:
                case = raise_alarm(session, self._runtime, conversation, message, decision.danger)
                parse.update(raised=True, case_topic=case.topic)
            message.parse = parse
            message.version = self._runtime.version
            return reload_job(session, conversation, message, job)

        await self._store.write(_apply)

    async def _ask_dialogue(self, job: Job, decision: Decision) -> Decision:
        try:
            return await converse(self._runtime, job, decision)
        except DialogueError as error:
            log.warning(
                "dialogue_failed", error=type(error).__name__, reason=str(error), inbound_id=job.inbound_id
            )
            return answer_safely(job, decision, error)

    def _commit(self, session: Session, lease: Lease, job: Job, decision: Decision) -> None:
        conversation = hold(session, lease)
        row = session.get_one(InboundUpdate, job.inbound_id, with_for_update=True)
        if row.state != "screened":
            return
        message = session.get_one(Message, job.message_id)
        apply_decision(session, self._runtime, conversation, message, job, decision)
        finish(row)
        wake(session, "desk")

    async def _give_up(self, lease: Lease, job: Job, error: Exception) -> None:
        """A turn that cannot be done is tried again; at the last attempt a person is told."""
        reason = f"{type(error).__name__}: {error}"

        def _apply(session: Session) -> None:
            conversation = hold(session, lease)
            row = session.get_one(InboundUpdate, job.inbound_id, with_for_update=True)
            if row.state != "screened":
                return
            if fail(session, row, reason):
                message = session.get_one(Message, job.message_id)
                apply_decision(
                    session, self._runtime, conversation, message, job, answer_safely(job, Decision(), error)
                )
            else:
                # Later messages of the conversation must not overtake this one.
                row.due_at = utcnow() + timedelta(milliseconds=200 * 2**row.attempts)

        await self._store.write(_apply)


def understanding_record(understanding: Any, version: str) -> dict[str, Any]:
    """Return what is kept of an understanding with its message."""
    return {
        "stage": "full",
        "urgency": understanding.urgency,
        "topic": understanding.topic,
        "confidence": round(understanding.confidence, 4),
        "ranking": [[topic, round(confidence, 4)] for topic, confidence in understanding.ranking[:5]],
        "reasons": list(understanding.reasons),
        "entities": [
            {"kind": e.kind, "text": e.text, "value": e.value, "country": e.country}
            for e in understanding.entities
        ],
        "version": version,
    }
