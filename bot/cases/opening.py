"""How a case comes to be: the only way, safe against two at once."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.cases.alone import alone
from bot.cases.codes import make_code
from bot.cases.drills.channel import is_exercise
from bot.cases.history import record
from bot.cases.incident_rings import ring_or_join
from bot.cases.incidents import look_for_incident
from bot.cases.ladder import ring
from bot.cases.rerouting import place_values, reroute, routing_key
from bot.cases.routing import choose_desk
from bot.store.base import utcnow
from bot.store.tables import Case, Conversation, Handover
from bot.store.tables.cases import OPEN_STATES

RANK = {"routine": 0, "urgent": 1, "critical": 2}


def open_or_join_case(
    session: Session,
    conversation: Conversation,
    topic: str,
    urgency: str,
    reason: str,
    *,
    watched: bool = False,
    exercise: bool = False,
    facts: dict[str, Any] | None = None,
) -> tuple[Case, bool]:
    """Open a case for this matter, or join the open one. Returns the case and whether it is new.

    Critical and urgent cases ring, unless their incident is attended already and they are in no danger
    apart from it; routine ones wait in the queue without a sound. A joined case whose urgency rises
    rings again; it never falls here. The partial unique index decides when two come at once.
    """
    exercise = exercise or is_exercise(session, conversation)
    case, is_new = _insert_or_find(session, conversation, topic, urgency, reason, watched, exercise)
    if facts:
        case.facts = {**case.facts, **facts}
    if is_new:
        session.add(Handover(conversation_id=conversation.id, case_id=case.id, reason=reason))
        record(session, case, "opened", "system", reason=reason, urgency=urgency)
        # By itself: whatever goes wrong among the other cases of an event, this one rings.
        alone(session, case, "incident", partial(look_for_incident, session, case))
        if urgency != "routine":
            ring_or_join(session, case, "case")
        return case, True
    rises = RANK[urgency] > RANK[case.urgency]
    if rises:
        case.urgency = urgency
        case.reason = reason
    record(session, case, "raised" if rises else "joined", "system", reason=reason, urgency=urgency)
    if rises:
        before = case.desk_id
        reroute(session, case, f"now {urgency}")
        if case.desk_id == before and urgency != "routine":  # A desk that it moved to rings already.
            ring(session, case, "case")
    return case, False


def open_cases(session: Session, conversation_id: int) -> list[Case]:
    """Return the open cases of a conversation, the most urgent first, then the newest."""
    cases = session.scalars(
        select(Case).where(Case.conversation_id == conversation_id, Case.status.in_(OPEN_STATES))
    ).all()
    return sorted(cases, key=lambda case: (-RANK[case.urgency], -case.id))


def _insert_or_find(
    session: Session,
    conversation: Conversation,
    topic: str,
    urgency: str,
    reason: str,
    watched: bool,
    exercise: bool,
) -> tuple[Case, bool]:
    same_matter = select(Case).where(
        Case.conversation_id == conversation.id,
        Case.kind == topic,
        Case.exercise == exercise,
        Case.status.in_(OPEN_STATES),
    )
    # "of": the joined row of the desk must not be locked, or all who cry to one desk wait for each other.
    locked = same_matter.with_for_update(of=Case).execution_options(populate_existing=True)
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for attempt in count():
        existing = session.scalars(locked).first()
        if existing is not None:
            return existing, False
        place, known = place_values(session, conversation)
        route = choose_desk(session, place, topic, urgency, conversation.nationality, utcnow())
        values = {
            "code": make_code(route.desk.prefix, attempt),
            "conversation_id": conversation.id,
            "kind": topic,
            "topic": topic,
            "urgency": urgency,
            "watched": watched,
            "exercise": exercise,
            "desk_id": route.desk.id,
            "reason": reason,
            "route_why": route.why,
            "language": conversation.language,
            "marks": {"do_not_call": True} if conversation.silent else {},
            "opened_at": utcnow(),
            **known,
        }
        statement = dialect.insert(Case).values(**values).on_conflict_do_nothing().returning(Case.id)
        new_id = session.execute(statement).scalar()
        if new_id is not None:
            case = session.get_one(Case, new_id)
            record(
                session, case, "routed", "system",
                desk=route.desk.code, why=route.why,
                key=routing_key(place, conversation.nationality, urgency),
                contact=route.contact.code if route.contact else None,
                also=[desk.code for desk in route.also],
            )  # fmt: skip
            return case, True
        # Somebody else opened the same matter, or the random code exists: look again.
    raise AssertionError("unreachable")
