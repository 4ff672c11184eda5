"""``lindung reference check``: are the facts in form, and which should an official confirm?"""

from collections import Counter
from datetime import datetime
from typing import Annotated

import typer

from bot.reference.checks import Finding, faults, to_confirm

reference_app = typer.Typer(help="Emergency numbers, missions and places.", no_args_is_help=True)


@reference_app.callback()
def reference() -> None:
    """Look after the reference data."""


@reference_app.command()
def check(
    table: Annotated[str, typer.Option(help="Only this table, for example hotlines.")] = "",
    summary: Annotated[bool, typer.Option(help="Only the counts.")] = False,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Count ages up to this day, not today.")
    ] = None,
) -> None:
    """List faults, and rows that are older than a year, from one source, or conflicting.

    Exit code 1 when a table has a fault; rows to confirm do not fail the check.
    """
    wrong = [finding for finding in faults() if table in ("", finding.table)]
    confirm = [f for f in to_confirm(on.date() if on else None) if table in ("", f.table)]
    for finding in wrong:
        typer.echo(f"FAULT    {_sentence(finding)}")
    if not summary:
        for finding in confirm:
            typer.echo(f"confirm  {_sentence(finding)}")
    counts = Counter((finding.table, finding.text.partition(" (")[0]) for finding in confirm)
    for (name, text), count in sorted(counts.items()):
        typer.echo(f"{count:5d}  {name}: {text}")
    typer.echo(f"{len(wrong)} faults, {len(confirm)} points to confirm.")
    if wrong:
        raise typer.Exit(1)


def _sentence(finding: Finding) -> str:
    return f"{finding.table}: {finding.row}: {finding.text}"


def register(app: typer.Typer) -> None:
    """Add the ``reference`` commands to the command line."""
    app.add_typer(reference_app, name="reference")
