"""The systems that are compared, and one run of each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.nlu import children, exchange, rasa_files
from bench.nlu.data import Data
from bot.dialogue.process import rasa_python

_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)
_QUIET_RASA = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}


@dataclass(frozen=True, slots=True)
class System:
    """``config``: the Rasa configuration in this folder, empty for ours."""

    name: str
    label: str
    config: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``answers``: to each held-out sentence, in order; ``epochs``: 0 where there are none."""

    answers: list[dict[str, Any]]
    learn_s: float
    learn_mb: float
    answer_mb: float
    epochs: int = 0


SYSTEMS = (
    System("ours", "ours"),
    System("rasa-default", "Rasa, as rasa init sets it up", "rasa_default"),
    System("rasa-multilingual", "Rasa, tuned for four languages", "rasa_multilingual"),
)


def run(system: System, data: Data, folder: Path, epochs: int | None, say: Callable[[str], None]) -> Outcome:
    """Train a system and ask it every held-out sentence, each in a process of its own.

    Training may use all cores, answering one thread. Raises ChildFailed, or DialogueDown without Rasa's Python.
    """
    exchange.write(folder, exchange.LEARN, data.to_learn())
    exchange.write(folder, exchange.QUESTIONS, [case.text for case in data.cases])
    command, environment, used = [sys.executable, "-m", "bench.nlu.ours"], {}, 0
    if system.config:
        config = rasa_files.configuration(system.config, epochs)
        exchange.write(folder, "config.yml", config)
        (folder / "nlu.yml").write_text(rasa_files.training_file(data.to_learn()["examples"]), encoding="utf-8")
        command = [str(rasa_python()), "-m", "bench.nlu.rasa_child"]
        # Rasa writes a file of its own into the home folder.
        environment, used = {**_QUIET_RASA, "HOME": str(folder)}, rasa_files.epochs_of(config)
    say(f"{system.label}: learning from {len(data.examples)} sentences, log in {folder / 'log'}")
    learn_mb = children.run([*command, "learn", str(folder)], folder, environment)
    say(f"{system.label}: answering {len(data.cases)} sentences")
    answer_mb = children.run([*command, "answer", str(folder)], folder, {**environment, **_ONE_THREAD})
    return Outcome(
        answers=exchange.read(folder, exchange.ANSWERS),
        learn_s=exchange.read(folder, exchange.LEARNT)["seconds"],
        learn_mb=learn_mb,
        answer_mb=answer_mb,
        epochs=used,
    )
