"""The very same recipe on any intent data, so that others can check what it is worth."""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.errors import DataError
from bot.nlu.evaluation.intervals import Share
from bot.nlu.evaluation.topic_scores import macro_f1
from bot.nlu.model import Nlu
from bot.nlu.training.read_data import Example


@dataclass(frozen=True, slots=True)
class Result:
    """``accuracy`` and ``macro_f1`` per language; seconds of training; milliseconds a message."""

    accuracy: dict[str, Share]
    macro_f1: dict[str, float]
    seconds: float
    milliseconds: float

    def lines(self) -> Iterator[str]:
        """Yield the result as lines of text."""
        for language, share in self.accuracy.items():
            yield f"{language:8} accuracy {share}  macro-F1 {100 * self.macro_f1[language]:.1f}"
        mean = sum(share.value for share in self.accuracy.values()) / max(1, len(self.accuracy))
        yield f"mean     accuracy {100 * mean:.1f} %"
        yield f"training {self.seconds:.1f} s, understanding {self.milliseconds:.1f} ms a message"


def run(train: Path, test: Path, cache_dir: Path | None = None) -> Result:
    """Train on one JSONL file and test on another; lines are ``{"text", "intent", "language"}``.

    Raises DataError that names file and line.
    """
    # Imported here because training needs scikit-learn, which the predicting environments lack.
    from bot.nlu.training.train import train_on

    learnt, asked = read_lines(train), read_lines(test)
    intents = sorted({intent for _, intent, _ in learnt})
    examples = [Example(text, intent, "routine", language) for text, intent, language in learnt]
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        train_on(examples, dict.fromkeys(intents, "routine"), [], Path(folder) / "nlu", cache_dir)
        seconds = time.perf_counter() - begun
        nlu = Nlu.load(Path(folder) / "nlu")
        nlu.understand("warm up")
        begun = time.perf_counter()
        found = [nlu.understand(text).topic for text, _, _ in asked]
        milliseconds = 1000 * (time.perf_counter() - begun) / max(1, len(asked))
    by_language: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for (_, intent, language), topic in zip(asked, found):
        by_language[language].append((intent, topic))
    return Result(
        accuracy={
            language: Share.of(wanted == got for wanted, got in pairs)
            for language, pairs in sorted(by_language.items())
        },
        macro_f1={language: macro_f1(pairs) for language, pairs in by_language.items()},
        seconds=seconds,
        milliseconds=milliseconds,
    )


def read_lines(path: Path) -> list[tuple[str, str, str]]:
    """Return (text, intent, language) of each line."""
    rows = []
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}. Give the path of a JSONL file.") from error
    for number, line in enumerate(content.splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
                rows.append((str(row["text"]), str(row["intent"]), str(row["language"])))
            except (ValueError, KeyError, TypeError) as error:
                raise DataError(
                    f"{path}, line {number}: {error!r}. Each line needs text, intent and language."
                ) from error
    if not rows:
        raise DataError(f"{path} has no lines. Each line needs text, intent and language.")
    return rows
