"""Reads one snapshot of a case. EIDO, CAP, the API and print all use it, so that they never disagree."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from bot.cases.contact import contact_rule_of
from bot.cases.formats import case_types as types
from bot.cases.formats.facts import read_facts
from bot.cases.lookup import case_of_code
from bot.cases.vital_interest import state_of
from bot.reference.clocks import HOME_ZONE
from bot.reference.geo import country_at
from bot.store.tables import (
    Case,
    CaseEvent,
    CasePerson,
    Consent,
    Conversation,
    Deadline,
    Desk,
    Incident,
    Message,
    Transfer,
    User,
)

BEFORE_OPENING = timedelta(minutes=10)
"""Lines this much older than the case belong to it: the cry that opened it, and what led to it."""


class NoSuchCase(LookupError):
    """No case has this code; the text says what to do."""


def read_case(session: Session, code: str, *, messages: bool = False) -> types.CaseData:
    """Return a case as it stands, all parts of one moment.

    On PostgreSQL a session that has not begun yet is set to read one snapshot; SQLite always does. A caller
    that writes in the same transaction locks the case first.

    Args:
        code: as people write it, upper case or not, with or without dashes.
        messages: with the lines of the conversation.

    Raises:
        NoSuchCase: there is none.
    """
    if not session.in_transaction() and session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    case = find_case(session, code)
    conversation = case.conversation
    events = _events(session, case)
    return types.CaseData(
        code=case.code,
        topic=case.topic,
        urgency=case.urgency,
        status=case.status,
        watched=case.watched or conversation.watched,
        exercise=case.exercise,
        reason=case.reason,
        route_why=case.route_why,
        desk=desk_data(case.desk),
        operator=_operator(session, case),
        place=_place(case, conversation),
        thread=_thread(conversation),
        language=case.language or conversation.language,
        nationality=case.nationality or conversation.nationality,
        vulnerable=tuple(str(one) for one in case.vulnerable),
        contact_rule=_contact_rule(case),
        marks=tuple(sorted(name for name, value in case.marks.items() if value)),
        people=_people(session, case, conversation),
        facts=read_facts(case.facts),
        timeline=events,
        messages=_messages(session, case) if messages else (),
        incident=_incident(session, case),
        duplicate_of=_code_of(session, case.duplicate_of_id),
        consents=_consents(session, case),
        transfers=_transfers(session, case),
        deadlines=_deadlines(session, case),
        opened_at=case.opened_at,
        changed_at=max([case.opened_at, *(event.at for event in events)]),
        claimed_at=case.claimed_at,
        first_human_at=case.first_human_at,
        closed_at=case.closed_at,
        outcome=case.outcome,
        outcome_code=case.outcome_code,
    )


def find_case(session: Session, code: str) -> Case:
    """Return the case of a code.

    Raises:
        NoSuchCase: there is none.
    """
    case = case_of_code(session, code)
    if case is None:
        raise NoSuchCase(f"No case has the code '{code.strip()}'. Check it letter by letter, then try again.")
    return case


def desk_data(desk: Desk) -> types.DeskData:
    """Return what a format needs of a desk."""
    coverage = desk.coverage
    countries = tuple(str(country) for country in coverage.get("countries", []))
    state = state_of(desk.kind, coverage)
    zone = str(coverage.get("timezone") or HOME_ZONE)
    return types.DeskData(desk.code, desk.name, desk.kind, state, countries, zone)


def _operator(session: Session, case: Case) -> types.OperatorData | None:
    user = session.get(User, case.operator_id) if case.operator_id else None
    return types.OperatorData(user.login, user.name) if user else None


def _place(case: Case, conversation: Conversation) -> types.PlaceData:
    """The case's own place; what the conversation knows fills it while the case has none."""
    is_own = case.latitude is not None and case.longitude is not None
    latitude = case.latitude if is_own else conversation.latitude
    longitude = case.longitude if is_own else conversation.longitude
    sent = (conversation.latitude, conversation.longitude)
    country = case.country or conversation.country
    stands_in = country_at(latitude, longitude) if latitude is not None and longitude is not None else None
    return types.PlaceData(
        country=country,
        latitude=latitude,
        longitude=longitude,
        accuracy_m=case.accuracy_m if is_own else None,
        words=case.place or conversation.place or "",
        at=conversation.position_at if latitude is not None and (latitude, longitude) == sent else None,
        source="position" if latitude is not None else conversation.country_source,
        is_elsewhere=None not in (country, stands_in) and country != stands_in,
    )


def _thread(conversation: Conversation) -> types.ThreadData:
    identity = conversation.identity
    return types.ThreadData(
        channel=identity.channel,
        display_name=identity.display_name,
        phone=identity.phone,
        language=conversation.language,
        script=conversation.script,
        reachable=identity.reachable,
        last_inbound_at=conversation.last_inbound_at,
    )


def _contact_rule(case: Case) -> types.ContactRule:
    rule = contact_rule_of(case)
    hours = ", ".join(f"{start}–{end}" for start, end in rule.hours)
    return types.ContactRule(rule.do_not_call, rule.never_unprompted, rule.channel, hours, rule.words)


def _people(session: Session, case: Case, conversation: Conversation) -> tuple[types.PersonData, ...]:
    """The persons noted; who writes is the reporter until somebody says otherwise."""
    rows = session.scalars(
        select(CasePerson).where(CasePerson.case_id == case.id).order_by(CasePerson.id)
    ).all()
    identity = conversation.identity
    roles = {row.role for row in rows}
    # The number of the thread is the phone owner's: the reporter, unless somebody else is noted.
    holder = "owner" if "owner" in roles else "reporter"
    people = [
        types.PersonData(
            row.id,
            row.role,
            row.name,
            row.relation,
            row.nationality,
            row.is_minor,
            row.phone or (identity.phone if row.role == holder else None),
            read_facts(row.facts),
        )
        for row in rows
    ]
    if "reporter" not in roles:
        phone = identity.phone if holder == "reporter" else None
        people.insert(0, types.PersonData(0, "reporter", identity.display_name, phone=phone))
    return tuple(people)


def _events(session: Session, case: Case) -> tuple[types.EventData, ...]:
    rows = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id))
    return tuple(types.EventData(row.id, row.kind, row.actor, row.at, dict(row.data)) for row in rows)


def _messages(session: Session, case: Case) -> tuple[types.MessageData, ...]:
    """Lines of this case, and those of no case while it was open. Lines held back were never said."""
    unassigned = [Message.case_id.is_(None), Message.created_at >= case.opened_at - BEFORE_OPENING]
    if case.closed_at is not None:
        unassigned.append(Message.created_at <= case.closed_at)
    rows = session.scalars(
        select(Message)
        .where(
            Message.conversation_id == case.conversation_id,
            Message.suppressed.is_(False),
            or_(Message.case_id == case.id, and_(*unassigned)),
        )
        .order_by(Message.id)
    )
    return tuple(
        types.MessageData(
            row.id, row.direction, row.author, row.kind, row.text, row.language, row.sent_at or row.created_at
        )
        for row in rows
    )


def _incident(session: Session, case: Case) -> types.IncidentData | None:
    incident = session.get(Incident, case.incident_id) if case.incident_id else None
    if incident is None:
        return None
    others = session.scalars(
        select(Case.code).where(Case.incident_id == incident.id, Case.id != case.id).order_by(Case.id)
    )
    return types.IncidentData(incident.code, incident.topic, incident.place, tuple(others))


def _code_of(session: Session, case_id: int | None) -> str | None:
    return session.scalar(select(Case.code).where(Case.id == case_id)) if case_id else None


def _consents(session: Session, case: Case) -> tuple[types.ConsentData, ...]:
    rows = session.scalars(select(Consent).where(Consent.case_id == case.id).order_by(Consent.id))
    return tuple(
        types.ConsentData(row.id, row.recipient, row.ground, row.state, row.reason, row.answered_at)
        for row in rows
    )


def _transfers(session: Session, case: Case) -> tuple[types.TransferData, ...]:
    sender, receiver = aliased(Desk), aliased(Desk)
    rows = session.execute(
        select(Transfer, sender.code, receiver.code)
        .join(sender, sender.id == Transfer.from_desk_id)
        .join(receiver, receiver.id == Transfer.to_desk_id)
        .where(Transfer.case_id == case.id)
        .order_by(Transfer.id)
    ).all()
    return tuple(
        types.TransferData(
            row.id,
            from_code,
            to_code,
            row.state,
            row.reason,
            tuple(str(field) for field in row.fields),
            row.made_at,
            row.answered_at,
        )
        for row, from_code, to_code in rows
    )


def _deadlines(session: Session, case: Case) -> tuple[types.DeadlineData, ...]:
    rows = session.scalars(select(Deadline).where(Deadline.case_id == case.id).order_by(Deadline.due_at))
    return tuple(types.DeadlineData(row.kind, row.due_at, row.note, row.done_at) for row in rows)
