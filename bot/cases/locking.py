"""Takes a case for a change: first its conversation, then the case, always in this order.

A turn locks the conversation before it touches cases. Whoever took the case first would wait for the
turn while the turn waits for the case.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from bot.store.tables import Case, Conversation


def lock_case(session: Session, case_id: int) -> Case | None:
    """Lock a case and its conversation and return it as it is now; None when there is none."""
    conversation_id = session.scalar(select(Case.conversation_id).where(Case.id == case_id))
    if conversation_id is None:
        return None
    session.execute(select(Conversation.id).where(Conversation.id == conversation_id).with_for_update())
    return session.scalars(
        select(Case)
        .where(Case.id == case_id)
        # Without the desk: PostgreSQL drops a joined row whose desk changed while we waited, and a locked
        # desk would let all its cases wait for each other. "of" leaves the conversation's row as it is.
        .options(lazyload(Case.desk))
        .with_for_update(of=Case)
        .execution_options(populate_existing=True)
    ).one()


def lock_two(session: Session, first_id: int, second_id: int) -> tuple[Case | None, Case | None]:
    """Lock two cases, the older one first, so that two who do the same never wait for each other."""
    found = {case_id: lock_case(session, case_id) for case_id in sorted({first_id, second_id})}
    return found[first_id], found[second_id]
