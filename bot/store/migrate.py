"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.store.database import WRITES, Store

MIGRATIONS = Path(__file__).parent / "migrations"
# Several processes may start at once on PostgreSQL; this advisory lock lets one of them migrate.
ADVISORY_LOCK = 7_421_905


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(store: Store) -> None:
    """Apply every migration that is missing; safe to call from several processes at once."""
    with store.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if not store.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        command.upgrade(_config(connection), "head")


def pending(store: Store) -> bool:
    """Whether the schema is older than the code."""
    with store.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
        return set(current) != set(ScriptDirectory.from_config(_config(connection)).get_heads())
