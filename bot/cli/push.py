"""``lindung push``: where people of the desks are called away from their screens."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.accounts.service import AccountError, user_by_login
from bot.cli.user import in_store, told_plainly
from bot.notify.notifier import TRIAL as TRIAL_CALL
from bot.notify.notifier import Notice, NotifyError
from bot.notify.registry import NOT_SET_UP, build_notifiers
from bot.notify.targets import TargetRefused, add_target, switch_off, targets_of
from bot.settings import load_settings
from bot.store.tables import PushTarget

push_app = typer.Typer(help="Calls to people away from their screens.", no_args_is_help=True)
out = Console(highlight=False)
Login = Annotated[str, typer.Argument(help="Log-in name of the person.")]
ACTOR = "command line"
TRIAL = Notice(id=0, code="", desk="Lindung", urgency=TRIAL_CALL)


def register(app: typer.Typer) -> None:
    """Add the ``push`` commands to the command line."""
    app.add_typer(push_app, name="push")


@push_app.command()
def add(
    login: Login,
    kind: Annotated[str, typer.Argument(help="email, telegram or apprise.")],
    address: Annotated[str, typer.Argument(help="Email, number of the Telegram chat, or Apprise address.")],
) -> None:
    """Call a person at this address too."""
    with told_plainly():
        try:
            number = in_store(lambda session: _add(session, login, kind, address))
        except TargetRefused as error:
            raise AccountError(str(error)) from error
    out.print(f"{login} is called by {kind}. Try it: lindung push try {login} (address number {number})")


@push_app.command("list")
def list_targets(login: Login) -> None:
    """List the addresses of a person."""
    table = Table("number", "kind", "address", "state")
    for target in in_store(lambda session: targets_of(session, user_by_login(session, login))):
        table.add_row(str(target.id), target.kind, target.address, "in use" if target.active else "off")
    out.print(table)


@push_app.command()
def remove(
    login: Login, number: Annotated[int, typer.Argument(help="Number of the address, from the list.")]
) -> None:
    """Call a person at this address no more."""
    with told_plainly():
        try:
            in_store(lambda session: _remove(session, login, number))
        except TargetRefused as error:
            raise AccountError(str(error)) from error
    out.print(f"{login} is not called at address {number} any more.")


@push_app.command("try")
def try_out(login: Login) -> None:
    """Send a trial call to every address of a person."""
    targets = in_store(lambda session: targets_of(session, user_by_login(session, login)))
    used = [target for target in targets if target.active]
    if not used:
        out.print(f"{login} has no address in use. Add one: lindung push add {login} email ADDRESS")
        raise typer.Exit(2)
    troubles = asyncio.run(_try(used))
    for target, trouble in zip(used, troubles, strict=True):
        out.print(f"{target.kind} (number {target.id}): {trouble or 'sent'}")
    if any(troubles):
        raise typer.Exit(1)


def _add(session: Session, login: str, kind: str, address: str) -> int:
    user = user_by_login(session, login)
    target = add_target(session, user, kind, address)
    note(session, ACTOR, "push_target_added", user.login, kind)
    return target.id


def _remove(session: Session, login: str, number: int) -> None:
    user = user_by_login(session, login)
    target = switch_off(session, user, number)
    note(session, ACTOR, "push_target_removed", user.login, target.kind)


async def _try(targets: Sequence[PushTarget]) -> list[str]:
    """Return what went wrong at each address; empty where the call went out."""
    notifiers = build_notifiers(load_settings())
    troubles = []
    for target in targets:
        notifier = notifiers.get(target.kind)
        try:
            if notifier is None:
                raise NotifyError(NOT_SET_UP.get(target.kind, f"Nothing here calls by {target.kind}."))
            await notifier.send(target.address, TRIAL)
            troubles.append("")
        except NotifyError as error:
            troubles.append(error.text)
    for notifier in notifiers.values():
        await notifier.close()
    return troubles
