"""Reads cases for other systems: lists, one case, its messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from bot.api.disclosure import visible, withheld
from bot.api.problems import Problem
from bot.api.shapes import CaseOut, MessageOut, Position, Status, Urgency
from bot.api.tokens import Caller
from bot.cases.codes import near_codes
from bot.cases.lookup import case_of_code
from bot.store.tables import Case, CaseEvent, Desk, Incident, Message


@dataclass(frozen=True)
class CaseFilter:
    """What a list is narrowed to; everything that is None or empty lets all through."""

    status: Sequence[str] = ()
    urgency: Sequence[str] = ()
    topic: Sequence[str] = ()
    desk: str | None = None
    exercise: bool | None = None
    updated_since: datetime | None = None

    def key(self) -> str:
        """Text that two equal filters share; cursors are bound to it."""
        since = self.updated_since.isoformat() if self.updated_since else ""
        parts = (
            sorted(self.status),
            sorted(self.urgency),
            sorted(self.topic),
            self.desk,
            self.exercise,
            since,
        )
        return repr(parts)

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions in SQL."""
        found: list[ColumnElement[bool]] = []
        if self.status:
            found.append(Case.status.in_(self.status))
        if self.urgency:
            found.append(Case.urgency.in_(self.urgency))
        if self.topic:
            found.append(Case.topic.in_(self.topic))
        if self.desk is not None:
            found.append(Case.desk_id.in_(select(Desk.id).where(Desk.code == self.desk)))
        if self.exercise is not None:
            found.append(Case.exercise == self.exercise)
        if self.updated_since is not None:
            found.append(exists().where(CaseEvent.case_id == Case.id, CaseEvent.at >= self.updated_since))
        return found


def list_cases(
    session: Session, caller: Caller, chosen: CaseFilter, after: int, limit: int
) -> tuple[list[CaseOut], int | None]:
    """Return a page of cases, the oldest first, and the row that the next page begins after."""
    rows = session.scalars(
        select(Case)
        .where(visible(caller), Case.id > after, *chosen.conditions())
        .order_by(Case.id)
        .limit(limit + 1)
    ).all()
    page = rows[:limit]
    return _shown(session, caller, page), page[-1].id if len(rows) > limit else None


def one_case(session: Session, caller: Caller, code: str) -> CaseOut:
    """Return one case.

    Raises:
        Problem: 404, also for a case that is not this caller's to see.
    """
    return _shown(session, caller, [find_case(session, caller, code)])[0]


def find_case(session: Session, caller: Caller, code: str) -> Case:
    """Return the row of a case by its code, upper or lower case, with or without dashes.

    Raises:
        Problem: 404, also for a case that is not this caller's to see.
    """
    case = case_of_code(session, code)
    if case is not None and session.scalar(select(Case.id).where(Case.id == case.id, visible(caller))):
        return case
    meant = session.scalars(
        select(Case.code).where(Case.code.in_(near_codes(code)), visible(caller)).order_by(Case.code).limit(5)
    ).all()
    hint = (
        f"Did you mean {' or '.join(meant)}?"
        if meant
        else "Check the code; read it out anew if it was told by phone."
    )
    raise Problem(
        404, "no-such-case", "There is no such case for this token",
        "No case has this code, or it belongs to a desk that the token is not for.", hint,
        did_you_mean=list(meant) or None,
    )  # fmt: skip


def list_messages(
    session: Session, caller: Caller, code: str, after: int, limit: int
) -> tuple[list[MessageOut], int | None]:
    """Return a page of what was said in a case, the oldest first; lines that were never sent are left out.

    Raises:
        Problem: 404 for a case that is not there, 403 for one whose words this caller may not read.
    """
    case = find_case(session, caller, code)
    if "messages" in withheld(session, caller, case):
        raise Problem(
            403, "no-consent", "The words of this person are not given out",
            "Nobody consented to it: the person may be watched, or the transfer does not list messages.",
            "Ask the desk that holds the case; it asks the person, recipient by recipient.",
        )  # fmt: skip
    rows = session.scalars(
        select(Message)
        .where(
            Message.conversation_id == case.conversation_id,
            Message.id > after,
            Message.suppressed.is_(False),
            Message.author != "system",
            (Message.case_id == case.id) | (Message.created_at >= case.opened_at),
        )
        .order_by(Message.id)
        .limit(limit + 1)
    ).all()
    page = rows[:limit]
    return [_message(row) for row in page], page[-1].id if len(rows) > limit else None


def _shown(session: Session, caller: Caller, cases: Sequence[Case]) -> list[CaseOut]:
    ids = [case.id for case in cases]
    touched = _pairs(
        session,
        select(CaseEvent.case_id, func.max(CaseEvent.at))
        .where(CaseEvent.case_id.in_(ids))
        .group_by(CaseEvent.case_id),
    )
    incidents = _pairs(
        session,
        select(Incident.id, Incident.code).where(Incident.id.in_([case.incident_id for case in cases])),
    )
    originals = _pairs(
        session, select(Case.id, Case.code).where(Case.id.in_([case.duplicate_of_id for case in cases]))
    )
    return [
        _case(
            case, withheld(session, caller, case), touched.get(case.id, case.opened_at), incidents, originals
        )
        for case in cases
    ]


def _pairs(session: Session, query: Any) -> dict[int, Any]:
    return dict(session.execute(query).all())


def _case(
    case: Case,
    hidden: frozenset[str],
    updated_at: datetime,
    incidents: dict[int, str],
    originals: dict[int, str],
) -> CaseOut:
    given: dict[str, Any] = {
        "place": case.place or case.conversation.place,
        "position": _position(case),
        "reason": case.reason or None,
        "outcome": case.outcome,
        "language": case.language or case.conversation.language,
        "nationality": case.nationality,
        "vulnerable": [str(word) for word in case.vulnerable],
        "facts": coded(case.facts),
        "incident": incidents.get(case.incident_id or 0),
        "country": case.country,
    }
    known = {name for name, value in given.items() if value}
    taken_out = {name for name in given if ("place" if name in ("position", "country") else name) in hidden}

    def told(name: str) -> Any:
        return None if name in taken_out else given[name]

    partner = case.marks.get("partner_status")
    return CaseOut(
        code=case.code,
        status=cast(Status, case.status),
        topic=case.topic,
        urgency=cast(Urgency, case.urgency),
        desk=case.desk.code,
        watched=case.watched,
        do_not_call=bool(case.marks.get("do_not_call") or case.contact_rule.get("do_not_call")),
        contact_rule=case.contact_rule,
        exercise=case.exercise,
        opened_at=case.opened_at,
        updated_at=updated_at,
        claimed_at=case.claimed_at,
        first_human_at=case.first_human_at,
        closed_at=case.closed_at,
        outcome_code=case.outcome_code,
        duplicate_of=originals.get(case.duplicate_of_id or 0),
        partner_status=partner.get("status") if isinstance(partner, dict) else None,
        withheld=sorted(known & taken_out),
        place=told("place"),
        position=told("position"),
        reason=told("reason"),
        outcome=told("outcome"),
        language=told("language"),
        nationality=told("nationality"),
        vulnerable=told("vulnerable") or [],
        facts=told("facts") or {},
        incident=told("incident"),
        country=told("country"),
    )


def coded(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the coded part of facts: numbers, yes and no, and codes beside which words are stored."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        code = value.get("code") if isinstance(value, dict) else value
        if isinstance(code, bool | int | float) or (isinstance(value, dict) and isinstance(code, str)):
            found[name] = code
    return found


def _position(case: Case) -> Position | None:
    if case.latitude is None or case.longitude is None:
        return None
    return Position(case.latitude, case.longitude, case.accuracy_m)


def _message(row: Message) -> MessageOut:
    shared = row.content.get("position")
    position = (
        Position(shared["latitude"], shared["longitude"], shared.get("accuracy_m"))
        if isinstance(shared, dict)
        else None
    )
    direction: Literal["in", "out"] = "in" if row.direction == "in" else "out"
    return MessageOut(
        row.id,
        row.sent_at or row.created_at,
        direction,
        row.author,
        row.kind,
        row.text,
        row.language,
        position,
    )
