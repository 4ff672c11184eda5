"""Statistics: the figures of the desk's own page, for other systems."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.api.controllers import examples
from bot.api.controllers.responses import READING, refusals
from bot.api.problems import Problem, invalid
from bot.api.shapes import FigureRow, FigureTable, StatisticsOut
from bot.api.tokens import Caller
from bot.cases.statistics.overview import overview
from bot.cases.statistics.scope import EARLIEST, LONGEST_DAYS, Scope
from bot.cases.statistics.tables import Row, Table
from bot.store.database import Store
from bot.store.tables import Desk

DAYS = 30
HOME = "Asia/Jakarta"


class Statistics(Controller):
    """Figures over cases."""

    path = "/statistics"
    tags = ("statistics",)

    @get(
        "/",
        opt={"scope": "statistics:read"},
        summary="Figures over cases",
        responses={
            200: ResponseSpec(StatisticsOut, description="Figures.", examples=[examples.STATISTICS]),
            **refusals(*READING),
        },
    )
    async def shown(
        self,
        request: Request[Any, Any, Any],
        caller: NamedDependency[Caller],
        first: Annotated[date | None, QueryParameter(description="First day; 30 days without it.")] = None,
        last: Annotated[date | None, QueryParameter(description="Last day; today without it.")] = None,
        timezone: Annotated[str, QueryParameter(max_length=60, description="Clock of the days.")] = HOME,
        desk: Annotated[str | None, QueryParameter(max_length=40, description="Code of a desk.")] = None,
    ) -> StatisticsOut:
        """Counts, answer times and ends of the cases opened in some days, exercises apart.

        Small figures are not hidden here: use them inside, and the ministry's report for the public.
        """
        store: Store = request.app.state.runtime.store

        def _read(session: Session) -> StatisticsOut:
            zone, now = _zone(timezone), store.now(session)
            until = last or now.astimezone(zone).date()
            since = first or max(EARLIEST, until - timedelta(days=DAYS - 1))
            _check_days(since, until)
            chosen = _desk(session, caller, desk)
            # Reading begins anew, so that all figures come from one picture of the database.
            session.rollback()
            found = overview(session, Scope(since, until, zone, chosen[0] if chosen else None), now)
            return StatisticsOut(
                first=since,
                last=until,
                timezone=timezone,
                desk=chosen[1] if chosen else None,
                made_at=found.made_at,
                cases=found.total.total,
                open_now=found.open_now,
                tables=[_table(table) for table in found.tables.values()],
            )

        return await store.read(_read)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise invalid(
            "timezone", "There is no such clock. Write an IANA name, such as Asia/Jakarta."
        ) from error


def _check_days(first: date, last: date) -> None:
    if first < EARLIEST or last > date(9000, 1, 1) or not 0 <= (last - first).days < LONGEST_DAYS:
        raise invalid(
            "first", f"The days must lie after {EARLIEST}, in order, at most {LONGEST_DAYS} of them."
        )


def _desk(session: Session, caller: Caller, code: str | None) -> tuple[int, str] | None:
    """Return id and code of the desk that is counted; None for all.

    Raises:
        Problem: there is no such desk for this token.
    """
    if code is None:
        return (caller.desk_id, caller.desk_code or "") if caller.desk_id is not None else None
    wanted = select(Desk.id, Desk.code).where(Desk.code == code.replace("\x00", "").lower())
    row = session.execute(wanted).first()
    if row is None or caller.desk_id not in (None, row.id):
        raise Problem(
            404,
            "no-such-desk",
            "There is no such desk for this token",
            f"'{code[:40]}' is none of its desks.",
            "See GET /api/v1/desks.",
        )
    return row.id, row.code


def _table(table: Table) -> FigureTable:
    names = [column.key for column in table.columns]
    rows = [_row(row, names) for row in table.rows]
    return FigureTable(table.key, table.naming, rows, _row(table.total, names) if table.total else None)


def _row(row: Row, names: list[str]) -> FigureRow:
    return FigureRow(row.code, {name: _figure(cell) for name, cell in zip(names, row.cells, strict=True)})


def _figure(cell: object) -> float | None:
    """Return a figure; JSON has none for what has not been answered yet."""
    return cell if isinstance(cell, int | float) and math.isfinite(cell) else None
