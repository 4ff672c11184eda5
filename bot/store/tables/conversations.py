"""Who writes, the thread with them, and what was said in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.base import Base, BigId, utcnow


class Identity(Base):
    """A person's id on one channel. The phone is an alias and may be missing."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("channel", "account", "user_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[str] = mapped_column(String(160))
    display_name: Mapped[str] = mapped_column(String(200), default="")
    username: Mapped[str | None] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(32), index=True)
    language_code: Mapped[str | None] = mapped_column(String(20))
    reachable: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Conversation(Base):
    """The thread of one traveller on one channel.

    owner: ``bot`` or ``operator``. ``ownership_epoch`` counts claims, hand-backs and transfers; a row
    of author ``bot`` is wired only under the epoch it was made in.
    """

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("identity_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    identity_id: Mapped[int] = mapped_column(BigId, ForeignKey("identities.id"))
    chat_id: Mapped[str] = mapped_column(String(160))
    language: Mapped[str | None] = mapped_column(String(8))
    """id, en, zh or fr once known; what the person is answered in."""
    script: Mapped[str] = mapped_column(String(4), default="Latn")
    language_fixed: Mapped[bool] = mapped_column(default=False)
    """The person asked for this language; detection no longer changes it."""
    owner: Mapped[str] = mapped_column(String(10), default="bot")
    operator_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    ownership_epoch: Mapped[int] = mapped_column(default=0)
    lease_holder: Mapped[str | None] = mapped_column(String(64))
    lease_token: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(index=True)
    country: Mapped[str | None] = mapped_column(String(2))
    """Where the person is, ISO 3166-1; from a position, a place named, or an answer."""
    country_source: Mapped[str | None] = mapped_column(String(20))
    """position, text or answer."""
    in_jakarta: Mapped[bool] = mapped_column(default=False)
    """A place named in words lies in Jakarta; with a position the coordinates decide."""
    nationality: Mapped[str | None] = mapped_column(String(2))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    position_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(Text)
    silent: Mapped[bool] = mapped_column(default=False)
    """DO NOT CALL: replies are short and harmless."""
    watched: Mapped[bool] = mapped_column(default=False)
    """A watched topic was seen: nothing unprompted is sent."""
    dialogue_session: Mapped[int] = mapped_column(default=0)
    slots: Mapped[dict[str, Any]] = mapped_column(default=dict)
    open_question: Mapped[str | None] = mapped_column(String(80))
    """Name of the question whose buttons are valid now; older taps are stale."""
    last_inbound_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    identity: Mapped[Identity] = relationship(lazy="joined", innerjoin=True)


class Message(Base):
    """One line of the transcript.

    author: traveller, bot, operator, safety (first answers), status (what happens next) or system
    (seen at the desk alone).
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_conversation_id_id", "conversation_id", "id"),
        Index("ix_messages_external", "conversation_id", "external_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversations.id"))
    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"))
    direction: Mapped[str] = mapped_column(String(3))
    """``in`` or ``out``."""
    author: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(16), default="text")
    text: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Buttons, position, contact, reply key, link to the message answered."""
    language: Mapped[str | None] = mapped_column(String(8))
    external_id: Mapped[str | None] = mapped_column(String(255))
    inbound_id: Mapped[int | None] = mapped_column(BigId)
    parse: Mapped[dict[str, Any] | None]
    """What the assistant understood: urgency, topic, confidence, reasons, entities, version."""
    version: Mapped[str | None] = mapped_column(String(64))
    suppressed: Mapped[bool] = mapped_column(default=False)
    """Made by the bot but held back, because an operator had claimed meanwhile."""
    sent_at: Mapped[datetime | None]
    """Of a received message: the platform's time."""
    edited_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Attachment(Base):
    """A received file, kept by the hash of its content. state: pending, stored, refused, failed."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_state", "state", "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[int] = mapped_column(BigId, ForeignKey("messages.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(16))
    file_id: Mapped[str] = mapped_column(String(400))
    mime_type: Mapped[str | None] = mapped_column(String(120))
    file_name: Mapped[str | None] = mapped_column(String(255))
    size: Mapped[int | None] = mapped_column(BigId)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    duration_s: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="pending")
    error: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=utcnow)


class DialogueEvent(Base):
    """One event of the dialogue, in the form Rasa gives it; ``n`` counts within the conversation."""

    __tablename__ = "dialogue_events"
    __table_args__ = (
        UniqueConstraint("conversation_id", "n"),
        Index("ix_dialogue_events_session", "conversation_id", "session", "n"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversations.id"))
    session: Mapped[int]
    n: Mapped[int]
    event: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
