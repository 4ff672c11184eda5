"""What passes between the benchmark and its children: JSON files in a folder. Runs in both environments."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

LEARN, QUESTIONS, LEARNT, ANSWERS = "learn.json", "questions.json", "learnt.json", "answers.json"
_WARM_UP = 5


def write(folder: Path, name: str, content: Any) -> None:
    """Write JSON."""
    (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def read(folder: Path, name: str) -> Any:
    """Return what ``write`` wrote."""
    return json.loads((folder / name).read_text(encoding="utf-8"))


def timed_answers(ask: Callable[[str], dict[str, Any]], questions: Sequence[str]) -> list[dict[str, Any]]:
    """Ask one message after the other; return each answer with its milliseconds (``ms``).

    The first few are asked once before, since everybody loads things at the first message.
    """
    for text in questions[:_WARM_UP]:
        ask(text)
    answers = []
    for text in questions:
        begun = time.perf_counter()
        answer = ask(text)
        answers.append({**answer, "ms": 1000 * (time.perf_counter() - begun)})
    return answers
