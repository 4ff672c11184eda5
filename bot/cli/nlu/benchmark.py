"""``lindung nlu-benchmark``: the recipe on other data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.nlu.options import CacheOption, stop
from bot.nlu.errors import DataError


def nlu_benchmark(
    train_file: Annotated[Path, typer.Argument(metavar="TRAIN.jsonl", help="Lines of text, intent, language.")],
    test_file: Annotated[Path, typer.Argument(metavar="TEST.jsonl", help="Lines of text, intent, language.")],
    cache: CacheOption = None,
) -> None:
    """Train the very same recipe on another data set; print accuracy, macro-F1, training time, speed."""
    from bot.nlu import benchmark

    try:
        for line in benchmark.run(train_file, test_file, cache).lines():
            typer.echo(line)
    except DataError as error:
        stop(error)
