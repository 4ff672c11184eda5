"""Desks: who answers where, and how to reach those that nobody has staffed here."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.api.controllers import examples
from bot.api.controllers.responses import refusals
from bot.api.shapes import DeskList, DeskOut
from bot.api.tokens import Caller
from bot.store.database import Store
from bot.store.tables import Desk


class Desks(Controller):
    """Every desk, staffed or not."""

    path = "/desks"
    tags = ("desks",)

    @get(
        "/",
        opt={"scope": "desks:read"},
        summary="List desks",
        responses={
            200: ResponseSpec(DeskList, description="All desks.", examples=[examples.DESKS]),
            **refusals(401, 403, 429, 503),
        },
    )
    async def listed(self, request: Request[Any, Any, Any], caller: NamedDependency[Caller]) -> DeskList:
        """All desks, by their codes. Whom to phone at a mission is in ``contact``."""
        store: Store = request.app.state.runtime.store
        return await store.read(_desks)


def _desks(session: Session) -> DeskList:
    rows = session.scalars(select(Desk).order_by(Desk.code)).all()
    codes = {row.id: row.code for row in rows}
    return DeskList(
        [
            DeskOut(
                code=row.code,
                name=row.name,
                kind=row.kind,
                languages=[str(language) for language in row.languages],
                staffed=row.staffed,
                on_duty_for_the_rest=row.is_duty,
                parent=codes.get(row.parent_id) if row.parent_id is not None else None,
                hours=row.hours,
                contact=row.contact,
            )
            for row in rows
        ]
    )
