"""Runs one custom action as the service does, without Rasa."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.dialogue.actions_runner import ActionsRunner
from bot.dialogue.answers import Answers
from bot.dialogue.context import ActiveTurn, CaseSummary, current_turn
from bot.dialogue.effects import Effect
from bot.dialogue.guidance_texts import GuidanceTexts
from bot.dialogue.plain_context import PlainContext
from bot.dialogue.process import ROOT
from bot.dialogue.texts import Texts


@dataclass
class Ran:
    """What an action said, proposed and set."""

    said: list[str]
    values: list[dict[str, Any]]
    effects: list[Effect]
    slots: dict[str, Any]
    others: list[dict[str, Any]]


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def runner() -> ActionsRunner:
    return ActionsRunner(ROOT / "domain.yml")


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts.load(ROOT / "nlu_data")


@pytest.fixture(scope="session")
def answers() -> Answers:
    return Answers.load(ROOT / "nlu_data")


@pytest.fixture(scope="session")
def guidance() -> GuidanceTexts:
    return GuidanceTexts.load(ROOT / "nlu_data")


@pytest.fixture
def context() -> PlainContext:
    return PlainContext(names={("MY", "en"): "Malaysia"}, countries={"malaysia": "MY"})


@pytest.fixture
def watched() -> CaseSummary:
    return CaseSummary("JKT-7K4P-2", "emergency_captivity", "critical", "ringing", watched=True)


@pytest.fixture
def case() -> CaseSummary:
    return CaseSummary("JKT-7K4P-2", "consular_arrest", "urgent", "claimed")


@pytest.fixture
def run(
    runner: ActionsRunner, texts: Texts, answers: Answers, guidance: GuidanceTexts, context: PlainContext
) -> Run:
    """Call ``run(action, text, topic, slots…)``; ``code`` makes it a tap, ``form`` an answer in a form,
    ``minutes_ago`` puts another message before it."""

    def call(
        action: str,
        text: str = "hello",
        topic: str = "chat_greet",
        *,
        confidence: float = 0.95,
        code: str = "",
        form: str = "",
        entities: list[dict[str, Any]] | None = None,
        minutes_ago: float | None = None,
        **slots: Any,
    ) -> Ran:
        found = [{"entity": "code", "value": code}] if code else list(entities or ())
        intent = {"name": "answer" if code else topic, "confidence": confidence}
        latest = {"text": text, "intent": intent, "entities": found}
        earlier = [] if minutes_ago is None else [{"event": "user", "timestamp": 0.0}]
        events: list[dict[str, Any]] = [
            *earlier,
            {"event": "user", "timestamp": 60.0 * (minutes_ago or 0), **latest},
        ]
        if form:
            events.append({"event": "action", "name": form})
        tracker = {
            "sender_id": "attempt",
            "slots": {"language": "en", **slots},
            "latest_message": latest,
            "events": events,
            "active_loop": {"name": form} if form else {},
        }
        active = ActiveTurn("token", context, texts, answers, guidance)
        mark = current_turn.set(active)
        try:
            answer = asyncio.run(
                runner.run({"next_action": action, "sender_id": "attempt", "tracker": tracker})
            )
        finally:
            current_turn.reset(mark)
        result = answer["result"]
        return Ran(
            said=[item["response"] for item in result["responses"]],
            values=result["responses"],
            effects=active.effects,
            slots={item["name"]: item["value"] for item in result["events"] if item["event"] == "slot"},
            others=[item for item in result["events"] if item["event"] != "slot"],
        )

    return call
