"""Our side, as a child process: ``python -m bench.nlu.ours learn|answer FOLDER``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from bench.nlu import exchange


def learn(folder: Path) -> None:
    """Train on ``learn.json`` and note the seconds. No vector is taken from an earlier run."""
    from bot.nlu.evaluation.cases import Case
    from bot.nlu.training import read_data
    from bot.nlu.training.train import train_on

    given = exchange.read(folder, exchange.LEARN)
    nlu_data = Path(given["nlu_data"])
    examples = [read_data.Example(**row) for row in given["examples"]]
    checks = [
        Case(**{**row, "topics": tuple(row["topics"]), "urgencies": tuple(row["urgencies"])}) for row in given["checks"]
    ]
    begun = time.perf_counter()
    train_on(examples, given["floors"], read_data.read_rules(nlu_data), folder / "model", checks=checks)
    exchange.write(folder, exchange.LEARNT, {"seconds": time.perf_counter() - begun})


def answer(folder: Path) -> None:
    """Read the questions with the trained model: the full reading, entities apart."""
    from bot.nlu.model import Nlu

    nlu = Nlu.load(folder / "model")

    def ask(text: str) -> dict[str, Any]:
        found = nlu.understand(text)
        return {"topic": found.topic, "critical": found.critical}

    questions = exchange.read(folder, exchange.QUESTIONS)
    exchange.write(folder, exchange.ANSWERS, exchange.timed_answers(ask, questions))


if __name__ == "__main__":
    {"learn": learn, "answer": answer}[sys.argv[1]](Path(sys.argv[2]))
