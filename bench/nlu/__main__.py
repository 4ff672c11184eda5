"""``python -m bench.nlu``: trains ours and stock Rasa on the same sentences and compares them.

A full run takes hours, nearly all of it Rasa's training. After each system the results so far are written.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.nlu import data, score, systems, table
from bench.nlu.children import ChildFailed
from bot.dialogue.errors import DialogueDown
from bot.nlu.errors import DataError
from bot.settings import ROOT


def options() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.nlu", description=__doc__)
    parser.add_argument("--per-topic", type=_positive, metavar="N", help="learn N sentences a topic and language")
    parser.add_argument("--epochs", type=_positive, metavar="N", help="instead of Rasa's 100; tuned, twice as many")
    parser.add_argument("--only", choices=[system.name for system in systems.SYSTEMS], action="append")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write FILE.md and FILE.json")
    parser.add_argument("--nlu-data", type=Path, default=ROOT / "nlu_data", help="the training sentences")
    parser.add_argument("--held-out", type=Path, default=ROOT / "tests" / "nlu", help="the held-out sentences")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; return 1 when a system could not be measured."""
    given = options().parse_args(arguments)
    try:
        read = data.read(given.nlu_data, given.held_out, given.per_topic)
    except DataError as error:
        _say(str(error))
        return 1
    run = table.Run(
        learnt=len(read.examples), checks=len(read.checks), asked=len(read.cases), held_out_hash=read.cases_hash,
        cores=len(os.sched_getaffinity(0)), date=f"{datetime.now(UTC):%Y-%m-%d}",
    )  # fmt: skip
    results: dict[str, score.Figures] = {}
    failed = False
    for system in systems.SYSTEMS:
        if given.only and system.name not in given.only:
            continue
        try:
            with tempfile.TemporaryDirectory(prefix="bench-nlu-") as folder:
                outcome = systems.run(system, read, Path(folder), given.epochs, _say)
        except (ChildFailed, DialogueDown) as error:
            _say(f"{system.label}: {error}")
            failed = True
            continue
        results[system.label] = score.figures(read.cases, read.floors, outcome)
        if given.out:
            _write(given.out, run, results)
    if results:
        print(table.markdown(run, results))
    return int(failed)


def _write(out: Path, run: table.Run, results: table.Results) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    base = out.with_suffix("") if out.suffix in (".md", ".json") else out
    Path(f"{base}.md").write_text(table.markdown(run, results), encoding="utf-8")
    content = json.dumps(table.as_json(run, results), ensure_ascii=False, indent=1)
    Path(f"{base}.json").write_text(content + "\n", encoding="utf-8")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("use a number of at least 1")
    return number


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
