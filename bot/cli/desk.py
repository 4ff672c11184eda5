"""``lindung desk``: the desks that answer cases."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from bot.accounts.desks import create_desk, edit_desk
from bot.cli.user import in_store, split_codes
from bot.store.tables import Desk

desk_app = typer.Typer(help="Desks that answer cases: list, add, edit.", no_args_is_help=True)
out = Console(highlight=False)


def register(app: typer.Typer) -> None:
    """Add the ``desk`` commands to the command line."""
    app.add_typer(desk_app, name="desk")


@desk_app.command("list")
def list_desks() -> None:
    """List all desks."""
    table = Table("code", "name", "cases", "covers", "speaks")
    table.columns[0].no_wrap = True
    for desk in in_store(lambda session: session.scalars(select(Desk).order_by(Desk.id)).all()):
        coverage = desk.coverage
        covers = [
            ", ".join(coverage.get("countries", [])),
            f"citizens of {coverage['nationality']}" if coverage.get("nationality") else "",
            coverage.get("timezone") or "",
            "[bold]on duty[/bold]" if desk.is_duty else "",
        ]
        table.add_row(
            desk.code,
            desk.name,
            f"{desk.prefix} ({desk.kind})",
            "; ".join(part for part in covers if part),
            ", ".join(desk.languages),
        )
    out.print(table)


@desk_app.command()
def add(
    code: Annotated[str, typer.Argument(help="Code, such as kbri-tokyo.")],
    prefix: Annotated[str, typer.Option(help="Three letters that its case codes begin with.")],
    name: Annotated[str, typer.Option(help="Name that people see.")] = "",
    kind: Annotated[str, typer.Option(help="112, mission or partner.")] = "mission",
    countries: Annotated[str, typer.Option(help="Countries it covers, such as CN,MN.")] = "",
    nationality: Annotated[str, typer.Option(help="Whose citizens a mission looks after, such as ID.")] = "",
    timezone: Annotated[str, typer.Option(help="Its clock, such as Asia/Tokyo.")] = "",
    languages: Annotated[str, typer.Option(help="Languages it answers in, such as id,en.")] = "",
    duty: Annotated[bool, typer.Option("--duty", help="It takes what no other desk covers.")] = False,
) -> None:
    """Add a desk."""
    values = {
        "countries": split_codes(countries.upper()),
        "nationality": nationality.upper(),
        "timezone": timezone,
    }
    coverage = {name: value for name, value in values.items() if value}
    in_store(
        lambda session: create_desk(
            session,
            code=code,
            name=name,
            prefix=prefix,
            kind=kind,
            coverage=coverage,
            languages=split_codes(languages),
            is_duty=duty,
        )
    )
    out.print(f"Desk [bold]{code.strip().lower()}[/bold] is there.")


@desk_app.command()
def edit(
    code: Annotated[str, typer.Argument(help="Code of the desk.")],
    name: Annotated[str | None, typer.Option(help="New name.")] = None,
    countries: Annotated[str | None, typer.Option(help="Countries it covers, all of them.")] = None,
    nationality: Annotated[
        str | None, typer.Option(help="Whose citizens it looks after; empty for none.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="Its clock.")] = None,
    languages: Annotated[str | None, typer.Option(help="Languages it answers in, all of them.")] = None,
    duty: Annotated[
        bool, typer.Option("--duty", help="Put it on duty in place of the present desk.")
    ] = False,
) -> None:
    """Change a desk; what is not named stays as it is."""
    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = name.strip()[:120]
    if languages is not None:
        changes["languages"] = split_codes(languages)
    if duty:
        changes["is_duty"] = True
    covered = {
        "countries": split_codes(countries.upper()) if countries is not None else None,
        "nationality": nationality.upper() if nationality is not None else None,
        "timezone": timezone,
    }
    in_store(lambda session: edit_desk(session, code, covers=covered, **changes))
    out.print(f"Desk [bold]{code.strip().lower()}[/bold] is changed.")
