"""The right to poll one bot token, over any number of processes, and the offset that goes with it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.database import Store
from bot.store.tables import Lease

HELD_FOR = timedelta(seconds=25)
"""Longer than one long poll and its margin; a process that died is replaced after it."""


class LeaseLost(Exception):
    """Another process polls by now. What was fetched is dropped; Telegram gives it to the other one."""


def lease_name(account: str) -> str:
    """Name of the lease of one bot."""
    return f"telegram:{account}"


def take(store: Store, session: Session, account: str, holder: str) -> int | None:
    """Take or prolong the lease; returns the offset to go on from, or None while another one holds it."""
    name, now = lease_name(account), store.now(session)
    dialect = sqlite if store.is_sqlite else postgresql
    session.execute(
        dialect.insert(Lease).values(name=name, holder=holder, until=now, value="0").on_conflict_do_nothing()
    )
    row = session.execute(
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.until <= now))
        .values(holder=holder, until=now + HELD_FOR)
        .returning(Lease.value)
        .execution_options(synchronize_session=False)
    ).first()
    return None if row is None else int(row.value or 0)


def advance(store: Store, session: Session, account: str, holder: str, offset: int) -> None:
    """Move the offset on and prolong the lease, in the transaction that stores the updates.

    Raises:
        LeaseLost: another process holds it.
    """
    done = session.execute(
        update(Lease)
        .where(Lease.name == lease_name(account), Lease.holder == holder)
        .values(value=str(offset), until=store.now(session) + HELD_FOR)
        .returning(Lease.name)
        .execution_options(synchronize_session=False)
    ).first()
    if done is None:
        raise LeaseLost


def give_back(store: Store, session: Session, account: str, holder: str) -> None:
    """Let another process take over at once."""
    session.execute(
        update(Lease)
        .where(Lease.name == lease_name(account), Lease.holder == holder)
        .values(until=store.now(session))
        .execution_options(synchronize_session=False)
    )
