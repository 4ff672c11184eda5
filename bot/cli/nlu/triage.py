"""``lindung triage``: what the model understands of texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.nlu.options import NLU_DATA, DataOption, ModelOption, model_dir, stop
from bot.nlu.entities import EntityFinder
from bot.nlu.errors import ModelCorrupt, ModelMissing, NluError
from bot.nlu.model import Nlu
from bot.nlu.rules_only import RulesOnly
from bot.nlu.talk import understand
from bot.system.gazetteer import gazetteer


def triage(
    source: Annotated[str, typer.Argument(help="A file of texts, one a line; - reads standard input.")] = "-",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Write one JSON a line (the only form).")] = True,
    model: ModelOption = None,
    nlu_data: DataOption = NLU_DATA,
) -> None:
    """Read texts line by line, plain or JSON with text, language and history; write what is understood."""
    reader = _load(model or model_dir(), nlu_data)
    for line in _lines(source):
        text, language, history = _question(line)
        answer = understand(reader, text, language, history).as_dict()
        # A text may hold half of a surrogate pair, which no output encoding can carry.
        typer.echo(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8"))


def _load(directory: Path, nlu_data: Path) -> Nlu | RulesOnly:
    finder = EntityFinder(gazetteer())
    try:
        return Nlu.load(directory, finder)
    except (ModelMissing, ModelCorrupt) as error:
        typer.echo(str(error), err=True)
    try:
        return RulesOnly.from_data(nlu_data, finder)
    except NluError as error:
        stop(error)


def _lines(source: str) -> Iterator[str]:
    if source == "-":
        # Read as bytes: what is no UTF-8 must not end the work.
        yield from (line.decode("utf-8", "replace").rstrip("\r\n") for line in sys.stdin.buffer)
        return
    try:
        with open(source, encoding="utf-8", errors="replace") as file:
            yield from (line.rstrip("\r\n") for line in file)
    except OSError as error:
        typer.echo(f"{source} cannot be read: {error.strerror}. Give the path of a text file, or -.", err=True)
        raise typer.Exit(1) from error


def _question(line: str) -> tuple[str, str | None, Any]:
    """Return text, language and history of a line; what is no JSON object with a text is a plain text."""
    try:
        row: Any = json.loads(line)
    except ValueError:
        return line, None, None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return line, None, None
    language = row.get("language")
    return row["text"], language if isinstance(language, str) else None, row.get("history")
