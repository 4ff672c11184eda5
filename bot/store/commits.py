"""What became of a transaction: the answer to a commit may be lost together with the connection."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, String, cast, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

OUTAGE_CLASSES = ("08", "40", "53", "55", "57", "58")
"""SQLSTATE classes: connection, conflict, resources, not in a fit state, operator, system (PostgreSQL, A)."""


class CommitUnknown(SQLAlchemyError):
    """The connection broke at the commit, and the database cannot be asked whether it was kept."""


def current_transaction(session: Session, topics: Sequence[str]) -> str | None:
    """Return PostgreSQL's id of this transaction, and notify the listeners of its topics at its commit.

    None when it has written nothing: then it does not matter what becomes of it.
    """
    identity = cast(func.pg_current_xact_id_if_assigned(), String)
    row = session.execute(select(identity, *(func.pg_notify("lindung", topic) for topic in topics))).one()
    known: str | None = row[0]
    return known


def has_committed(connection: Connection, transaction: str) -> bool | None:
    """Return whether a transaction was committed; None while it is still under way."""
    statement = text("SELECT pg_xact_status(CAST(:id AS xid8))")
    status = connection.execute(statement, {"id": transaction}).scalar_one()
    return None if status == "in progress" else status == "committed"


def is_outage(error: BaseException) -> bool:
    """Whether the database is in trouble itself, rather than refusing what it was given."""
    if isinstance(error, CommitUnknown | PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # SQLite, or a connection that did not come about.
        return isinstance(error, OperationalError)
    return str(state)[:2] in OUTAGE_CLASSES
