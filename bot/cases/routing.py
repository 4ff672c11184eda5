"""Which desk is responsible. The phone's prefix and the language never decide it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import Desk


@dataclass(frozen=True)
class Route:
    """The desk chosen, and why, in words for the operator."""

    desk: Desk
    why: str


class NoDesk(RuntimeError):
    """No desk takes what nobody else is responsible for; run ``lindung desk`` to make one."""


def choose_desk(session: Session, country: str | None, nationality: str | None) -> Route:
    """Choose by place, then by nationality and place; the duty desk takes the rest.

    Args:
        country: ISO code of where the person is, or None.
        nationality: ISO code as the person told it, or None.
    """
    desks = session.scalars(select(Desk).order_by(Desk.id)).all()
    for desk in desks:
        if desk.kind == "112" and country and country in desk.coverage.get("countries", []):
            return Route(desk, f"{desk.name}: the person is in {country}")
    for desk in desks:
        coverage = desk.coverage
        if (
            desk.kind == "mission"
            and country in coverage.get("countries", [])
            and nationality == coverage.get("nationality")
            and nationality is not None
        ):
            return Route(desk, f"{desk.name}: nationality {nationality}, place {country}")
    # Without a duty desk any desk is better than none: a cry must ring somewhere.
    duty = next((desk for desk in desks if desk.is_duty), desks[0] if desks else None)
    if duty is None:
        raise NoDesk("No duty desk exists. Run: lindung desk add --duty")
    why = "place not known yet" if country is None else f"no desk here for place {country}"
    return Route(duty, f"{duty.name}, on duty: {why}")
