"""The file of one case: who, where, what is known, what happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.contact import contact_rule_of
from bot.cases.intake import FiledFile, IntakeRow, files_of, intake_of
from bot.cases.ownership import CLAIMABLE
from bot.cases.people import people_of
from bot.cases.priority import Priority, priority
from bot.desk.queries.deadlines import Deadlines, deadlines
from bot.desk.queries.queue import HELD, waiting_since, write_until
from bot.desk.queries.second_phones import SecondPhone, second_phones
from bot.desk.queries.transcript import SHOWN, Line, transcript
from bot.desk.visibility import find_case, visible_cases
from bot.engine.place_change import wrong_country
from bot.store.base import utcnow
from bot.store.tables import Case, CaseEvent, CasePerson, Message, User
from bot.store.tables.cases import OPEN_STATES

WINDOW = timedelta(hours=24)
"""WhatsApp lets one write freely for this long after the person's last message."""


@dataclass(frozen=True)
class CaseFile:
    """Everything that the page of a case shows."""

    case: Case
    holder: User | None
    is_mine: bool
    can_claim: bool
    waiting_since: datetime | None
    write_until: datetime | None
    window_until: datetime | None
    """End of the messaging window; None where the platform has none."""
    lines: list[Line]
    has_earlier: bool
    history: list[CaseEvent]
    others: list[Case]
    """Other cases of the same conversation that this person may see, open ones first."""
    intake: list[IntakeRow] = field(default_factory=list)
    files: list[FiledFile] = field(default_factory=list)
    people: list[CasePerson] = field(default_factory=list)
    deadlines: Deadlines = field(default_factory=Deadlines)
    phones: list[SecondPhone] = field(default_factory=list)
    """Other phones that gave the code of the case and wrote to it."""
    wrong_country: str | None = None
    """The country whose numbers the person has and where they are not any more."""
    numbers_again: str = ""
    """The line that would put that right; empty when there is nothing to put right."""

    @property
    def is_open(self) -> bool:
        """Whether the case still needs somebody."""
        return self.case.status in OPEN_STATES

    @property
    def window_closed(self) -> bool:
        """Whether a line written now would be held by the platform."""
        return self.window_until is not None and self.window_until <= utcnow()

    @property
    def priority(self) -> Priority:
        """How pressing the case is, with the reasons."""
        return priority(self.case, utcnow(), self.waiting_since)

    @property
    def never_unprompted(self) -> bool:
        """Whether a line that the person did not ask for may put them in danger."""
        return contact_rule_of(self.case).never_unprompted

    @property
    def do_not_call(self) -> bool:
        """Whether a call may put the person in danger."""
        return bool(self.case.marks.get("do_not_call")) or self.case.conversation.silent


def case_file(session: Session, user: User, code: str, *, limit: int = SHOWN) -> CaseFile | None:
    """Return the file of a case; None when there is none, or not for this person."""
    case = find_case(session, user, code)
    if case is None:
        return None
    conversation = case.conversation
    lines, has_earlier = transcript(session, conversation.id, limit=limit)
    is_mine = case.operator_id == user.id and case.status in HELD
    window_until = None
    if conversation.identity.channel == "whatsapp":
        window_until = (conversation.last_inbound_at or case.opened_at) + WINDOW
    history = list(
        session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id.desc()))
    )
    return CaseFile(
        case=case,
        holder=session.get(User, case.operator_id) if case.operator_id else None,
        is_mine=is_mine,
        can_claim=case.status in CLAIMABLE,
        waiting_since=waiting_since(case, _unanswered_time(session, case)),
        write_until=write_until(case),
        window_until=window_until,
        lines=lines,
        has_earlier=has_earlier,
        history=history,
        others=_others(session, user, case),
        intake=intake_of(case),
        files=files_of(session, case),
        people=people_of(session, case),
        deadlines=deadlines(session, user, case),
        phones=second_phones(session, case, history),
        wrong_country=wrong_country(session, case) if is_mine else None,
    )


def _unanswered_time(session: Session, case: Case) -> dict[int, datetime]:
    mark = str(case.marks.get("unanswered", ""))
    message = session.get(Message, int(mark)) if mark.isdigit() else None
    return {message.id: message.created_at} if message is not None else {}


def _others(session: Session, user: User, case: Case) -> list[Case]:
    found = session.scalars(
        select(Case)
        .where(Case.conversation_id == case.conversation_id, Case.id != case.id, visible_cases(user))
        .order_by(Case.id.desc())
        .limit(20)
    ).all()
    return sorted(found, key=lambda other: other.status not in OPEN_STATES)


def held_critical(session: Session, user: User) -> list[Case]:
    """Return the critical cases that a person holds now."""
    return list(
        session.scalars(
            select(Case)
            .where(
                Case.operator_id == user.id,
                Case.urgency == "critical",
                Case.status.in_(HELD),
            )
            .order_by(Case.id)
        )
    )
