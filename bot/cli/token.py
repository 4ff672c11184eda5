"""``lindung token`` and ``lindung webhook``: what other systems use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.api import tokens, webhooks
from bot.cli.user import in_store, split_codes
from bot.settings import load_settings
from bot.store.base import utcnow
from bot.store.tables import Webhook

ACTOR = "command line"
token_app = typer.Typer(help="Tokens of other systems: add, list, revoke.", no_args_is_help=True)
webhook_app = typer.Typer(
    help="Addresses of other systems that are told of events: add, list, replay, disable.",
    no_args_is_help=True,
)
out = Console(highlight=False)
Name = Annotated[str, typer.Argument(help="Name of the system, such as beijing-110.")]
DeskCode = Annotated[str, typer.Option(help="Only cases of this desk, such as jakarta-112; empty: all.")]


def register(app: typer.Typer) -> None:
    """Add both groups of commands to the command line."""
    app.add_typer(token_app, name="token")
    app.add_typer(webhook_app, name="webhook")


@token_app.command("add")
def add_token(
    name: Name,
    scopes: Annotated[str, typer.Option(help=f"Some of: {', '.join(tokens.SCOPES)}.")] = "cases:read",
    desk: DeskCode = "",
    days: Annotated[int, typer.Option(help="How long it lasts.")] = 365,
) -> None:
    """Make a token. It is shown only now."""
    row, token = in_store(
        lambda session: tokens.create_token(
            session, name, split_codes(scopes), desk_code=desk, days=days, made_by=ACTOR
        )
    )
    out.print(f"Token {row.id} of [bold]{name}[/bold] is there: {', '.join(row.scopes)}, for {days} days.")
    if not desk:
        out.print("It reads the cases of every desk. Name one with --desk for a partner.")
    out.print("Shown only now:")
    out.print(token, soft_wrap=True)


@token_app.command("list")
def list_tokens() -> None:
    """List the tokens; the tokens themselves are kept nowhere."""
    table = Table("id", "name", "scopes", "desk", "state", "expires", "last used")
    table.columns[1].no_wrap = True
    now = utcnow()
    for row, desk in in_store(tokens.list_tokens):
        table.add_row(
            str(row.id),
            row.name,
            ", ".join(row.scopes),
            desk or "all",
            tokens.state_of(row, now),
            _day(row.expires_at),
            _day(row.last_used_at),
        )
    out.print(table)


@token_app.command("revoke")
def revoke_token(token_id: Annotated[int, typer.Argument(help="Number in: lindung token list")]) -> None:
    """End a token at once."""
    row = in_store(lambda session: tokens.revoke_token(session, token_id, ACTOR))
    out.print(f"Token {row.id} of [bold]{row.name}[/bold] is revoked.")


@webhook_app.command("add")
def add_webhook(
    name: Name,
    url: Annotated[str, typer.Argument(help="https address that takes the events.")],
    events: Annotated[str, typer.Option(help="Kinds such as opened,claimed,resolved; empty: all.")] = "",
    desk: DeskCode = "",
) -> None:
    """Tell a system of events from now on. The secret is shown only now."""
    allow_private = load_settings().webhook_allow_private

    def _add(session: Session) -> Webhook:
        found = tokens.desk_named(session, desk)
        desk_id = found.id if found else None
        return webhooks.add_webhook(
            session,
            name,
            url,
            split_codes(events),
            desk_id=desk_id,
            made_by=ACTOR,
            allow_private=allow_private,
        )

    row = in_store(_add)
    out.print(f"Webhook [bold]{name}[/bold] is there. Secret, shown only now:")
    out.print(row.secret, soft_wrap=True)


@webhook_app.command("list")
def list_webhooks() -> None:
    """List the webhooks, and how their deliveries stand."""
    rows = in_store(
        lambda session: webhooks.shown(session, session.scalars(select(Webhook).order_by(Webhook.id)).all())
    )
    for row in rows:
        state = "on" if row.active else "[red]off[/red]"
        out.print(f"[bold]{row.name}[/bold] is {state}: {row.url}", soft_wrap=True)
        kinds = ", ".join(row.events) or "every event"
        counts = f"{row.queued} waiting, {row.delivered} delivered, {row.dead} dead"
        out.print(f"    {kinds}; desk: {row.desk or 'all'}; {counts}", soft_wrap=True)
    if not rows:
        out.print("There is no webhook. Add one: lindung webhook add NAME URL")


@webhook_app.command()
def replay(
    name: Name,
    since: Annotated[str, typer.Option(help="Such as 2026-11-24T07:00+07:00, or 2h, 3d.")] = "1d",
) -> None:
    """Send everything since a moment again, delivered or not."""
    start = moment_of(since, utcnow())
    count = in_store(lambda session: webhooks.replay(session, webhooks.named(session, name), start, ACTOR))
    out.print(f"{count} events since {_day(start)} UTC go to [bold]{name}[/bold] again.")


@webhook_app.command()
def disable(name: Name) -> None:
    """Send nothing there and refuse its signed calls; what waits is kept."""
    in_store(lambda session: webhooks.set_active(session, webhooks.named(session, name), False, ACTOR))
    out.print(f"Webhook [bold]{name}[/bold] is off. On again: lindung webhook enable {name}")


@webhook_app.command()
def enable(name: Name) -> None:
    """Switch a webhook on again; what waited is sent."""
    in_store(lambda session: webhooks.set_active(session, webhooks.named(session, name), True, ACTOR))
    out.print(f"Webhook [bold]{name}[/bold] is on.")


def moment_of(text: str, now: datetime) -> datetime:
    """Return the moment that a text such as ``2h``, ``3d`` or a time with a zone means.

    Raises:
        typer.BadParameter: it means none.
    """
    units = {"m": 60, "h": 3600, "d": 86400}
    count, unit = text[:-1], text[-1:]
    if unit in units and count.isascii() and count.isdigit() and len(count) < 6:
        return now - timedelta(seconds=int(count) * units[unit])
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("no zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"'{text}' is no time. Write 2h, 3d, or 2026-11-24T07:00+07:00 with its zone."
        ) from error


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "-"
