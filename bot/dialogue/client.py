"""The service's side of the two calls: ``turn`` and ``ping``."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from pathlib import Path
from typing import Any

from bot.dialogue import frames, sessions
from bot.dialogue.actions_runner import ActionsRunner
from bot.dialogue.answers import Answers
from bot.dialogue.context import ActiveTurn, TurnContext, current_turn
from bot.dialogue.errors import DialogueDown, DialogueError, DialogueFailed, DialogueTimeout
from bot.dialogue.follow_ups import FollowUps
from bot.dialogue.guidance_texts import GuidanceTexts
from bot.dialogue.texts import Texts
from bot.dialogue.turn import Reply, TurnRequest, TurnResult

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent.parent


class DialogueClient:
    """Talks to one Rasa process. Holds no connection between turns; safe for many turns at once."""

    def __init__(
        self,
        socket_path: str | Path,
        timeout_s: float = 3.0,
        texts: Path = ROOT / "nlu_data",
        domain: Path = ROOT / "domain.yml",
        actions: ActionsRunner | None = None,
    ) -> None:
        self._socket = str(socket_path)
        self._timeout_s = timeout_s
        self._texts = Texts.load(texts)
        self._answers = Answers.load(texts)
        self._guidance = GuidanceTexts.load(texts)
        self._follow_ups = FollowUps.load(texts)
        self._actions = actions or ActionsRunner(domain)

    @property
    def answers(self) -> Answers:
        """How typed answers are read; ``bot.dialogue.parse`` needs it."""
        return self._answers

    @property
    def follow_ups(self) -> FollowUps:
        """How people ask the next question; ``bot.dialogue.parse`` needs it."""
        return self._follow_ups

    async def ping(self) -> dict[str, Any]:
        """Return ``{"ready", "model", "rss"}``: model hash (SHA-256) and resident bytes.

        Raises:
            DialogueDown, DialogueTimeout: no healthy answer.
        """
        async with _Connection(self._socket, self._timeout_s) as connection:
            answer = await connection.exchange({"type": "ping"})
        if answer.pop("type") != "pong":
            raise DialogueDown("The Rasa process does not answer a ping. Restart it.")
        return answer

    async def turn(self, request: TurnRequest, context: TurnContext) -> TurnResult:
        """Run one message through the dialogue.

        Raises:
            DialogueDown, DialogueTimeout, DialogueFailed: nothing of the turn may be committed.
        """
        turn = ActiveTurn(secrets.token_hex(16), context, self._texts, self._answers, self._guidance)
        mark = current_turn.set(turn)
        try:
            async with _Connection(self._socket, self._timeout_s) as connection:
                return await self._converse(connection, request, turn)
        finally:
            turn.close()
            current_turn.reset(mark)

    async def _converse(self, connection: _Connection, request: TurnRequest, turn: ActiveTurn) -> TurnResult:
        head = [] if request.events else sessions.roll(request.slots, time.time())
        answer = await connection.exchange(
            {
                "type": "turn",
                "token": turn.token,
                "attempt_id": request.attempt_id,
                "events": request.events or head,
                "slots": request.slots,
                "message": {
                    "text": request.message.text,
                    "message_id": request.message.message_id,
                    "metadata": {**request.message.metadata, "conversation_id": request.conversation_id},
                },
                "parse_data": request.parse_data,
            }
        )
        while answer["type"] == "action":
            turn.check(answer["token"])
            answer = await connection.exchange(await self._run_action(answer["call"]))
        if answer["type"] != "done":
            raise DialogueFailed(answer.get("error", "The Rasa process sent an answer of an unknown kind."))
        replies = [Reply(**reply) for reply in answer["replies"]]
        said = [reply for reply in replies if reply.key not in request.already_asked]
        return TurnResult(head + answer["events"], said, turn.effects)

    async def _run_action(self, call: dict[str, Any]) -> dict[str, Any]:
        try:
            return await self._actions.run(call)
        except DialogueError:
            raise
        except Exception as error:
            # The traceback may hold a citizen's words, so only the kind of error is logged.
            log.error("action_failed name=%s error=%s", call.get("next_action"), type(error).__name__)
            raise DialogueFailed(
                f"Action {call.get('next_action')} raised {type(error).__name__}."
            ) from error


class _Connection:
    """One connection with one deadline for everything done inside ``async with``."""

    def __init__(self, socket: str, timeout_s: float) -> None:
        self._socket = socket
        self._timeout_s = timeout_s
        self._deadline = asyncio.timeout(timeout_s)
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> _Connection:
        await self._deadline.__aenter__()
        try:
            self._reader, self._writer = await asyncio.open_unix_connection(self._socket)
        except BaseException as error:
            await self.__aexit__(type(error), error, error.__traceback__)
            raise
        return self

    async def exchange(self, frame: dict[str, Any]) -> dict[str, Any]:
        assert self._writer is not None
        await frames.write(self._writer, frame)
        return await frames.read(self._reader)

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if self._writer is not None:
            self._writer.close()
        try:
            await self._deadline.__aexit__(kind, error, trace)
        except TimeoutError as late:
            raise DialogueTimeout(f"The dialogue took more than {self._timeout_s} s.") from late
        if isinstance(error, (OSError, asyncio.IncompleteReadError)):
            raise DialogueDown("The Rasa process is not there. Start it, or look at its log.") from error
        if isinstance(error, frames.FrameError):
            raise DialogueFailed(str(error)) from error
