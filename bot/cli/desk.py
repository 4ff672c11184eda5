"""``lindung desk``: the desks that answer cases, their hours and who is on shift."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.desks import create_desk, edit_desk
from bot.accounts.hours import parse_hours, show_hours
from bot.accounts.service import desk_by_code
from bot.cli.desk_shift import shift_app
from bot.cli.user import in_store, split_codes
from bot.store.tables import Desk

desk_app = typer.Typer(help="Desks that answer cases: list, add, edit, hours, shifts.", no_args_is_help=True)
desk_app.add_typer(shift_app, name="shift")
out = Console(highlight=False)
DeskCode = Annotated[str, typer.Argument(help="Code of the desk.")]


def register(app: typer.Typer) -> None:
    """Add the ``desk`` commands to the command line."""
    app.add_typer(desk_app, name="desk")


@desk_app.command("list")
def list_desks(
    everything: Annotated[bool, typer.Option("--all", help="Contacts that nobody has staffed too.")] = False,
) -> None:
    """List the desks that people work at."""
    desks = in_store(lambda session: session.scalars(select(Desk).order_by(Desk.id)).all())
    names = {desk.id: desk.code for desk in desks}
    table = Table("code", "name", "cases", "covers", "speaks", "hours", "passes on to")
    table.columns[0].no_wrap = True
    shown = [desk for desk in desks if everything or desk.staffed]
    for desk in shown:
        table.add_row(
            desk.code,
            desk.name,
            f"{desk.prefix} ({desk.kind})",
            _covers(desk),
            ", ".join(desk.languages),
            show_hours(desk.hours) if desk.staffed else "contact",
            names.get(desk.parent_id or 0, "-"),
        )
    out.print(table)
    if len(shown) < len(desks):
        out.print(f"{len(desks) - len(shown)} contacts that nobody has staffed: lindung desk list --all")


def _covers(desk: Desk) -> str:
    coverage = desk.coverage
    parts = [
        ", ".join(coverage.get("countries", [])),
        ", ".join(coverage.get("subdivisions", [])),
        ", ".join(coverage.get("cities", [])),
        f"citizens of {coverage['nationality']}" if coverage.get("nationality") else "",
        coverage.get("timezone") or "",
        "[bold]on duty[/bold]" if desk.is_duty else "",
    ]
    return "; ".join(part for part in parts if part)


@desk_app.command()
def add(
    code: Annotated[str, typer.Argument(help="Code, such as kbri-tokyo.")],
    prefix: Annotated[str, typer.Option(help="Three letters that its case codes begin with.")],
    name: Annotated[str, typer.Option(help="Name that people see.")] = "",
    kind: Annotated[str, typer.Option(help="112, mission or partner.")] = "mission",
    countries: Annotated[str, typer.Option(help="Countries it covers, such as CN,MN.")] = "",
    subdivisions: Annotated[str, typer.Option(help="Parts of them, if not all, such as ID-JK.")] = "",
    cities: Annotated[str, typer.Option(help="Cities, if not all, in English.")] = "",
    nationality: Annotated[str, typer.Option(help="Whose citizens a mission looks after, such as ID.")] = "",
    timezone: Annotated[str, typer.Option(help="Its clock, such as Asia/Tokyo.")] = "",
    languages: Annotated[str, typer.Option(help="Languages it answers in, such as id,en.")] = "",
    parent: Annotated[str, typer.Option(help="Code of the desk that rings out of hours.")] = "",
    duty: Annotated[bool, typer.Option("--duty", help="It takes what no other desk covers.")] = False,
) -> None:
    """Add a desk."""
    values = {
        "countries": split_codes(countries.upper()),
        "subdivisions": split_codes(subdivisions.upper()),
        "cities": split_codes(cities),
        "nationality": nationality.upper(),
        "timezone": timezone,
    }
    coverage = {name: value for name, value in values.items() if value}

    def _add(session: Session) -> None:
        create_desk(
            session,
            code=code,
            name=name,
            prefix=prefix,
            kind=kind,
            coverage=coverage,
            languages=split_codes(languages),
            is_duty=duty,
        )
        if parent:
            edit_desk(session, code, parent=parent)

    in_store(_add)
    out.print(f"Desk [bold]{code.strip().lower()}[/bold] is there.")


@desk_app.command()
def edit(
    code: DeskCode,
    name: Annotated[str | None, typer.Option(help="New name.")] = None,
    countries: Annotated[str | None, typer.Option(help="Countries it covers, all of them.")] = None,
    subdivisions: Annotated[str | None, typer.Option(help="Parts of them; empty for all.")] = None,
    cities: Annotated[str | None, typer.Option(help="Cities; empty for all.")] = None,
    nationality: Annotated[
        str | None, typer.Option(help="Whose citizens it looks after; empty for none.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="Its clock.")] = None,
    languages: Annotated[str | None, typer.Option(help="Languages it answers in, all of them.")] = None,
    parent: Annotated[str | None, typer.Option(help="Who rings out of hours; empty: the duty desk.")] = None,
    staffed: Annotated[
        bool | None, typer.Option("--staffed/--contact", help="People work there, or it is a contact.")
    ] = None,
    ladder: Annotated[
        str | None, typer.Option(help="Seconds, such as desk=15,supervisor=20,beyond=60,every=60.")
    ] = None,
    phone: Annotated[str | None, typer.Option(help="Number to give out; needs --source.")] = None,
    email: Annotated[str | None, typer.Option(help="E-mail address.")] = None,
    address: Annotated[str | None, typer.Option(help="Address.")] = None,
    source: Annotated[str | None, typer.Option(help="Who said so, and when.")] = None,
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
    if staffed is not None:
        changes["staffed"] = staffed
    if ladder is not None:
        changes["ladder"] = dict(_pair(part) for part in split_codes(ladder))
    if duty:
        changes["is_duty"] = True
    covered = {
        "countries": split_codes(countries.upper()) if countries is not None else None,
        "subdivisions": split_codes(subdivisions.upper()) if subdivisions is not None else None,
        "cities": split_codes(cities) if cities is not None else None,
        "nationality": nationality.upper() if nationality is not None else None,
        "timezone": timezone,
    }
    contact = {"phone": phone, "email": email, "address": address, "source": source}
    in_store(
        lambda session: edit_desk(session, code, covers=covered, contact=contact, parent=parent, **changes)
    )
    out.print(f"Desk [bold]{code.strip().lower()}[/bold] is changed.")


@desk_app.command()
def hours(
    code: DeskCode,
    times: Annotated[
        str | None,
        typer.Argument(help="Such as 'mon-fri 08:00-12:00, 13:00-16:00; sat 09:00-12:00', or always."),
    ] = None,
) -> None:
    """Show the opening hours of a desk on its own clock, or set them."""

    def _hours(session: Session) -> Desk:
        if times is None:
            return desk_by_code(session, code)
        return edit_desk(session, code, hours=parse_hours(times))

    desk = in_store(_hours)
    zone = desk.coverage.get("timezone") or "Asia/Jakarta"
    out.print(f"{desk.name}: [bold]{show_hours(desk.hours)}[/bold] ({zone})")


def _pair(text: str) -> tuple[str, str]:
    step, _, seconds = text.partition("=")
    return step.strip(), seconds.strip()
