"""``lindung doctor``: what is wrong, and how to mend it."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

from bot.settings import ROOT, Settings, SettingsError, load_settings

out = Console(highlight=False)


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``mend`` is empty when it is well; ``serious`` when the service cannot work."""

    what: str
    detail: str
    mend: str = ""
    serious: bool = False


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor() -> None:
    """Look at everything the service needs, and say how to mend what is wrong."""
    serious = False
    for finding in examine():
        if not finding.mend:
            out.print(f"[green]ok[/green]    {finding.what}: {finding.detail}")
            continue
        serious = serious or finding.serious
        colour = "red" if finding.serious else "yellow"
        out.print(
            f"[{colour}]{'wrong' if finding.serious else 'weak '}[/{colour}] {finding.what}: {finding.detail}"
        )
        out.print(f"        → {finding.mend}")
    raise typer.Exit(1 if serious else 0)


def examine() -> Iterator[Finding]:
    """Yield a finding for each thing looked at."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", version)
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Finding("settings", str(error), "correct it in the environment or in .env", serious=True)
        return
    yield Finding("settings", f"data in {settings.data_dir}")
    yield from _disk(settings)
    yield from _database(settings)
    yield from _models(settings)
    yield from _rasa(settings)
    yield from _assets()
    yield from _channels(settings)


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir if settings.data_dir.exists() else settings.data_dir.parent
    free = shutil.disk_usage(folder).free // 1024**2
    mend = "make room: below 500 MB messages may not be stored" if free < 500 else ""
    yield Finding("disk", f"{free:,} MB free", mend, serious=free < 100)


def _database(settings: Settings) -> Iterator[Finding]:
    from sqlalchemy import select
    from sqlalchemy.exc import SQLAlchemyError

    from bot.store.database import Store
    from bot.store.migrate import pending
    from bot.store.tables import Desk, User

    if settings.database_url.startswith("sqlite") and not Path(settings.database_url[10:]).exists():
        yield Finding("database", "none yet", "it is made at the first start: make run")
        return
    store = Store(settings.database_url)
    try:
        if not store.is_reachable():
            yield Finding(
                "database", "does not answer", "start PostgreSQL or correct LINDUNG_DATABASE_URL", True
            )
            return
        if pending(store):
            yield Finding(
                "database", "older than the program", "restart the service: it migrates by itself", True
            )
            return
        duty = store.read_now(lambda s: s.scalars(select(Desk).where(Desk.is_duty)).first())
        people = store.read_now(lambda s: len(s.scalars(select(User).where(User.active)).all()))
        yield Finding("database", "reachable, schema up to date")
        yield Finding(
            "duty desk",
            duty.name if duty else "none",
            "" if duty else "lindung desk add … --duty",
            serious=duty is None,
        )
        yield Finding(
            "operators", str(people), "" if people else "lindung user add NAME --desk CODE", serious=False
        )
    except SQLAlchemyError as error:
        yield Finding("database", type(error).__name__, "look at the database's log", True)
    finally:
        store.close()


def _models(settings: Settings) -> Iterator[Finding]:
    from bot.nlu.errors import NluError
    from bot.nlu.model import Nlu

    try:
        Nlu.load(settings.models_dir / "nlu")
        yield Finding("language model", "loads, hashes right")
    except NluError as error:
        yield Finding("language model", str(error), "lindung train; until then phrase rules alone see danger")


def _rasa(settings: Settings) -> Iterator[Finding]:
    from bot.dialogue.client import DialogueClient
    from bot.dialogue.errors import DialogueError
    from bot.dialogue.process import rasa_python

    try:
        rasa_python()
    except DialogueError as error:
        yield Finding(
            "Rasa environment", str(error), "install Python 3.10 (pyenv install 3.10), then make setup"
        )
        return
    archive = settings.models_dir / "core.tar.gz"
    yield Finding(
        "dialogue model",
        "there" if archive.is_file() else "none",
        "" if archive.is_file() else "lindung train",
    )
    try:
        pong = asyncio.run(DialogueClient(settings.rasa_socket).ping())
        yield Finding("dialogue process", f"answers, {pong['rss'] // 1024**2} MB")
    except DialogueError as error:
        yield Finding(
            "dialogue process", str(error), "make run starts it; its log is in the data folder under logs/"
        )


def _assets() -> Iterator[Finding]:
    there = (ROOT / ".assets" / "vendor" / "htmx.min.js").is_file()
    yield Finding(
        "web assets", "there" if there else "missing", "" if there else "make setup", serious=not there
    )


def _channels(settings: Settings) -> Iterator[Finding]:
    if not settings.has_telegram and not settings.has_whatsapp:
        yield Finding("channels", "none set up: the simulator is used")
    if settings.has_telegram and settings.telegram_mode == "webhook":
        mend = (
            ""
            if settings.telegram_webhook_secret
            else "set LINDUNG_TELEGRAM_WEBHOOK_SECRET, else all is refused"
        )
        yield Finding("Telegram", "webhook", mend, serious=bool(mend))
    elif settings.has_telegram:
        yield Finding("Telegram", "polling")
    if settings.has_whatsapp:
        lacking = [n for n in ("app_secret", "verify_token") if not getattr(settings, f"whatsapp_{n}")]
        mend = "set " + ", ".join(f"LINDUNG_WHATSAPP_{name.upper()}" for name in lacking) if lacking else ""
        yield Finding("WhatsApp", "lacks settings" if lacking else "set up", mend, serious=bool(lacking))
    if (settings.has_telegram or settings.has_whatsapp) and not settings.base_url.startswith("https"):
        yield Finding("address", settings.base_url, "platforms deliver to https only: set LINDUNG_BASE_URL")
