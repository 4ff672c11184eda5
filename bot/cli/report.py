"""``lindung report``: figures for the public."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.console import Console
from sqlalchemy.orm import Session

from bot.cases.statistics.facts import desk_names
from bot.cases.statistics.publish import Edition, PlotsMissing, html
from bot.cases.statistics.report import Report, YearAhead, ministry_report
from bot.cases.statistics.xlsx import SpreadsheetMissing, workbook
from bot.cli.user import in_store
from bot.desk.labels import LANGUAGES, Labels
from bot.desk.local_time import HOME
from bot.store.base import utcnow

T = TypeVar("T")

report_app = typer.Typer(help="Reports for the public.", no_args_is_help=True)
out = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


class Language(StrEnum):
    """Languages of a report."""

    ID = "id"
    EN = "en"
    ZH = "zh"
    FR = "fr"
    ALL = "all"


@report_app.callback()
def report() -> None:
    """Reports for the public."""


@report_app.command()
def ministry(
    year: Annotated[int, typer.Option(help="Calendar year.", min=2000, max=9999)],
    folder: Annotated[Path, typer.Option("--out", help="Folder that the files are written to.")],
    language: Annotated[Language, typer.Option(help="id, en, zh, fr, or all.")] = Language.EN,
    publisher: Annotated[str, typer.Option(help="Who publishes it, as it is to be printed.")] = "",
    timezone: Annotated[str, typer.Option(help="Clock by which the year begins and ends.")] = HOME,
) -> None:
    """Write the yearly report as a page to print and as a spreadsheet. Small numbers are hidden."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise typer.BadParameter(f"There is no clock {timezone}. Write one such as {HOME}.") from error
    now = utcnow()

    def _read(session: Session) -> tuple[Report, dict[str, str]]:
        return ministry_report(session, year, zone, now), desk_names(session)

    try:
        found, desks = in_store(_read, reads=True)
    except YearAhead as error:
        raise typer.BadParameter(str(error)) from error
    for code in LANGUAGES if language == Language.ALL else (language.value,):
        _write(Edition(found, Labels(code), zone, desks, " ".join(publisher.split())[:120]), folder, code)


def _write(edition: Edition, folder: Path, language: str) -> None:
    """Write what can be written; what is missing is told, and the exit code says so."""
    name = folder / f"lindung-report-{edition.report.year}-{language}"
    for ending, make in ((".html", lambda: html(edition).encode()), (".xlsx", lambda: workbook(edition))):
        path = name.with_name(name.name + ending)
        try:
            body = make()
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        except OSError as error:
            errors.print(
                f"[red]Not written:[/red] {path}: {error.strerror}. Choose another folder with --out."
            )
            raise typer.Exit(2) from error
        except (PlotsMissing, SpreadsheetMissing) as error:
            errors.print(f"[red]Not written:[/red] {path.name}: {error}")
            raise typer.Exit(1) from error
        out.print(f"Written: {path}")


def register(app: typer.Typer) -> None:
    """Add the ``report`` commands to the command line."""
    app.add_typer(report_app, name="report")
