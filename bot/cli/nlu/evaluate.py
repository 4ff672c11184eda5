"""``lindung evaluate``: how well a model reads, against the last one and against its gates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.nlu.options import NLU_DATA, ROOT, DataOption, ModelOption, data_dir, model_dir, stop
from bot.nlu.bundle import Bundle
from bot.nlu.entities import EntityFinder
from bot.nlu.errors import NluError
from bot.system.gazetteer import gazetteer

if TYPE_CHECKING:
    from bot.nlu.evaluation.compare import Comparison
    from bot.nlu.evaluation.gates import Verdict
    from bot.nlu.evaluation.report import Report


def evaluate(
    held_out: Annotated[Path, typer.Argument(help="Folder with <language>/*.jsonl.")] = ROOT / "tests" / "nlu",
    model: ModelOption = None,
    nlu_data: DataOption = NLU_DATA,
    out: Annotated[
        Path | None, typer.Option(help="Folder for report.json and report.html [data dir/evaluations/version].")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="report.json to compare with [the newest other one in data dir/evaluations].")
    ] = None,
    gates: Annotated[Path | None, typer.Option(help="File of goals and floors; a missed floor exits with 1.")] = None,
    png: Annotated[bool, typer.Option("--png", help="Write the plots as PNG files too.")] = False,
    misses: Annotated[bool, typer.Option("--misses", help="List the sentences that went wrong.")] = False,
) -> None:
    """Measure a model on held-out sentences, per language, with 95 % intervals; write a report and a page."""
    # Imported here because reading and training data formats need packages that other commands do without.
    from bot.nlu.evaluation import gates as judging
    from bot.nlu.evaluation import lines, stored
    from bot.nlu.evaluation.compare import compare
    from bot.nlu.evaluation.evaluate import evaluate as measure
    from bot.nlu.evaluation.gate_file import read_gates

    directory = model or model_dir()
    evaluations = data_dir() / "evaluations"
    try:
        # All that may be faulty is read before the slow part begins.
        folder = out or evaluations / Bundle(directory).version
        limits = read_gates(gates) if gates else None
        before = stored.read_report(against) if against else _newest(evaluations, folder)
        report = measure(directory, held_out, nlu_data, EntityFinder(gazetteer()), dt.datetime.now(dt.UTC), _progress)
        path = stored.write_report(report, folder)
    except NluError as error:
        stop(error)
    comparison = compare(before, report) if before else None
    verdict = judging.judge(report, limits) if limits else None
    _print(lines.report_lines(report))
    if misses:
        _print(lines.wrong_lines(report))
    if comparison:
        _print(lines.comparison_lines(comparison))
    _print([f"report: {path}"])
    _write_page(report, folder, verdict, comparison, png)
    if verdict:
        _print(lines.verdict_lines(verdict))
        if verdict.failed:
            raise typer.Exit(1)


def _newest(evaluations: Path, folder: Path) -> Report | None:
    from bot.nlu.evaluation.stored import newest_other

    found, faults = newest_other(evaluations, folder)
    for fault in faults:
        typer.echo(f"Left out of the comparison: {fault}", err=True)
    return found


def _write_page(
    report: Report, folder: Path, verdict: Verdict | None, comparison: Comparison | None, png: bool
) -> None:
    """Write what people look at. A page that cannot be written does not take the verdict away."""
    from bot.nlu.evaluation.page import write

    try:
        _print([f"page: {write.write_page(report, folder, verdict, comparison)}"])
        if png:
            _print(f"plot: {path}" for path in write.write_plots(report, folder))
    except NluError as error:
        typer.echo(str(error), err=True)


def _progress(line: str) -> None:
    typer.echo(line, err=True)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        # A sentence may hold half of a surrogate pair, which no output encoding can carry.
        typer.echo(line.encode("utf-8", "replace").decode("utf-8"))
