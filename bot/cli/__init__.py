"""The command ``lindung``: one file for each group of commands."""

from __future__ import annotations

import typer

from bot.cli import desk, doctor, drill, export_case, nlu, preview, push, reference, report, roles, token, user

app = typer.Typer(
    name="lindung",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Lindung: citizen assistance on Telegram and WhatsApp.",
)
for group in (roles, nlu, reference, preview, user, desk, export_case, drill, report, push, token, doctor):
    group.register(app)
