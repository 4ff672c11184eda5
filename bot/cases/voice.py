"""The voice of a conversation and its hand-overs: who speaks, since when, until when."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.cases.history import record
from bot.store.base import utcnow
from bot.store.tables import Case, Conversation, Handover


def take_conversation(session: Session, conversation_id: int, user_id: int) -> None:
    """Make an operator the voice of a conversation; queued lines of the bot are void from here on."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(
            owner="operator",
            operator_id=user_id,
            ownership_epoch=Conversation.ownership_epoch + 1,
            open_question=None,
        )
        .execution_options(synchronize_session=False)
    )
    session.get_one(Conversation, conversation_id, populate_existing=True)


def release(session: Session, case: Case, actor: str) -> None:
    """Hand the conversation to the bot, unless another case of it has a human, who then speaks on."""
    holder = session.scalars(
        select(Case.operator_id)
        .where(
            Case.conversation_id == case.conversation_id,
            Case.id != case.id,
            Case.status.in_(("claimed", "active")),
            Case.operator_id.is_not(None),
        )
        .order_by(Case.id)
    ).first()
    if holder is not None:
        take_conversation(session, case.conversation_id, holder)
        return
    conversation = session.get_one(Conversation, case.conversation_id)
    conversation.owner = "bot"
    conversation.operator_id = None
    conversation.ownership_epoch += 1
    conversation.dialogue_session += 1  # The bot starts afresh; what it knew of the person is in the slots.
    conversation.open_question = None
    record(session, case, "bot_speaks", actor)


def open_handover(session: Session, case: Case) -> Handover:
    """Return the hand-over under way, or begin one."""
    handover = session.scalars(
        select(Handover)
        .where(Handover.case_id == case.id, Handover.ended_at.is_(None))
        .order_by(Handover.id.desc())
    ).first()
    if handover is None:
        handover = Handover(conversation_id=case.conversation_id, case_id=case.id, reason=case.reason)
        session.add(handover)
    return handover


def end_handover(session: Session, case: Case, end: str) -> None:
    """End the hand-over under way."""
    handover = open_handover(session, case)
    handover.ended_at = utcnow()
    handover.end = end
