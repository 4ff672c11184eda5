"""What the commands of the language model share: their options, and the way they end on an error."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.nlu.errors import NluError

ROOT = Path(__file__).resolve().parents[3]
NLU_DATA = ROOT / "nlu_data"

ModelOption = Annotated[Path | None, typer.Option("--model", help="Folder of the trained model.")]
DataOption = Annotated[Path, typer.Option("--nlu-data", help="Folder of the training sentences and rules.")]
CacheOption = Annotated[Path | None, typer.Option("--cache", help="Folder that keeps sentence vectors.")]


def data_dir() -> Path:
    """Return the folder of what the service keeps."""
    return Path(os.environ.get("LINDUNG_DATA_DIR") or ROOT / "var")


def model_dir() -> Path:
    """Return the folder of the model in use."""
    return data_dir() / "models" / "nlu"


def stop(error: NluError) -> NoReturn:
    """Say what happened and end with exit code 1."""
    typer.echo(str(error), err=True)
    raise typer.Exit(1)
