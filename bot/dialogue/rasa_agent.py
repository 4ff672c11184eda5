"""Rasa's side: the agent, loaded once, and one turn with it."""

from __future__ import annotations

import functools
import hashlib
import logging
import resource
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import rasa.core.agent
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import BotUttered, Event, SlotSet, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.nlg import LanguageNlg
from bot.dialogue.rasa_parts import (
    AttemptStore,
    LoopLockStore,
    ServiceActions,
    StrictProcessor,
    Turn,
    TurnFailed,
    current_turn,
)
from bot.dialogue.texts import Texts

REFUSED_INTENTS = {"restart", "back", "session_start"}
"""Rasa maps these to built-in actions; no message may bring them in."""


class NoChannel(OutputChannel):
    """Replies are read from the events, so nothing is sent from inside a turn."""

    @classmethod
    def name(cls) -> str:
        """Return the channel name that Rasa stores with each message."""
        return "lindung"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send nothing."""


def speed_up_rasa() -> None:
    """Take out two costs that grow with each event and each custom action.

    Rasa walks all event classes for each event it reads, and checks each answer of an action against a
    JSON schema (21 ms) although both ends are ours.
    """
    Event.resolve_by_type = staticmethod(functools.lru_cache(maxsize=256)(Event.resolve_by_type))
    RemoteAction._validate_action_result = lambda self, result: True


class TurnAgent:
    """Answers one message with a model, from the events it is given, and keeps nothing."""

    def __init__(self, model: Path, texts: Path) -> None:
        """Load the model.

        Raises:
            rasa.exceptions.ModelNotFound: the archive cannot be read.
            bot.dialogue.texts.TextError: the texts cannot be read.
        """
        self.model_hash = hashlib.sha256(Path(model).read_bytes()).hexdigest()
        self.texts = Texts.load(texts)
        self._store = AttemptStore()
        # The agent builds its processor itself; this is the only seam for ours.
        rasa.core.agent.MessageProcessor = StrictProcessor
        self._agent = Agent.load(
            str(model),
            generator=LanguageNlg(self.texts),
            tracker_store=self._store,
            lock_store=LoopLockStore(),
            action_endpoint=ServiceActions(),
        )
        # The agent wraps every store in one that answers an error with an empty conversation.
        self._agent.tracker_store = self._agent.processor.tracker_store = self._store
        self._store.domain = self._agent.domain
        self._agent.processor.on_circuit_break = _stop_circling
        self._slots = {slot.name for slot in self._agent.domain.slots}
        self._intents = set(self._agent.domain.intents)

    async def turn(
        self, request: dict[str, Any], call_action: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
    ) -> dict[str, Any]:
        """Run one message; returns ``{"events": [...], "replies": [...]}``, new ones only.

        Raises:
            TurnFailed: an action or a reply failed, the request cannot be used, or nothing was said.
        """
        attempt = request["attempt_id"]
        if attempt in self._store.trackers:
            raise TurnFailed("this attempt is already running")
        self._check(request)
        turn = Turn(call_action)
        token = current_turn.set(turn)
        try:
            tracker = self._tracker(attempt, request["events"])
            known = len(tracker.events)
            for name, value in request["slots"].items():
                if tracker.get_slot(name) != value:
                    tracker.update(SlotSet(name, value), self._agent.domain)
            self._store.trackers[attempt] = tracker
            message = request["message"]
            await self._agent.handle_message(
                UserMessage(
                    message["text"],
                    NoChannel(),
                    attempt,
                    parse_data=request["parse_data"],
                    input_channel=NoChannel.name(),
                    message_id=message["message_id"],
                    metadata=message["metadata"],
                )
            )
            fresh = list(tracker.events)[known:]
            replies = [_reply(event) for event in fresh if isinstance(event, BotUttered)]
            if not replies:
                raise TurnFailed("the dialogue said nothing")
            return {"events": [event.as_dict() for event in fresh], "replies": replies}
        except SystemExit as error:
            raise TurnFailed("Rasa wanted to stop the process") from error
        finally:
            self._store.trackers.pop(attempt, None)
            current_turn.reset(token)

    async def warm_up(self) -> None:
        """Run one turn before the first real one, so that no traveller waits for first-use costs."""
        listening = {"event": "action", "name": "action_listen", "timestamp": 0.0}
        message = {"text": "language", "message_id": "", "metadata": {}}
        parse = {"text": "language", "intent": {"name": "chat_language", "confidence": 1.0}, "entities": []}
        request = {
            "attempt_id": "warm-up",
            "events": [listening],
            "slots": {},
            "message": message,
            "parse_data": parse,
        }
        await self.turn(request, _no_actions)

    def health(self) -> dict[str, Any]:
        """Return model hash, readiness and peak memory in bytes."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        return {"ready": True, "model": self.model_hash, "rss": _resident_bytes() or peak}

    def _tracker(self, attempt: str, events: list[dict[str, Any]]) -> DialogueStateTracker:
        domain = self._agent.domain
        return DialogueStateTracker.from_events(
            attempt, deserialise_events(events), slots=domain.slots, domain=domain
        )

    def _check(self, request: dict[str, Any]) -> None:
        intent = request["parse_data"]["intent"]["name"]
        if intent in REFUSED_INTENTS or intent not in self._intents:
            raise TurnFailed("the intent is not one of this model")
        unknown = set(request["slots"]) - self._slots
        if unknown:
            raise TurnFailed(f"slots unknown to this model: {', '.join(sorted(unknown))}")
        if not request["events"]:
            raise TurnFailed("a session must begin with its head events")


async def _no_actions(call: dict[str, Any]) -> dict[str, Any]:
    return {"type": "action_error", "error": "no service is connected"}


def _stop_circling(*_: Any) -> None:
    raise TurnFailed("the rules run in a circle")


def _reply(event: BotUttered) -> dict[str, Any]:
    return {
        "key": event.metadata.get("utter_action", ""),
        "text": event.text or "",
        "buttons": event.data.get("buttons") or [],
        "custom": event.data.get("custom") or {},
        "language": event.metadata.get("language", ""),
        "fallback": bool(event.metadata.get("fallback")),
    }


def _resident_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()


def quiet_rasa() -> None:
    """Keep citizens' words out of every log: Rasa prints them at debug level and in tracebacks."""
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING, None, warn_only_once=False, filter_repeated_logs=False)
    warnings.simplefilter("ignore")
    configure_structlog(logging.WARNING)
    for name in ("rasa.core.processor", "rasa.core.actions.action", "rasa.shared.core.trackers"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
