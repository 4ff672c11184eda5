"""Runs the migrations on the connection that ``bot.store.migrate`` hands over."""

from alembic import context

from bot.store.base import Base
from bot.store.tables import Case  # noqa: F401  (importing any table registers them all)

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
