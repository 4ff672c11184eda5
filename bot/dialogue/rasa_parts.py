"""Rasa's side: parts that replace stock ones whose failures are silent.

Stock Rasa swallows an action's exception and stays silent, falls back to an empty conversation when its
store fails, and polls once a second for a lock. Here a failure fails the turn.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.lock_store import LockStore
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig


class TurnFailed(Exception):
    """The turn cannot be answered; nothing of it may be kept."""


class Turn:
    """What one turn needs while it runs: the way back to the service and the first failure."""

    def __init__(self, call_action: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]) -> None:
        self.call_action = call_action
        self.failure: TurnFailed | None = None

    def fail(self, place: str, error: BaseException) -> None:
        """Remember the first failure; texts of citizens do not belong in it, so only kinds are named."""
        if self.failure is None:
            reason = str(error) if isinstance(error, TurnFailed) else type(error).__name__
            self.failure = TurnFailed(f"{place}: {reason}")


current_turn: ContextVar[Turn] = ContextVar("current_turn")


class ServiceActions(EndpointConfig):
    """Runs custom actions in the service, over the connection the turn came by."""

    def __init__(self) -> None:
        # The key must be spelt so, or Rasa sends the whole domain with each call.
        super().__init__(url="service://", enable_selective_domain=True)

    async def request(self, *_: Any, **kwargs: Any) -> dict[str, Any]:
        """Send a call and return what the action answered."""
        answer = await current_turn.get().call_action(kwargs["json"])
        if answer["type"] == "action_result":
            return answer["result"]
        if answer["type"] == "action_rejected":
            detail = {"action_name": answer["name"], "error": "rejected"}
            raise ClientResponseError(400, "", json.dumps(detail))
        raise TurnFailed(answer.get("error", "the service could not run the action"))


class AttemptStore(TrackerStore):
    """Holds the trackers of running turns by attempt, and nothing longer. Unknown ones are an error."""

    def __init__(self) -> None:
        super().__init__(Domain.empty())
        self.trackers: dict[str, DialogueStateTracker] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker of a running attempt."""
        if tracker.sender_id not in self.trackers:
            raise TurnFailed("a tracker of no running attempt was saved")
        self.trackers[tracker.sender_id] = tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """Return the tracker of a running attempt."""
        if sender_id not in self.trackers:
            raise TurnFailed("a tracker of no running attempt was asked for")
        return self.trackers[sender_id]

    async def keys(self) -> Iterable[str]:
        """Return the running attempts."""
        return list(self.trackers)


class LoopLockStore(LockStore):
    """One asyncio lock an attempt: the service already runs one turn of a conversation at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0, wait_time_in_seconds: float = 0
    ) -> AsyncGenerator[None, None]:
        """Hold the lock of an attempt."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            yield
        self._locks.pop(conversation_id, None)


class StrictProcessor(MessageProcessor):
    """Fails the turn where the stock processor logs and goes on."""

    async def _run_action(self, action: Action, *args: Any, **kwargs: Any) -> bool:
        turn = current_turn.get()
        run = action.run

        async def watched(*run_args: Any) -> Any:
            try:
                return await run(*run_args)
            except ActionExecutionRejection:
                raise
            except Exception as error:
                turn.fail(action.name(), error)
                raise

        action.run = watched
        goes_on = await super()._run_action(action, *args, **kwargs)
        if turn.failure is not None:
            raise turn.failure
        return goes_on

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> Any:
        followup = tracker.followup_action
        if followup and followup not in self.domain.action_names_or_texts:
            raise TurnFailed(f"an action asks for the unknown action {followup!r} to follow")
        return super()._predict_next_with_tracker(tracker)
