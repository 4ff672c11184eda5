"""Hands the corrections kept in the database over to the reference data, and again after each change."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.reference.tables import Cell, Confirmed, apply_corrections, corrections
from bot.store.database import Store
from bot.store.tables import ReferenceCorrection

log = structlog.get_logger(__name__)
TOPIC = "reference"
"""Topic of the bus; a wake-up may be lost, so that the table is read every few seconds as well."""
EVERY_S = 2.0


def in_force(session: Session) -> dict[Cell, ReferenceCorrection]:
    """Return the newest correction of each field that is not withdrawn."""
    rows = session.scalars(
        select(ReferenceCorrection)
        .where(ReferenceCorrection.withdrawn_at.is_(None))
        .order_by(ReferenceCorrection.id)
    )
    return {(row.table_name, row.row_key, row.column): row for row in rows}


def load_now(store: Store) -> bool:
    """Read the corrections and apply them if they differ from those in force; return whether they did."""
    wanted = store.read_now(_values)
    if wanted == corrections():
        return False
    apply_corrections(wanted)
    log.info("reference_corrections", count=len(wanted))
    return True


async def load(store: Store) -> bool:
    """Like :func:`load_now`, in a thread."""
    return await asyncio.to_thread(load_now, store)


async def keep_loaded(store: Store, stop: asyncio.Event) -> None:
    """Apply each change within seconds of its commit, wherever it was made, until stopped."""
    waiter = store.bus.waiter(TOPIC)
    try:
        while not stop.is_set():
            await load(store)
            await waiter.wait(EVERY_S)
    finally:
        store.bus.release(waiter)


def _values(session: Session) -> dict[Cell, Confirmed]:
    return {
        cell: Confirmed(row.new_value, row.confirmed_on.isoformat(), row.source)
        for cell, row in in_force(session).items()
    }
