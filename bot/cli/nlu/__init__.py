"""Commands of the language model: ``triage``, ``train``, ``evaluate``, ``nlu-benchmark``."""

from __future__ import annotations

import typer

from bot.cli.nlu import benchmark, evaluate, train, triage


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(triage.triage)
    app.command()(train.train)
    app.command()(evaluate.evaluate)
    app.command("nlu-benchmark")(benchmark.nlu_benchmark)
