"""Reading the figures: one query a measure, each by an index, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from bot.cases.opening import RANK
from bot.cases.states import ENDED
from bot.cases.statistics.scope import Scope, Step
from bot.store.tables import Case, CaseEvent, Conversation, Desk, Identity, Transfer
from bot.store.tables.cases import OPEN_STATES

UNKNOWN = "unknown"
SOLVED = ("helped", "referred")
NO_MATTER = "words followed"
"""Outcome of a first message without words that needed nobody."""
AGES = (
    ("hour", timedelta(hours=1)), ("day", timedelta(days=1)),
    ("week", timedelta(days=7)), ("month", timedelta(days=30)),
)  # fmt: skip
OLDER = "older"
WAIT_EVENTS = (
    "opened", "raised", "duplicate_joined", "rang", "wrote", "rings_with_incident",
    "resolved", "closed", "cancelled", "duplicate", "exercise_ended",
)  # fmt: skip

_OUTCOME = case(
    (Case.status.in_(OPEN_STATES), "open"),
    (Case.outcome_code.is_not(None), Case.outcome_code),
    (Case.outcome == NO_MATTER, "not_needed"),
    else_="uncoded",
)
_DIMENSIONS: dict[str, ColumnElement[str]] = {
    "topic": func.coalesce(Case.topic, UNKNOWN),
    "urgency": func.coalesce(Case.urgency, UNKNOWN),
    "desk": func.coalesce(Desk.code, UNKNOWN),
    "channel": func.coalesce(Identity.channel, UNKNOWN),
    "language": func.coalesce(Case.language, Conversation.language, UNKNOWN),
    "country": func.coalesce(Case.country, UNKNOWN),
    "outcome": _OUTCOME,
}
DIMENSIONS = tuple(_DIMENSIONS)
_CONVERSATION = (Conversation, Conversation.id == Case.conversation_id)
_IDENTITY = (Identity, Identity.id == Conversation.identity_id)
_DESK = (Desk, Desk.id == Case.desk_id)
_JOINS = {"desk": (_DESK,), "language": (_CONVERSATION,), "channel": (_CONVERSATION, _IDENTITY)}
"""What a dimension needs beside the cases; joins that nobody needs double the time of a year."""


@dataclass(frozen=True)
class Tally:
    """Numbers of cases of one group. ``solved``: ended as helped or referred."""

    total: int = 0
    critical: int = 0
    solved: int = 0
    ended: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.total + other.total,
            self.critical + other.critical,
            self.solved + other.solved,
            self.ended + other.ended,
        )


@dataclass(frozen=True)
class Happening:
    """One step of a case that begins, changes or ends a wait; ``urgency`` where the step tells it."""

    case_id: int
    kind: str
    at: datetime
    urgency: str | None
    language: str
    desk: str


@dataclass(frozen=True)
class Passing:
    """Transfers of one kind: from desk, to desk, how they ended, how many."""

    from_desk: str
    to_desk: str
    state: str
    count: int


def one_picture(session: Session) -> None:
    """Let all queries of this transaction see the same moment, so that sums agree. Call it first.

    SQLite's transactions do so by themselves.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def tallies(session: Session, scope: Scope, dimension: str) -> dict[str, Tally]:
    """Count the cases of a scope by one of ``DIMENSIONS``."""
    return _tallied(session, scope, _DIMENSIONS[dimension], _JOINS.get(dimension, ()))


def series(session: Session, scope: Scope, steps: Sequence[Step]) -> list[Tally]:
    """Count the cases of a scope by the stretch in which they were opened."""
    if not steps:
        return []
    bounds = [(Case.opened_at < step.end, str(number)) for number, step in enumerate(steps)]
    found = _tallied(session, scope, case(*bounds, else_=str(len(steps))))
    return [found.get(str(number), Tally()) for number in range(len(steps))]


def open_by_age(session: Session, desk_id: int | None, now: datetime) -> dict[tuple[str, str], int]:
    """Count what is open now by (age, urgency), whenever it was opened. Drills are left out."""
    age = case(*((Case.opened_at > now - limit, name) for name, limit in AGES), else_=OLDER).label("grp")
    asked = select(age, Case.urgency, func.count()).where(
        Case.status.in_(OPEN_STATES), Case.exercise.is_(False)
    )
    if desk_id is not None:
        asked = asked.where(Case.desk_id == desk_id)
    rows = session.execute(asked.group_by("grp", Case.urgency)).all()
    return {(name, urgency): number for name, urgency, number in rows}


def happenings(session: Session, scope: Scope) -> Iterator[Happening]:
    """Yield what the answer times are made from, case by case, in the order in which it happened."""
    asked = (
        select(
            CaseEvent.case_id,
            CaseEvent.kind,
            CaseEvent.at,
            CaseEvent.data["urgency"].as_string(),
            _DIMENSIONS["language"],
            Desk.code,
        )
        .select_from(Case)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .join(Desk, Desk.id == Case.desk_id)
        .where(*conditions(scope), CaseEvent.kind.in_(WAIT_EVENTS))
        .order_by(CaseEvent.case_id, CaseEvent.id)
    )
    for row in session.execute(asked.execution_options(yield_per=5000)):
        yield Happening(*row)


def transfers(session: Session, scope: Scope) -> list[Passing]:
    """Count the transfers of the cases of a scope by desks and by how they ended."""
    source, goal = aliased(Desk), aliased(Desk)
    asked = (
        select(source.code, goal.code, Transfer.state, func.count())
        .select_from(Case)
        .join(Transfer, Transfer.case_id == Case.id)
        .join(source, source.id == Transfer.from_desk_id)
        .join(goal, goal.id == Transfer.to_desk_id)
        .where(*conditions(scope))
        .group_by(source.code, goal.code, Transfer.state)
        .order_by(source.code, goal.code, Transfer.state)
    )
    return [Passing(*row) for row in session.execute(asked)]


def desk_names(session: Session) -> dict[str, str]:
    """Return the names of all desks by their codes."""
    return {desk.code: desk.name for desk in session.execute(select(Desk.code, Desk.name))}


def conditions(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what a case of a scope meets.

    Every state and urgency is named, which leaves nothing out: so the index (status, urgency, opened_at)
    finds the period without reading older cases.
    """
    found: list[ColumnElement[bool]] = [
        Case.status.in_((*OPEN_STATES, *ENDED)),
        Case.urgency.in_(tuple(RANK)),
        Case.opened_at >= scope.start,
        Case.opened_at < scope.end,
        Case.exercise.is_(scope.exercise),
    ]
    if scope.desk_id is not None:
        found.append(Case.desk_id == scope.desk_id)
    if scope.handled:
        found.append(_OUTCOME.not_in(("duplicate", "not_needed")))
    return found


def _tallied(
    session: Session, scope: Scope, group: ColumnElement[str], joins: Sequence[tuple[Any, Any]] = ()
) -> dict[str, Tally]:
    asked = select(
        group.label("grp"),
        func.count(),
        _number_of(Case.urgency == "critical"),
        _number_of(and_(Case.status.in_(ENDED), Case.outcome_code.in_(SOLVED))),
        _number_of(Case.status.in_(ENDED)),
    ).select_from(Case)
    for table, condition in joins:
        asked = asked.join(table, condition)
    # By the name of the column: PostgreSQL takes the same bound value in two places for different ones.
    rows = session.execute(asked.where(*conditions(scope)).group_by("grp"))
    return {row[0]: Tally(*row[1:]) for row in rows}


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
