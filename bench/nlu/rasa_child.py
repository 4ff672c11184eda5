"""Rasa's side, as a child process in its own environment: ``python -m bench.nlu.rasa_child learn|answer FOLDER``.

The folder holds ``config.yml`` and ``nlu.yml``; ``model.tar.gz`` is made there.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from pathlib import Path
from typing import Any

from bench.nlu import exchange
from bench.nlu.offline import refuse_network

FALLBACK = "nlu_fallback"


def learn(folder: Path) -> None:
    """Train without a network and note the seconds."""
    from rasa.model_training import train_nlu

    refuse_network()
    begun = time.perf_counter()
    made = train_nlu(
        config=str(folder / "config.yml"),
        nlu_data=str(folder / "nlu.yml"),
        output=str(folder),
        fixed_model_name="model",
    )
    if not made:
        raise SystemExit("Rasa made no model.")
    exchange.write(folder, exchange.LEARNT, {"seconds": time.perf_counter() - begun})


def answer(folder: Path) -> None:
    """Read the questions with the trained model."""
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    # Without this Rasa prints each message, which costs it time.
    configure_structlog(logging.ERROR)
    logging.disable(logging.WARNING)
    agent = Agent.load(str(folder / "model.tar.gz"))
    loop = asyncio.new_event_loop()

    def ask(text: str) -> dict[str, Any]:
        return best_topic(loop.run_until_complete(agent.parse_message(text)))

    questions = exchange.read(folder, exchange.QUESTIONS)
    exchange.write(folder, exchange.ANSWERS, exchange.timed_answers(ask, questions))
    loop.close()


def best_topic(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return the best topic and whether Rasa was too unsure to give it.

    Where it was too unsure its best guess counts all the same: ours has no such way out.
    """
    names = [found["name"] for found in parsed.get("intent_ranking") or [parsed["intent"]]]
    topics = [name for name in names if name and name != FALLBACK]
    return {"topic": topics[0] if topics else "", "unsure": FALLBACK in names}


if __name__ == "__main__":
    {"learn": learn, "answer": answer}[sys.argv[1]](Path(sys.argv[2]))
