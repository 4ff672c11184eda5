"""The phrase cards of a case: what was asked, what is still open, what was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.store.base import utcnow
from bot.store.tables import AskedCard, Case, Message, User

OPEN_AT_MOST = 8
"""Unanswered cards that a message is read for; what lies further back is a tap's alone."""


def note_asked_card(session: Session, case: Case, user: User, card: str, message: Message) -> AskedCard:
    """Keep that a card was sent; from now on it is open."""
    asked = AskedCard(
        case_id=case.id, conversation_id=case.conversation_id, card=card, message_id=message.id, user_id=user.id
    )
    session.add(asked)
    session.flush()
    return asked


def answer(session: Session, asked: AskedCard, code: str, message: Message) -> None:
    """Keep the answer to a card; the same card asked before and left open is answered with it."""
    session.execute(
        update(AskedCard)
        .where(
            AskedCard.conversation_id == asked.conversation_id,
            AskedCard.card == asked.card,
            or_(AskedCard.id == asked.id, AskedCard.answered_at.is_(None)),
        )
        .values(code=code, text=message.text, answer_id=message.id, answered_at=utcnow())
    )


def asked_in(session: Session, case_id: int) -> list[AskedCard]:
    """Return the cards of a case, the oldest first."""
    return list(session.scalars(select(AskedCard).where(AskedCard.case_id == case_id).order_by(AskedCard.id)))


def open_in(session: Session, conversation_id: int, since: datetime | None = None) -> list[AskedCard]:
    """Return the unanswered cards of a conversation, the newest first; the newer of two equal ones counts.

    Args:
        since: only those asked from then on.
    """
    wanted = select(AskedCard).where(AskedCard.conversation_id == conversation_id, AskedCard.answered_at.is_(None))
    if since is not None:
        wanted = wanted.where(AskedCard.asked_at >= since)
    newest: dict[str, AskedCard] = {}
    for row in session.scalars(wanted.order_by(AskedCard.id.desc()).limit(OPEN_AT_MOST * 2)):
        newest.setdefault(row.card, row)
    return list(newest.values())[:OPEN_AT_MOST]


def newest_asked(session: Session, conversation_id: int) -> AskedCard | None:
    """Return the card that was asked last in a conversation, answered or not."""
    wanted = select(AskedCard).where(AskedCard.conversation_id == conversation_id)
    return session.scalars(wanted.order_by(AskedCard.id.desc()).limit(1)).first()


def find_asked(session: Session, conversation_id: int, card: str, message_id: int | None) -> AskedCard | None:
    """Return the card that a button belongs to: that of its own line, else the newest of its name."""
    wanted = select(AskedCard).where(AskedCard.conversation_id == conversation_id, AskedCard.card == card)
    if message_id is not None:
        wanted = wanted.where(AskedCard.message_id == message_id)
    return session.scalars(wanted.order_by(AskedCard.id.desc()).limit(1)).first()
