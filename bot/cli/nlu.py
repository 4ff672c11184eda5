"""Commands of the language model: ``triage``, ``train``, ``evaluate``, ``nlu-benchmark``."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.nlu.entities import EntityFinder
from bot.nlu.errors import DataError, ModelCorrupt, ModelMissing, NluError
from bot.nlu.model import Nlu
from bot.nlu.rules_only import RulesOnly
from bot.system.gazetteer import gazetteer

_ROOT = Path(__file__).resolve().parents[2]


def _data_dir() -> Path:
    return Path(os.environ.get("LINDUNG_DATA_DIR") or _ROOT / "var")


ModelOption = Annotated[Path | None, typer.Option("--model", help="Folder of the trained model.")]
DataOption = Annotated[Path, typer.Option("--nlu-data", help="Folder of the training sentences and rules.")]
CacheOption = Annotated[Path | None, typer.Option("--cache", help="Folder that keeps sentence vectors.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(triage)
    app.command()(train)
    app.command()(evaluate)
    app.command("nlu-benchmark")(nlu_benchmark)


def triage(
    source: Annotated[str, typer.Argument(help="A file of texts, one a line; - reads standard input.")] = "-",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Write one JSON a line (the only form).")] = True,
    model: ModelOption = None,
    nlu_data: DataOption = _ROOT / "nlu_data",
) -> None:
    """Read texts line by line, plain or JSON with text, language and history; write what is understood."""
    reader = _load(model or _model_dir(), nlu_data)
    for line in _lines(source):
        text, language, history = _question(line)
        answer = reader.understand(text, language, history).as_dict()
        # A text may hold half of a surrogate pair, which no output encoding can carry.
        typer.echo(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8"))


def train(
    model: ModelOption = None, nlu_data: DataOption = _ROOT / "nlu_data", cache: CacheOption = None
) -> None:
    """Train the language model on the sentences and phrase rules, and print figures on held-out folds."""
    try:
        for line in train_nlu(nlu_data, model or _model_dir(), cache or _data_dir() / "cache" / "nlu"):
            typer.echo(line)
    except NluError as error:
        _stop(error)


def train_nlu(nlu_data: Path, out: Path, cache_dir: Path | None) -> Iterator[str]:
    """Train and yield the report as lines. Raises NluError; an older model in ``out`` then stays."""
    from bot.nlu.training.train import train as train_model

    yield from train_model(nlu_data, out, cache_dir).lines()


def evaluate(
    held_out: Annotated[Path, typer.Argument(help="Folder with <language>/*.jsonl.")] = _ROOT / "tests" / "nlu",
    model: ModelOption = None,
    nlu_data: DataOption = _ROOT / "nlu_data",
    misses: Annotated[bool, typer.Option(help="List the sentences that went wrong.")] = False,
) -> None:
    """Print figures on held-out sentences, per language, with 95 % intervals."""
    from bot.nlu.training import evaluate as evaluation
    from bot.nlu.training.near_copies import near_copies
    from bot.nlu.training.read_data import read_examples, read_taxonomy

    try:
        reader = Nlu.load(model or _model_dir())
        cases = evaluation.read_cases(held_out)
        learnt = [example.text for example in read_examples(nlu_data, read_taxonomy(nlu_data))]
    except NluError as error:
        _stop(error)
    outcomes = evaluation.run(reader, cases)
    for line in evaluation.lines(evaluation.figures(outcomes)):
        typer.echo(line)
    copies = near_copies((case.text for case in cases), learnt)
    typer.echo(f"near copies of training sentences: {len(copies)}")
    for copy in copies:
        typer.echo(f"  {copy.likeness}  {copy.held_out!r}  {copy.training!r}")
    if misses:
        for line in evaluation.wrong(outcomes):
            typer.echo(line)


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
        _stop(error)


def _model_dir() -> Path:
    return _data_dir() / "models" / "nlu"


def _load(directory: Path, nlu_data: Path) -> Nlu | RulesOnly:
    finder = EntityFinder(gazetteer())
    try:
        return Nlu.load(directory, finder)
    except (ModelMissing, ModelCorrupt) as error:
        typer.echo(str(error), err=True)
    try:
        return RulesOnly.from_data(nlu_data, finder)
    except NluError as error:
        _stop(error)


def _lines(source: str) -> Iterator[str]:
    if source == "-":
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    try:
        with open(source, encoding="utf-8", errors="replace") as file:
            yield from (line.rstrip("\r\n") for line in file)
    except OSError as error:
        typer.echo(f"{source} cannot be read: {error.strerror}. Give the path of a text file, or -.", err=True)
        raise typer.Exit(1) from error


def _question(line: str) -> tuple[str, str | None, str | None]:
    """Return text, language and history of a line; what is no JSON object with a text is a plain text."""
    try:
        row: Any = json.loads(line)
    except ValueError:
        return line, None, None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return line, None, None
    language, history = (row.get(key) if isinstance(row.get(key), str) else None for key in ("language", "history"))
    return row["text"], language, history


def _stop(error: NluError) -> NoReturn:
    typer.echo(str(error), err=True)
    raise typer.Exit(1)
