"""``lindung desk shift``: the duty roster of a desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from bot.accounts.duty import SHIFT_ROLES, add_shift, remove_shift, roster
from bot.accounts.hours import desk_zone
from bot.accounts.local_times import read_local
from bot.accounts.service import desk_by_code
from bot.cli.user import in_store
from bot.store.base import utcnow

shift_app = typer.Typer(help="Who is on shift: list, add, remove.", no_args_is_help=True)
out = Console(highlight=False)
DeskCode = Annotated[str, typer.Argument(help="Code of the desk.")]


@shift_app.command("list")
def list_shifts(
    code: DeskCode, days: Annotated[int, typer.Option(min=1, max=366, help="How far ahead.")] = 14
) -> None:
    """List the shifts that run now or begin soon, on the desk's own clock."""

    def _read(session: Session) -> list[tuple[str, ...]]:
        desk = desk_by_code(session, code)
        now, zone = utcnow(), desk_zone(desk)
        return [
            (
                str(shift.id),
                user.login,
                shift.role,
                _time(shift.starts_at.astimezone(zone)),
                _time(shift.ends_at.astimezone(zone)),
                "now" if shift.starts_at <= now < shift.ends_at else "",
            )
            for shift, user in roster(session, desk.id, now, now + timedelta(days=days))
        ]

    rows = in_store(_read)
    if not rows:
        out.print(f"Nobody is on the roster. Add somebody with: lindung desk shift add {code} LOG-IN FROM TO")
        return
    table = Table("shift", "who", "as", "from", "to", "")
    for row in rows:
        table.add_row(*row)
    out.print(table)


@shift_app.command("add")
def add(
    code: DeskCode,
    login: Annotated[str, typer.Argument(help="Log-in name of the person.")],
    start: Annotated[str, typer.Argument(help="Such as '2026-11-24 22:00', on the desk's clock.")],
    end: Annotated[str, typer.Argument(help="Such as '2026-11-25 06:00', on the desk's clock.")],
    role: Annotated[str, typer.Option(help=f"One of: {', '.join(SHIFT_ROLES)}.")] = "operator",
) -> None:
    """Put a person on shift."""

    def _add(session: Session) -> int:
        zone = desk_zone(desk_by_code(session, code))
        return add_shift(session, code, login, read_local(start, zone), read_local(end, zone), role).id

    shift_id = in_store(_add)
    out.print(f"Shift [bold]{shift_id}[/bold] is on the roster.")


@shift_app.command("remove")
def remove(code: DeskCode, shift_id: Annotated[int, typer.Argument(help="Number of the shift.")]) -> None:
    """Take a shift out of the roster."""
    in_store(lambda session: remove_shift(session, code, shift_id))
    out.print(f"Shift [bold]{shift_id}[/bold] is gone from the roster.")


def _time(at: datetime) -> str:
    return f"{at:%a %Y-%m-%d %H:%M}"
