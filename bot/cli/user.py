"""``lindung user``: the people who log in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.accounts import changes, second_factor, service
from bot.accounts.invitations import LASTS, invite, link_of
from bot.accounts.login_sessions import end_sessions
from bot.accounts.passwords import WeakPassword
from bot.settings import SettingsError, load_settings
from bot.store.database import Store
from bot.store.migrate import migrate
from bot.store.tables import User

T = TypeVar("T")
user_app = typer.Typer(
    help="People who log in: add, invite, list, change passwords, close accounts.", no_args_is_help=True
)
out = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def register(app: typer.Typer) -> None:
    """Add the ``user`` commands to the command line."""
    app.add_typer(user_app, name="user")


@user_app.command()
def add(
    login: Annotated[str, typer.Argument(help="Log-in name, such as siti.")],
    name: Annotated[str, typer.Option(help="Name that colleagues see.")] = "",
    role: Annotated[str, typer.Option(help="operator, officer, supervisor, trainer or admin.")] = "operator",
    desk: Annotated[str, typer.Option(help="Code of the desk, such as jakarta-112.")] = "",
    languages: Annotated[str, typer.Option(help="Languages spoken, such as id,en.")] = "en",
    interface: Annotated[
        str, typer.Option(help="Language of the console; the first spoken without it.")
    ] = "",
    password: Annotated[str, typer.Option(help="Without it one is made and printed once.")] = "",
) -> None:
    """Add a person."""
    spoken = split_codes(languages)
    chosen = password or secrets.token_urlsafe(12)
    in_store(
        lambda session: service.create_user(
            session,
            login=login,
            name=name,
            password=chosen,
            role=role,
            languages=spoken,
            interface_language=interface or (spoken[0] if spoken else "en"),
            desk_code=desk or None,
        )
    )
    out.print(f"Account [bold]{login.strip().lower()}[/bold] is there ({role}).")
    if not password:
        out.print(f"Password, shown only now: [bold]{chosen}[/bold]")


@user_app.command("list")
def list_users() -> None:
    """List everybody."""
    table = Table("log-in", "name", "role", "desk", "languages", "state")
    table.columns[0].no_wrap = True
    for user in in_store(lambda session: session.scalars(select(User).order_by(User.login)).all()):
        state = "closed" if not user.active else "on break" if user.on_break else "active"
        desk = user.desk.code if user.desk else "-"
        table.add_row(user.login, user.name, user.role, desk, ", ".join(user.languages), state)
    out.print(table)


@user_app.command()
def password(
    login: Annotated[str, typer.Argument(help="Log-in name.")],
    new: Annotated[str, typer.Option(help="Without it one is made and printed once.")] = "",
) -> None:
    """Set a new password; whoever is logged in with the old one is logged out."""
    chosen = new or secrets.token_urlsafe(12)
    in_store(lambda session: service.set_password(session, login, chosen))
    out.print(f"The password of [bold]{login.strip().lower()}[/bold] is changed.")
    if not new:
        out.print(f"Password, shown only now: [bold]{chosen}[/bold]")


@user_app.command()
def deactivate(login: Annotated[str, typer.Argument(help="Log-in name.")]) -> None:
    """Close an account and end its log-ins. What the person did stays in the records."""
    ended = in_store(lambda session: changes.deactivate(session, login))
    out.print(f"Account [bold]{login.strip().lower()}[/bold] is closed; {ended} log-ins ended.")


@user_app.command("invite")
def invite_somebody(
    login: Annotated[str, typer.Argument(help="Log-in name, such as siti.")],
    role: Annotated[str, typer.Option(help="operator, officer, supervisor, trainer or admin.")] = "operator",
    desk: Annotated[str, typer.Option(help="Code of the desk, such as jakarta-112.")] = "",
    languages: Annotated[str, typer.Option(help="Languages spoken, such as id,en.")] = "en",
) -> None:
    """Print a link with which a person sets name, password and second factor, once."""
    spoken = split_codes(languages)
    with told_plainly():
        base_url = load_settings().base_url
    _, token = in_store(
        lambda session: invite(session, login=login, role=role, desk_code=desk or None, languages=spoken)
    )
    hours = int(LASTS.total_seconds() // 3600)
    out.print(f"For [bold]{login.strip().lower()}[/bold] alone, once, within {hours} hours; shown only now:")
    out.print(link_of(base_url, token), soft_wrap=True)


@user_app.command("reset-second-factor")
def reset_second_factor(login: Annotated[str, typer.Argument(help="Log-in name.")]) -> None:
    """Take a second factor away whose phone and recovery codes are lost; ends the person's log-ins."""

    def _reset(session: Session) -> int:
        user = service.user_by_login(session, login)
        second_factor.reset(session, user, "command line")
        return end_sessions(session, user.id)

    ended = in_store(_reset)
    out.print(f"The second factor of [bold]{login.strip().lower()}[/bold] is gone; {ended} log-ins ended.")


def split_codes(text: str) -> list[str]:
    """Return the parts of a list such as ``id,en``."""
    return [part.strip() for part in text.split(",") if part.strip()]


def in_store(work: Callable[[Session], T], *, reads: bool = False) -> T:
    """Run a piece of work on the configured database; a mistake is told in a sentence, exit code 2.

    Args:
        reads: nothing is written.
    """
    with told_plainly():
        settings = load_settings()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        store = Store(settings.database_url)
        try:
            migrate(store)
            return store.read_now(work) if reads else store.write_now(work)
        finally:
            store.close()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn expected errors into one sentence on standard error."""
    try:
        yield
    except (service.AccountError, WeakPassword, SettingsError) as error:
        errors.print(f"[red]Not done.[/red] {error}")
        raise typer.Exit(2) from error
    except SQLAlchemyError as error:
        errors.print(
            f"[red]Not done.[/red] The database does not answer ({type(error).__name__}). "
            "Check LINDUNG_DATABASE_URL and that the database runs."
        )
        raise typer.Exit(3) from error
