"""``lindung train``: from sentences and phrase rules to a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.nlu.options import NLU_DATA, CacheOption, DataOption, ModelOption, data_dir, model_dir, stop
from bot.nlu.errors import NluError


def train(
    model: ModelOption = None,
    nlu_data: DataOption = NLU_DATA,
    cache: CacheOption = None,
    ship: Annotated[
        bool, typer.Option("--ship", help="Also write the vectors of all sentences to nlu_data/vectors.npz.")
    ] = False,
) -> None:
    """Train the language model on the sentences and phrase rules, and print what it reaches.

    With --ship, for a release: the sentence vectors then travel with the sentences, and a fresh machine trains in a
    minute instead of many.
    """
    cache_dir = cache or data_dir() / "cache" / "nlu"
    try:
        for line in train_nlu(nlu_data, model or model_dir(), cache_dir):
            typer.echo(line)
        if ship:
            typer.echo(f"{ship_vectors(nlu_data, cache_dir)} vectors written to {nlu_data / 'vectors.npz'}")
    except NluError as error:
        stop(error)


def ship_vectors(nlu_data: Path, cache_dir: Path | None) -> int:
    """Write the vectors that travel with the sentences and return how many. Raises NluError."""
    # Training needs scikit-learn, which takes a second to load.
    from bot.nlu.training.train import ship_vectors as ship_them

    return ship_them(nlu_data, cache_dir)


def train_nlu(nlu_data: Path, out: Path, cache_dir: Path | None) -> Iterator[str]:
    """Train and yield the report as lines. Raises NluError; an older model in ``out`` then stays."""
    from bot.nlu.training.train import train as train_model

    yield from train_model(nlu_data, out, cache_dir).lines()
