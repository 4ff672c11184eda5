"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.store.database import WRITES, Store

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0005"
"""The newest revision. Known here so that a start with the schema up to date need not load alembic."""
# Several processes may start at once on PostgreSQL; this advisory lock lets one of them migrate.
ADVISORY_LOCK = 7_421_905


def migration_config(connection: Connection) -> Config:
    """Return alembic's configuration over an open connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(store: Store) -> None:
    """Apply every migration that is missing; safe to call from several processes at once."""
    if not pending(store):
        return
    from alembic import command

    with store.engine.connect().execution_options(**{WRITES: True}) as connection:
        with connection.begin():
            if not store.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            command.upgrade(migration_config(connection), "head")


def pending(store: Store) -> bool:
    """Whether the schema is older than the code."""
    with store.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return True
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() != HEAD
