"""Which drill runs: one row that its player keeps alive and that anybody on the desk's machine can stop."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.store.database import wake
from bot.store.tables import Case, Lease

ROW = "drill"
ALIVE_FOR = timedelta(seconds=15)
"""A player that gave no sign for this long is gone, and another drill may begin."""


class DrillRefused(Exception):
    """The drill cannot be begun or stopped; the text says why and what to do."""


class DrillState(msgspec.Struct, frozen=True):
    """What is known of the last drill. state: running, paused, ended or stopped."""

    id: str
    scenario: str
    title: str
    by: str
    started_at: datetime
    speed: float
    total: int
    sent: int = 0
    state: str = "running"
    waits_for: str = ""
    """Code of the real case that interrupts it."""

    @property
    def is_on(self) -> bool:
        """Whether lines may still come."""
        return self.state in ("running", "paused")


def begin(session: Session, state: DrillState, now: datetime) -> None:
    """Begin a drill.

    Raises:
        DrillRefused: another one runs, or a real person in danger waits for an operator.
    """
    waiting = real_case_waiting(session)
    if waiting:
        raise DrillRefused(
            f"The real case {waiting} waits for an operator. Begin the drill when it is claimed."
        )
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    blank = {"name": ROW, "holder": "", "until": now, "value": None}
    session.execute(dialect.insert(Lease).values(**blank).on_conflict_do_nothing())
    row = session.get_one(Lease, ROW, with_for_update=True, populate_existing=True)
    before = _read(row)
    if before is not None and before.is_on and row.until > now:
        raise DrillRefused(f"The drill '{before.title}' runs. Stop it first: lindung drill stop")
    _keep(session, row, state, now)
    note(session, state.by, "drill_began", state.scenario, f"drill {state.id}, {state.total} lines")


def beat(session: Session, drill_id: str, now: datetime, sent: int, waits_for: str) -> DrillState | None:
    """Show that the player lives, and how far it is; None when the drill was stopped or replaced."""
    row = session.get(Lease, ROW, with_for_update=True, populate_existing=True)
    state = _read(row) if row is not None else None
    if row is None or state is None or state.id != drill_id or not state.is_on:
        return None
    was_waiting, state = (
        state.waits_for,
        msgspec.structs.replace(
            state, sent=sent, waits_for=waits_for, state="paused" if waits_for else "running"
        ),
    )
    if waits_for and waits_for != was_waiting:
        note(session, state.by, "drill_paused", waits_for, f"drill {drill_id}: a real case waits")
    _keep(session, row, state, now)
    return state


def end(session: Session, drill_id: str, now: datetime) -> None:
    """Note that all lines of a drill were played."""
    row = session.get(Lease, ROW, with_for_update=True, populate_existing=True)
    state = _read(row) if row is not None else None
    if row is not None and state is not None and state.id == drill_id and state.is_on:
        _keep(session, row, msgspec.structs.replace(state, state="ended", waits_for=""), now)
        note(session, state.by, "drill_ended", state.scenario, f"drill {drill_id}, {state.sent} lines")


def stop(session: Session, actor: str, now: datetime) -> DrillState | None:
    """Stop the drill that runs; its player ends at its next step. None when none runs."""
    row = session.get(Lease, ROW, with_for_update=True, populate_existing=True)
    state = _read(row) if row is not None else None
    if row is None or state is None or not state.is_on:
        return None
    state = msgspec.structs.replace(state, state="stopped", waits_for="")
    _keep(session, row, state, now)
    note(
        session,
        actor,
        "drill_stopped",
        state.scenario,
        f"drill {state.id}, {state.sent} of {state.total} lines",
    )
    return state


def last_drill(session: Session, now: datetime) -> DrillState | None:
    """Return the drill that runs, or the last one; one whose player is gone counts as stopped."""
    row = session.get(Lease, ROW)
    state = _read(row) if row is not None else None
    if row is not None and state is not None and state.is_on and row.until <= now:
        return msgspec.structs.replace(state, state="stopped")
    return state


def real_case_waiting(session: Session) -> str:
    """Return the code of a real critical case that nobody has claimed; empty when there is none."""
    waiting = (
        select(Case.code)
        .where(Case.status.in_(("new", "ringing")), Case.urgency == "critical", Case.exercise.is_(False))
        .order_by(Case.opened_at, Case.id)
    )
    return session.scalar(waiting.limit(1)) or ""


def _read(row: Lease) -> DrillState | None:
    return msgspec.json.decode(row.value, type=DrillState) if row.value else None


def _keep(session: Session, row: Lease, state: DrillState, now: datetime) -> None:
    row.holder, row.until = state.id, now + ALIVE_FOR
    row.value = msgspec.json.encode(state).decode()
    wake(session, "desk")
