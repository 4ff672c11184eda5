"""The turn: understand, decide who answers, ask the dialogue, one short commit.

Three parts: a short read; understanding and the call of Rasa with no transaction open; one commit that
checks the lease again. When an operator has claimed meanwhile, the replies are kept as suppressed.
"""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from bot.dialogue.errors import DialogueError
from bot.engine.applying import apply_decision
from bot.engine.conversing import converse
from bot.engine.courtesies import Courtesies
from bot.engine.deciding import Decision, decide
from bot.engine.emergency import raise_alarm
from bot.engine.giving_up import give_up
from bot.engine.language import follow_language
from bot.engine.leases import Lease, LeaseLost, extend, free_all, hold, take_lease
from bot.engine.loading import Job, load_job, reload_job
from bot.engine.runtime import Runtime
from bot.engine.safe_answers import answer_safely
from bot.messages.inbox import fail, finish, next_for_turn
from bot.reference.clocks import zone_of
from bot.store.commits import is_outage
from bot.store.database import wake
from bot.store.tables import InboundUpdate, Message

log = structlog.get_logger(__name__)
PARALLEL = 8
RETRY_S = 0.2
OUTAGE_NAP_S = 0.3


class Turns:
    """Handles waiting messages, conversations in parallel, the messages of one in order."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._store = runtime.store
        self._courtesies = Courtesies(runtime.adapters)
        self._running: set[asyncio.Task[None]] = set()
        self._alone = runtime.store.is_sqlite  # One process: leases found at its start are of a dead one.

    async def run(self, stop: asyncio.Event) -> None:
        """Handle turns until ``stop`` is set; then let those under way finish."""
        waiter = self._store.bus.waiter("turns")
        try:
            if self._alone:
                await self._store.write(free_all)
                self._alone = False
            while not stop.is_set():
                lease = None
                if len(self._running) < PARALLEL:
                    lease = await self._store.write(lambda session: take_lease(session, self._runtime.holder))
                if lease is not None:
                    task = asyncio.create_task(self._conversation(lease, stop))
                    self._running.add(task)
                    task.add_done_callback(self._running.discard)
                elif len(self._running) >= PARALLEL:
                    await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                else:
                    await waiter.wait(1.0)
        finally:
            self._store.bus.release(waiter)
            if stop.is_set() and self._running:
                await asyncio.wait(self._running, timeout=20)

    async def _conversation(self, lease: Lease, stop: asyncio.Event) -> None:
        """Handle what waits in one conversation, one message after the other."""
        while True:
            try:
                await self._turn(lease)
                if not await self._store.write(lambda session: extend(session, lease)):
                    return
            except LeaseLost:
                log.warning("lease_lost", conversation_id=lease.conversation_id)
                return
            except Exception as error:
                if not is_outage(error) or stop.is_set():
                    # The lease runs out by itself and the message is taken again.
                    log.exception("turn_left", conversation_id=lease.conversation_id)
                    return
                # Nothing was committed: the turn is done again while the lease is ours.
                log.warning("turn_waits_for_the_database", error=type(error).__name__)
                await asyncio.sleep(OUTAGE_NAP_S)

    async def _turn(self, lease: Lease) -> None:
        started = time.perf_counter()
        job: Job | None = None
        try:
            job = await self._store.read(lambda session: load_job(session, lease))
            if job is None:
                return
            await self._handle(lease, job)
        except LeaseLost:
            raise
        except Exception as error:
            if is_outage(error):
                raise
            inbound_id = job.inbound_id if job else None
            log.exception("turn_failed", conversation_id=lease.conversation_id, inbound_id=inbound_id)
            await self._put_off(lease, inbound_id, error)
        else:
            log.info("turn", ms=round((time.perf_counter() - started) * 1000, 1), inbound_id=job.inbound_id)

    async def _handle(self, lease: Lease, job: Job) -> None:
        async with self._courtesies.during(job):
            await self._understand(job)
            decision = decide(job)
            await self._note_understanding(lease, job, decision)
            if decision.ask_dialogue:
                decision = await self._ask_dialogue(job, decision)
            await self._store.write(lambda session: self._commit(session, lease, job, decision))

    async def _understand(self, job: Job) -> None:
        """Read words with the full model in a thread: the vector must not hold up the event loop."""
        if job.text and not job.payload:
            clock = zone_of(job.country, (job.latitude, job.longitude))
            job.understanding = await asyncio.to_thread(
                self._runtime.nlu.understand, job.text, None, job.language, datetime.now(clock), job.country or ""
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
                alarm = raise_alarm(session, self._runtime, conversation, message, decision.danger)
                parse.update(raised=True, first_answer=alarm.answered, case_topic=alarm.case.topic)
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

    async def _put_off(self, lease: Lease, inbound_id: int | None, error: Exception) -> None:
        """A turn that cannot be done is tried again; at the last attempt a person is told.

        Args:
            inbound_id: None when the message could not even be loaded; then it is the next one.
        """
        reason = f"{type(error).__name__}: {error}"

        def _fail(session: Session) -> None:
            conversation = hold(session, lease)
            waiting = next_for_turn(session, conversation) if inbound_id is None else None
            row_id = waiting.id if waiting else inbound_id
            if row_id is None:
                return
            row = session.get_one(InboundUpdate, row_id, with_for_update=True)
            if row.state == "screened" and fail(session, row, reason, RETRY_S):
                give_up(session, self._runtime, row, reason)

        await self._store.write(_fail)


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
