"""``lindung reference check``: are the facts in form, and which should an official confirm?"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.reference.checks import Finding, faults, to_confirm

reference_app = typer.Typer(help="Emergency numbers, missions and places.", no_args_is_help=True)


class Format(StrEnum):
    """How the list is written."""

    TABLE = "table"
    CSV = "csv"


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
    layout: Annotated[
        Format, typer.Option("--format", help="Aligned columns, or CSV for a table program.")
    ] = (Format.TABLE),
    strict: Annotated[bool, typer.Option(help="Exit with 1 when a table has a fault.")] = False,
) -> None:
    """List faults, and rows that are older than a year, from one source, or conflicting.

    Corrections of administrators count where a database is set up. Rows to confirm never fail the check.
    """
    typer.echo(apply_database(), err=True)
    wrong = [finding for finding in faults() if table in ("", finding.table)]
    confirm = [f for f in to_confirm(on.date() if on else None) if table in ("", f.table)]
    rows = [("fault", f) for f in wrong] + ([] if summary else [("confirm", f) for f in confirm])
    if layout is Format.CSV:
        _write_csv(rows)
    else:
        _write_table(rows)
    counts = Counter((finding.table, finding.text.partition(" (")[0]) for finding in confirm)
    for (name, text), count in sorted(counts.items()):
        typer.echo(f"{count:5d}  {name}: {text}", err=layout is Format.CSV)
    typer.echo(f"{len(wrong)} faults, {len(confirm)} points to confirm.", err=layout is Format.CSV)
    if wrong and strict:
        raise typer.Exit(1)


def apply_database() -> str:
    """Apply the corrections of the configured database; return what was done, for people.

    A database that is missing, out of reach or of an older version changes nothing.
    """
    # Imported here: the check of the files alone needs no database driver.
    from sqlalchemy.exc import SQLAlchemyError

    from bot.engine.reference_corrections import load_now
    from bot.reference.tables import corrections
    from bot.settings import SettingsError, load_settings
    from bot.store.database import Store
    from bot.store.migrate import pending

    try:
        url = load_settings().database_url
    except (SettingsError, OSError) as error:
        return f"Without corrections: the settings cannot be read ({error})."
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        return "Without corrections: no database has been set up yet."
    store = None
    try:
        store = Store(url)
        if pending(store):
            return "Without corrections: the database is of another version. Start the service once."
        load_now(store)
    except SQLAlchemyError as error:
        return f"Without corrections: the database does not answer ({type(error).__name__})."
    finally:
        if store is not None:
            store.close()
    return f"With {len(corrections())} corrections of administrators."


def _write_table(rows: Sequence[tuple[str, Finding]]) -> None:
    widest = max((len(finding.table) for _, finding in rows), default=0)
    for kind, finding in rows:
        typer.echo(f"{kind:8s} {finding.table:{widest}s}  {finding.text:32s}  {finding.row}")


def _write_csv(rows: Sequence[tuple[str, Finding]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("kind", "table", "row", "text", "code", "stated"))
    for kind, finding in rows:
        writer.writerow((kind, finding.table, finding.row, finding.text, finding.code, finding.stated))


def register(app: typer.Typer) -> None:
    """Add the ``reference`` commands to the command line."""
    app.add_typer(reference_app, name="reference")
