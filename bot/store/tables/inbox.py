"""The inbox: everything a platform told us, stored before it is acknowledged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, BigId, utcnow


class InboundUpdate(Base):
    """One happening (a message, an edit, a receipt…), unique by the platform's id.

    state: received → screened → handled | ignored | failed. A message waits in ``screened`` for its
    turn; everything else goes from ``received`` to its end in one step.
    """

    __tablename__ = "inbound_updates"
    __table_args__ = (
        UniqueConstraint("channel", "account", "external_id"),
        Index(
            "ix_inbound_updates_open",
            "state",
            "id",
            postgresql_where=text("state IN ('received','screened')"),
        ),
        Index("ix_inbound_updates_conversation_state", "conversation_id", "state", "id"),
        Index("ix_inbound_updates_chat_state", "chat_key", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    external_id: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(20))
    chat_key: Mapped[str] = mapped_column(String(200), default="")
    """Channel and sender; rows of one key are looked at strictly in their order."""
    event: Mapped[dict[str, Any]]
    """The :class:`bot.messages.types.Inbound` as JSON."""
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The body as received, where this row was the only one in it or the first."""
    state: Mapped[str] = mapped_column(String(12), default="received")
    received_at: Mapped[datetime] = mapped_column(default=utcnow)
    sent_at: Mapped[datetime | None]
    conversation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("conversations.id"))
    message_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("messages.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    """Not to be taken before: moved on by the worker that takes it (a crash frees it) and by failures."""
    critical: Mapped[bool] = mapped_column(default=False)
    """The screen saw danger: its turn comes before all others."""
    error: Mapped[str | None] = mapped_column(Text)
    handled_at: Mapped[datetime | None]


class DeadLetter(Base):
    """What could not be read or handled. An operator sees each one and closes it."""

    __tablename__ = "dead_letters"
    __table_args__ = (Index("ix_dead_letters_open", "closed_at", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    """``telegram``, ``whatsapp`` (a body), ``inbox`` or ``outbox`` (a row given up)."""
    reason: Mapped[str] = mapped_column(Text)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    reference_id: Mapped[int | None] = mapped_column(BigId)
    """Row of the inbox or outbox that this is about."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(80))
