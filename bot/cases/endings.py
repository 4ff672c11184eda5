"""Cancel, close and reopen. What ends here always ends by a person, with a reason."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.cases.ladder import ring
from bot.cases.locking import lock_case
from bot.cases.outcomes import CODES, OutcomeNeeded
from bot.cases.ownership import NotYours
from bot.cases.states import ENDED, IllegalChange, change, needs_care
from bot.cases.voice import end_handover, open_handover, release
from bot.store.tables import Case, User
from bot.store.tables.cases import OPEN_STATES


def cancel(session: Session, case_id: int, user: User, reason: str, checked: bool) -> Case:
    """Take a case back as a false alarm.

    A critical or watched one only by who holds it and has asked a neutral check question: "she is fine,
    close it" may be written by the one she is afraid of.

    Args:
        checked: the operator has asked the neutral question and the answer was right.

    Raises:
        IllegalChange: it was not checked, has no reason, or has ended already.
        NotYours: somebody else holds it, or nobody does and it is critical or watched.
    """
    case = _for_ending(session, case_id, user)
    held = case.operator_id == user.id
    marks = dict(case.marks)
    if needs_care(case) and not (checked and held):
        if not held:
            raise NotYours(f"Case {case.code} is critical or watched: claim it and ask before you cancel it.")
        raise IllegalChange(
            f"Case {case.code} is critical or watched: ask a neutral check question first, then cancel it."
        )
    if checked:
        case.marks = {**marks, "neutral_check": user.login}
    try:
        change(session, case, "cancelled", user.login, reason, checked=checked)
    except IllegalChange:
        case.marks = marks
        raise
    _let_go(session, case, user, reason, "false_alarm", "resolved", held)
    return case


def close(session: Session, case_id: int, user: User, reason: str, outcome_code: str | None = None) -> Case:
    """File a resolved case, or end a waiting one that needs nothing more.

    Raises:
        IllegalChange: it is critical or watched and not resolved, has no reason, or has ended already.
        NotYours: somebody else holds it.
        OutcomeNeeded: the code is unknown.
    """
    if outcome_code is not None and outcome_code not in CODES:
        raise OutcomeNeeded(f"{outcome_code} is no outcome. Choose one of: {', '.join(CODES)}.")
    case = _for_ending(session, case_id, user)
    was_open, held = case.status in OPEN_STATES, case.operator_id == user.id
    change(session, case, "closed", user.login, reason)
    if was_open:
        _let_go(session, case, user, reason, outcome_code, "resolved", held)
    elif outcome_code is not None:
        case.outcome_code = outcome_code
    return case


def reopen(session: Session, case_id: int, user: User, reason: str) -> Case:
    """Open an ended case again under its old code; an urgent or critical one rings.

    Raises:
        IllegalChange: it is open, has no reason, or the same matter is open under another code.
    """
    case = _locked(session, case_id)
    if case.status not in ENDED:
        raise IllegalChange(f"Case {case.code} is {case.status}: it is open already.")
    other = session.scalars(
        select(Case).where(
            Case.conversation_id == case.conversation_id,
            Case.kind == case.kind,
            Case.exercise == case.exercise,
            Case.status.in_(OPEN_STATES),
        )
    ).first()
    if other is not None:
        raise IllegalChange(f"The same matter is open as case {other.code}. Go on there.")
    before = {"outcome": case.outcome, "outcome_code": case.outcome_code}
    try:
        with session.begin_nested():
            change(session, case, "new", user.login, reason, kind="reopened", before=before)
            case.operator_id = case.claimed_at = case.outcome = case.outcome_code = None
            case.duplicate_of_id = case.first_human_at = None
            case.marks = {key: value for key, value in case.marks.items() if key not in ENDING_MARKS}
            session.flush()
    except IntegrityError:
        session.refresh(case)
        raise IllegalChange("The same matter was opened anew just now. Look at the queue.") from None
    open_handover(session, case)
    if case.urgency != "routine":
        ring(session, case, f"reopened: {reason}")
    return case


ENDING_MARKS = ("neutral_check", "unanswered", "cancel_asked", "rings_with")
"""Marks of the life that ended; they say nothing about the one that begins."""


def _for_ending(session: Session, case_id: int, user: User) -> Case:
    case = _locked(session, case_id)
    if case.operator_id not in (None, user.id) and case.status in OPEN_STATES:
        holder = session.get_one(User, case.operator_id)
        raise NotYours(f"{holder.name} holds case {case.code}. Ask {holder.name} to end it.")
    return case


def _locked(session: Session, case_id: int) -> Case:
    case = lock_case(session, case_id)
    if case is None:
        raise NotYours("This case does not exist. Go back to the queue.")
    return case


def _let_go(
    session: Session, case: Case, user: User, outcome: str, code: str | None, end: str, held: bool
) -> None:
    case.outcome, case.outcome_code = outcome, code
    end_handover(session, case, end)
    if held:
        release(session, case, user.login)
