"""Ends the cases of drills, so that the desk is clear for real ones."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.drills.channel import EXERCISE
from bot.cases.locking import lock_case
from bot.cases.states import change
from bot.cases.voice import end_handover, release
from bot.store.tables import Case, Conversation, Identity
from bot.store.tables.cases import OPEN_STATES

REASON = "The exercise was stopped."


def open_exercises(session: Session) -> list[int]:
    """Return the ids of the open cases of drills. What may be real, or was found to be, is none of them."""
    return list(
        session.scalars(
            select(Case.id)
            .join(Conversation, Conversation.id == Case.conversation_id)
            .join(Identity, Identity.id == Conversation.identity_id)
            .where(Identity.channel == EXERCISE, Case.exercise.is_(True), Case.status.in_(OPEN_STATES))
            .order_by(Case.id)
        )
    )


def end_exercise(session: Session, case_id: int, actor: str) -> bool:
    """End one case of a drill; returns whether it was still one.

    Args:
        actor: log-in name of the person who stops the drill.
    """
    case = lock_case(session, case_id)
    if case is None or not case.exercise or case.status not in OPEN_STATES:
        return False
    held = case.operator_id is not None
    # The check question guards real people; nobody stands behind an exercise.
    case.marks = {**case.marks, "neutral_check": "exercise"}
    change(session, case, "cancelled", actor, REASON, kind="exercise_ended")
    case.outcome = REASON
    end_handover(session, case, "resolved")
    if held:
        release(session, case, actor)
    return True
