"""``lindung case export``: a case for another desk or system."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cases.formats.case_data import NoSuchCase
from bot.cases.formats.export import Export, export_case, note_refusal
from bot.cases.formats.grants import ExportRefused
from bot.cli.user import in_store
from bot.settings import load_settings
from bot.store.base import utcnow

ACTOR = "command line"
case_app = typer.Typer(help="Cases: export to other desks and systems.", no_args_is_help=True)


class Layout(StrEnum):
    """Formats of an export."""

    EIDO = "eido"
    CAP = "cap"
    JSON = "json"


@case_app.callback()
def case() -> None:
    """Hand cases over."""


@case_app.command()
def export(
    code: Annotated[str, typer.Argument(help="Code of the case, such as JKT-7K4P-2.")],
    recipient: Annotated[str, typer.Option(help="Code of the desk or name of the partner who gets it.")],
    layout: Annotated[Layout, typer.Option("--format", help="eido, cap or json.")] = Layout.EIDO,
    messages: Annotated[bool, typer.Option(help="With the lines of the conversation.")] = False,
    out: Annotated[Path | None, typer.Option(help="File to write; without it, standard output.")] = None,
) -> None:
    """Export a case. A recipient of another state gets only what was agreed to, else nothing."""
    host = load_settings().host
    try:
        made: Export = in_store(
            lambda session: export_case(
                session, code, layout, recipient, actor=ACTOR, host=host, now=utcnow(), messages=messages
            )
        )
    except (ExportRefused, NoSuchCase) as error:
        why = str(error)
        in_store(lambda session: note_refusal(session, code, recipient, ACTOR, why))
        typer.echo(f"Not done. {why}", err=True)
        raise typer.Exit(2) from error
    if out is None:
        sys.stdout.buffer.write(made.body + b"\n")
        return
    try:
        out.write_bytes(made.body)
    except OSError as error:
        typer.echo(f"Not written: {error}. Choose another file with --out.", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{made.file_name} written to {out} ({made.media_type}).", err=True)


def register(app: typer.Typer) -> None:
    """Add the ``case`` commands to the command line."""
    app.add_typer(case_app, name="case")
