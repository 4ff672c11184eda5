"""Two cases of one matter: one is closed and points to the other, which takes over its gravity."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.cases.ladder import ring
from bot.cases.locking import lock_two
from bot.cases.opening import RANK
from bot.cases.outcomes import is_senior
from bot.cases.ownership import NotYours
from bot.cases.states import IllegalChange, change, needs_care
from bot.cases.voice import end_handover, release
from bot.store.tables import Case, Message, User
from bot.store.tables.cases import OPEN_STATES


class DuplicateRefused(IllegalChange):
    """These two cases cannot become one; the text says why.

    ``code``: itself, ended, drill or supervisor, for those who say it in another language.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def mark_duplicate(session: Session, case: Case, of: Case, user: User, reason: str = "") -> Case:
    """Close a case as a duplicate; its messages point to the other, and its code leads there.

    A critical or watched case of another person is another person in danger until a supervisor says
    otherwise: "the same fire" may be two people in it.

    Raises:
        DuplicateRefused: this cannot be a duplicate of that; nothing was changed.
        IllegalChange: the case cannot be closed now; nothing was changed.
        NotYours: somebody else holds it.
    """
    locked, other = lock_two(session, case.id, of.id)
    if locked is None or other is None:
        raise NotYours("This case does not exist. Go back to the queue.")
    _refuse(session, locked, other, user)
    held = locked.operator_id == user.id and locked.status in OPEN_STATES
    was = locked.duplicate_of_id
    locked.duplicate_of_id = other.id
    words = reason.strip() or f"the same matter as {other.code}"
    try:
        change(session, locked, "closed", user.login, words, kind="duplicate", of=other.code)
    except IllegalChange:
        locked.duplicate_of_id = was
        raise
    locked.outcome, locked.outcome_code = words, "duplicate"
    session.execute(
        update(Message)
        .where(Message.case_id == locked.id)
        .values(case_id=other.id)
        .execution_options(synchronize_session=False)
    )
    end_handover(session, locked, "resolved")
    if held:
        release(session, locked, user.login)
    _take_over(session, locked, other, user)
    return locked


def _refuse(session: Session, case: Case, of: Case, user: User) -> None:
    if case.id == of.id:
        raise DuplicateRefused("itself", f"Case {case.code} cannot be a duplicate of itself. Choose another.")
    if case.operator_id not in (None, user.id) and case.status in OPEN_STATES:
        holder = session.get_one(User, case.operator_id)
        raise NotYours(f"{holder.name} holds case {case.code}. Ask {holder.name} to end it.")
    if of.status not in OPEN_STATES:
        raise DuplicateRefused("ended", f"Case {of.code} has ended: reopen it first, or keep this one.")
    if case.exercise != of.exercise:
        raise DuplicateRefused("drill", "One of the two is an exercise. They stay apart.")
    other_person = case.conversation_id != of.conversation_id
    if other_person and needs_care(case) and not is_senior(user):
        raise DuplicateRefused(
            "supervisor",
            f"Case {case.code} is of another person and critical or watched: only a supervisor may say that "
            "it is the same. Link the two as one incident instead.",
        )


def _take_over(session: Session, case: Case, of: Case, user: User) -> None:
    """A case never falls in gravity by swallowing another; what it did not know yet, it keeps."""
    rises = RANK[case.urgency] > RANK[of.urgency]
    if rises:
        of.urgency = case.urgency
    of.watched = of.watched or case.watched
    of.vulnerable = [*of.vulnerable, *(who for who in case.vulnerable if who not in of.vulnerable)]
    of.facts = {**case.facts, **of.facts}
    record(session, of, "duplicate_joined", user.login, code=case.code, urgency=of.urgency)
    if rises:
        ring(session, of, f"took over case {case.code}, which was {case.urgency}")
