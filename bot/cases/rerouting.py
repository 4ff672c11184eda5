"""Place or nationality became known, or another one than thought: the case follows, or is marked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.ladder import ring
from bot.cases.place import Place, place_of_conversation
from bot.cases.routing import Route, choose_desk
from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import Case, CaseEvent, Conversation, Desk
from bot.store.tables.cases import OPEN_STATES

UNCLAIMED = ("new", "ringing", "waiting")
"""States in which nobody holds a case. A transfer that is under way stays with its sender."""
OTHER_PLACE = "other_place"
"""Mark of a claimed case whose place is another desk's: its operator decides."""


def place_values(session: Session, conversation: Conversation) -> tuple[Place, dict[str, Any]]:
    """Return the place of a conversation, and what a case keeps of it."""
    place = place_of_conversation(session, conversation)
    return place, {
        "country": place.country,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "accuracy_m": place.accuracy_m,
        "place": (place.told or place.quarter or place.city)[:500],
        "nationality": conversation.nationality,
    }


def routing_key(place: Place, nationality: str | None, urgency: str) -> list[Any]:
    """Return what the choice of a desk hangs on, so that a mere step aside moves no case."""
    return [place.country, place.subdivision, place.city, place.in_jakarta, nationality, urgency]


def reroute(session: Session, case: Case, why: str) -> Route | None:
    """Let an open case follow the place, nationality and urgency that are known now.

    Its place is brought up to date in any case. Unclaimed, it moves to the desk that is responsible now
    and rings there anew (a routine one waits there); claimed, it only gets the mark ``other_place``.
    Repeated for the same place it does nothing: a case that climbed the ladder or was transferred stays.

    Args:
        why: what became known, in plain words for the history.

    Returns:
        The new route when it leads to another desk than before, else None.
    """
    # A claim may come at the same moment. The case alone is locked: whoever needs its conversation too
    # took that first. By its id: PostgreSQL drops a joined row whose desk changed while we waited.
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update()).one()
    session.refresh(case)
    if case.status not in OPEN_STATES:
        return None
    conversation = case.conversation
    place, values = place_values(session, conversation)
    for name, value in values.items():
        if value is not None and getattr(case, name) != value:
            setattr(case, name, value)
            wake(session, "desk")
    key = routing_key(place, conversation.nationality, case.urgency)
    before_desk, before_key = _last_routed(session, case)
    is_claimed = case.operator_id is not None or case.status not in UNCLAIMED
    if key == before_key or (is_claimed and key[:-1] == before_key[:-1]):
        return None
    route = choose_desk(session, place, case.topic, case.urgency, conversation.nationality, utcnow())
    if route.desk.code == before_desk or route.desk.id == case.desk_id:
        _clear_mark(case)
        if not is_claimed:
            case.route_why = route.why
        return None
    if is_claimed:
        _mark(session, case, route, why)
    else:
        _move(session, case, route, key, why)
    return route


def _move(session: Session, case: Case, route: Route, key: list[Any], why: str) -> None:
    before = session.get_one(Desk, case.desk_id)
    case.desk_id, case.desk = route.desk.id, route.desk
    case.route_why = route.why
    _clear_mark(case)
    record(
        session, case, "rerouted", "system",
        before=before.code, desk=route.desk.code, why=route.why, because=why, key=key,
        contact=route.contact.code if route.contact else None,
    )  # fmt: skip
    if case.urgency != "routine":
        ring(session, case, f"other place: {why}")


def _mark(session: Session, case: Case, route: Route, why: str) -> None:
    if case.marks.get(OTHER_PLACE) == route.desk.code:
        return
    case.marks = {**case.marks, OTHER_PLACE: route.desk.code}
    record(session, case, OTHER_PLACE, "system", desk=route.desk.code, why=route.why, because=why)


def _clear_mark(case: Case) -> None:
    if OTHER_PLACE in case.marks:
        case.marks = {name: value for name, value in case.marks.items() if name != OTHER_PLACE}


def _last_routed(session: Session, case: Case) -> tuple[str, list[Any]]:
    """Return the desk that routing chose last, and what it hung on."""
    data = session.scalars(
        select(CaseEvent.data)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind.in_(("routed", "rerouted")))
        .order_by(CaseEvent.id.desc())
        .limit(1)
    ).first()
    return str((data or {}).get("desk", "")), list((data or {}).get("key") or [])
