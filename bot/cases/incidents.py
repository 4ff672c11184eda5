"""Several cases of one event: proposed by place, kind and hour; linked and unlinked, never merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import cos, radians

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, lazyload

from bot.cases.codes import make_code
from bot.cases.history import record
from bot.cases.incident_rings import settle
from bot.cases.same_place import NEAR_KM, Spot, place_of_case, position_of_case, same_spot, spot_of
from bot.cases.states import IllegalChange
from bot.reference.geometry import position_of
from bot.store.base import utcnow
from bot.store.tables import Case, Conversation, Incident
from bot.store.tables.cases import OPEN_STATES

WITHIN = timedelta(minutes=60)
AT_ONCE = 3
"""From so many cases on they are linked without a person."""
EVENTS = (
    "emergency_fire", "emergency_accident", "emergency_disaster", "emergency_rescue", "emergency_conflict",
)  # fmt: skip
"""Kinds that have many callers. Two people ill in one mall are two matters, until somebody links them."""
PREFIX = "INC"
LOOKED_AT = 200
"""Newest cases of the hour, near as far as positions tell, whose places are compared."""
NAMED = 20
"""Newest of those at one place that are named, and locked when they are linked: an event may have hundreds."""
KM_PER_DEGREE = 110.5
"""Of latitude, at the least."""


@dataclass(frozen=True)
class Suggestion:
    """Cases that look like the same event as one case, and the incident some of them are in already."""

    cases: tuple[Case, ...]
    incident_id: int | None
    why: str


def suggest_incident(session: Session, case: Case) -> Suggestion | None:
    """Return the open cases of the same kind, place and hour; None when there are none.

    Watched cases are left out: linking shows one person's case to another's operator, a human decides that.
    """
    if case.watched or case.duplicate_of_id is not None:
        return None
    if position_of_case(case) is None and not place_of_case(case):
        return None
    here = spot_of(case)
    rows = session.execute(
        select(
            Case.id, Case.incident_id, Case.country,
            Case.latitude, Case.longitude, Conversation.latitude, Conversation.longitude,
            Case.place, Conversation.place,
        )
        .join(Conversation, Conversation.id == Case.conversation_id)
        .where(
            Case.id != case.id,
            Case.topic == case.topic,
            Case.exercise == case.exercise,
            Case.watched.is_(False),
            Case.status.in_(OPEN_STATES),
            Case.conversation_id != case.conversation_id,
            Case.opened_at.between(case.opened_at - WITHIN, case.opened_at + WITHIN),
            _may_be_near(here),
        )
        .order_by(Case.id.desc())
        .limit(LOOKED_AT)
    )  # fmt: skip
    found: dict[int, str] = {}
    incidents: list[int | None] = []
    for case_id, incident_id, country, lat, lon, talk_lat, talk_lon, place, talk_place in rows:
        position = position_of((lat, lon)) or position_of((talk_lat, talk_lon))
        why = same_spot(here, Spot(position, place or talk_place or "", country))
        if why:
            found[case_id] = why
            incidents.append(incident_id)
    if not found:
        return None
    newest = list(found)[:NAMED]
    cases = session.scalars(select(Case).where(Case.id.in_(newest)).order_by(Case.id)).all()
    return Suggestion(tuple(cases), _incident_of(incidents), found[cases[0].id])


def _may_be_near(here: Spot) -> ColumnElement[bool]:
    """Leave out what has a position outside a box around this one; without a position names decide."""
    if here.position is None:
        return true()
    latitude, longitude = here.position
    north = NEAR_KM / KM_PER_DEGREE
    # Towards the poles a degree of longitude is short, down to nothing: there latitude alone bounds it.
    east = north / max(cos(radians(latitude)), 0.001)
    is_inside: ColumnElement[bool] = Case.latitude.between(latitude - north, latitude + north)
    if abs(longitude) + east < 180:
        is_inside &= Case.longitude.between(longitude - east, longitude + east)
    return or_(Case.latitude.is_(None), Case.longitude.is_(None), is_inside)


def look_for_incident(session: Session, case: Case) -> Incident | None:
    """Propose an incident for a case, or link it at once when three or more speak of one event.

    Called when a case is opened and when its place becomes known. Returns the incident it is in now.
    """
    if case.incident_id is not None:
        return session.get(Incident, case.incident_id)
    suggestion = suggest_incident(session, case)
    if suggestion is None:
        return None
    if case.topic in EVENTS and len(suggestion.cases) + 1 >= AT_ONCE:
        return _link_at_once(session, case, suggestion)
    codes = sorted(other.code for other in suggestion.cases)
    if case.marks.get("incident_suggested") != codes:
        case.marks = {**case.marks, "incident_suggested": codes}
        record(session, case, "incident_suggested", "system", codes=codes, why=suggestion.why)
    return None


def _link_at_once(session: Session, case: Case, suggestion: Suggestion) -> Incident:
    """Link with the others locked: of two who report at once the second finds the incident of the first."""
    others = session.scalars(
        select(Case)
        .where(Case.id.in_([other.id for other in suggestion.cases]))
        .order_by(Case.id)
        .options(lazyload(Case.desk))  # See bot/cases/locking.py.
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    ).all()
    incident_id = _incident_of([other.incident_id for other in others])
    fitting = [other for other in others if other.incident_id in (None, incident_id)]
    incident = session.get(Incident, incident_id) if incident_id is not None else None
    return link(session, [*fitting, case], "system", suggestion.why, incident=incident)


def _incident_of(incidents: Iterable[int | None]) -> int | None:
    """Return the incident that most cases are in."""
    counted = Counter(incident for incident in incidents if incident is not None)
    return counted.most_common(1)[0][0] if counted else None


def link(
    session: Session, cases: Sequence[Case], actor: str, why: str, *, incident: Incident | None = None
) -> Incident:
    """Put cases into one incident; a new one unless it is given. From then on it rings once.

    Raises:
        IllegalChange: fewer than two cases, an exercise among real ones, or a case of another incident.
    """
    wanted = list({case.id: case for case in cases}.values())
    if len(wanted) < (1 if incident else 2):
        raise IllegalChange("One case alone is no incident. Choose at least two.")
    exercise = incident.exercise if incident else wanted[0].exercise
    if any(case.exercise != exercise for case in wanted):
        raise IllegalChange("Exercises and real cases stay apart. Take the exercise out of the choice.")
    own = (None, incident.id if incident else None)
    taken = next((case for case in wanted if case.incident_id not in own), None)
    if taken is not None:
        raise IllegalChange(f"Case {taken.code} is in another incident. Unlink it there first.")
    incident = incident or _make(session, wanted)
    joined = [case for case in wanted if case.incident_id is None]
    for case in joined:
        case.incident_id = incident.id
        case.marks = {key: value for key, value in case.marks.items() if key != "incident_suggested"}
        record(session, case, "incident_linked", actor, code=incident.code, why=why)
    session.flush()
    settle(session, incident.id, joined=joined)
    return incident


def unlink(session: Session, case: Case, actor: str, why: str) -> None:
    """Take a case out of its incident; when nobody attends it, it rings for itself.

    Raises:
        IllegalChange: it is in none.
    """
    incident = session.get(Incident, case.incident_id) if case.incident_id is not None else None
    if incident is None:
        raise IllegalChange(f"Case {case.code} is in no incident.")
    case.incident_id = None
    record(session, case, "incident_unlinked", actor, code=incident.code, why=why)
    session.flush()
    settle(session, incident.id, left=case)
    rest = session.scalar(select(Case.id).where(Case.incident_id == incident.id).limit(1))
    if rest is None:
        incident.closed_at = utcnow()


def _make(session: Session, cases: Sequence[Case]) -> Incident:
    first = min(cases, key=lambda case: case.opened_at)
    position = next((found for case in cases if (found := position_of_case(case)) is not None), (None, None))
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    values = {
        "topic": first.topic, "country": first.country, "exercise": first.exercise,
        "opened_at": first.opened_at,
        "place": next((place for case in cases if (place := place_of_case(case))), ""),
        "latitude": position[0], "longitude": position[1],
    }  # fmt: skip
    attempt = 0
    while True:
        code = make_code(PREFIX, attempt)
        insert = dialect.insert(Incident).values(code=code, **values).on_conflict_do_nothing()
        made = session.scalar(insert.returning(Incident.id))
        if made is not None:
            return session.get_one(Incident, made)
        attempt += 1
