"""The outbox: what is to be sent, and how far it got."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, BigId, utcnow

UNSENT = ("queued", "errored", "sending")
"""States in which a row still blocks the later ones of its conversation."""


class OutboxItem(Base):
    """One platform message (a long text is several).

    state: queued → sending → wired → sent → delivered → read; errored (will be tried again), failed,
    unsure (nobody can tell whether it arrived), held (messaging window closed), suppressed (the
    conversation changed hands before it was wired).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_conversation_state", "conversation_id", "state", "id"),
        Index("ix_outbox_due", "state", "due_at"),
        Index("ix_outbox_external", "channel", "external_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversations.id"))
    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("messages.id"), index=True)
    part: Mapped[int] = mapped_column(default=0)
    channel: Mapped[str] = mapped_column(String(20))
    author: Mapped[str] = mapped_column(String(10))
    epoch: Mapped[int]
    """Ownership epoch under which the line was made."""
    priority: Mapped[int] = mapped_column(default=1)
    """0 for safety lines, 1 for all others."""
    payload: Mapped[dict[str, Any]]
    """The :class:`bot.messages.types.Outgoing` as JSON."""
    state: Mapped[str] = mapped_column(String(12), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    external_id: Mapped[str | None] = mapped_column(String(255))
    error_code: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    wired_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
