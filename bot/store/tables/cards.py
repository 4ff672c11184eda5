"""Phrase cards that were sent in a case, and what came back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, BigId, utcnow


class AskedCard(Base):
    """One card sent to a traveller. It is open until ``answered_at``; rows are never taken away."""

    __tablename__ = "asked_cards"
    __table_args__ = (
        Index("ix_asked_cards_case_id", "case_id", "id"),
        Index("ix_asked_cards_conversation_id", "conversation_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversations.id"))
    card: Mapped[str] = mapped_column(String(40))
    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("messages.id"))
    """The line that asked."""
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    code: Mapped[str] = mapped_column(String(40), default="")
    """The coded answer; empty while there is none, and for names and places, which are words."""
    text: Mapped[str] = mapped_column(Text, default="")
    """The traveller's own words."""
    answer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("messages.id"))
    """The line that answered."""
    answered_at: Mapped[datetime | None]
