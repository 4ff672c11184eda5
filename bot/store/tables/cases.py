"""Cases, their history, hand-overs and timers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.base import Base, BigId, utcnow
from bot.store.tables.accounts import Desk
from bot.store.tables.conversations import Conversation

OPEN_STATES = ("new", "ringing", "claimed", "active", "waiting", "transferred")
_OPEN_SQL = "status IN ('new','ringing','claimed','active','waiting','transferred')"


class Case(Base):
    """The matter being solved. At most one is open for (conversation, kind, exercise).

    ``kind`` is the topic: a second cry on the same matter joins, another danger rings anew.
    status: new, ringing, claimed, active, waiting, transferred, resolved, closed, cancelled.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "uq_cases_open",
            "conversation_id",
            "kind",
            "exercise",
            unique=True,
            sqlite_where=text(_OPEN_SQL),
            postgresql_where=text(_OPEN_SQL),
        ),
        Index("ix_cases_queue", "status", "urgency", "opened_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(40))
    urgency: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(12), default="new")
    watched: Mapped[bool] = mapped_column(default=False)
    exercise: Mapped[bool] = mapped_column(default=False)
    desk_id: Mapped[int] = mapped_column(BigId, ForeignKey("desks.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was opened, in plain words for the operator."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    marks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Flags for the operator: bot_failed, cancel_asked, do_not_call, more_danger…"""
    country: Mapped[str | None] = mapped_column(String(2))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    place: Mapped[str] = mapped_column(Text, default="")
    route_why: Mapped[str] = mapped_column(Text, default="")
    """Why this desk: "Jakarta 112: shared position in Kemang, 40 m"."""
    language: Mapped[str | None] = mapped_column(String(8))
    nationality: Mapped[str | None] = mapped_column(String(2))
    vulnerable: Mapped[list[Any]] = mapped_column(default=list)
    """child, pregnant, alone, disabled, elderly."""
    contact_rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """channel, hours, words, never_unprompted, do_not_call; travels with the file."""
    incident_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("incidents.id"), index=True)
    duplicate_of_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"))
    operator_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    ring_level: Mapped[int] = mapped_column(default=0)
    """0 sharing the language, 1 everyone on the desk, 2 supervisor, 3 and on: beyond the desk."""
    ladder_epoch: Mapped[int] = mapped_column(default=0)
    """Counts rings; timers of an older epoch are void."""
    rings_since: Mapped[datetime | None]
    opened_at: Mapped[datetime] = mapped_column(default=utcnow)
    claimed_at: Mapped[datetime | None]
    first_human_at: Mapped[datetime | None]
    """First human message since the last ring: the answer time ends here."""
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    outcome_code: Mapped[str | None] = mapped_column(String(20))
    """helped, referred, no_answer, false_alarm, duplicate, refused or died."""

    conversation: Mapped[Conversation] = relationship(lazy="joined", innerjoin=True)
    desk: Mapped[Desk] = relationship(lazy="joined", innerjoin=True)


class CaseEvent(Base):
    """One step in the history of a case; rows are only ever added."""

    __tablename__ = "case_events"
    __table_args__ = (Index("ix_case_events_case_id_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(30))
    """opened, joined, rang, ring_raised, claimed, claim_lapsed, wrote, fact_noted, place_noted,
    cancel_asked, bot_failed, handed_back, resolved, reopened…"""
    actor: Mapped[str] = mapped_column(String(80))
    """Log-in name, ``bot`` or ``system``; text, so that it outlives the account."""
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime] = mapped_column(default=utcnow)


class Handover(Base):
    """One period of human attention in a conversation: requested, taken, handed back."""

    __tablename__ = "handovers"
    __table_args__ = (Index("ix_handovers_conversation_id", "conversation_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigId, ForeignKey("conversations.id"))
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    requested_at: Mapped[datetime] = mapped_column(default=utcnow)
    taken_at: Mapped[datetime | None]
    operator_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    first_human_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end: Mapped[str | None] = mapped_column(String(16))
    """handed_back, lapsed, resolved or transferred."""


class Timer(Base):
    """Something that is due; it acts only while the state still asks for it."""

    __tablename__ = "timers"
    __table_args__ = (
        UniqueConstraint("case_id", "epoch", "step"),
        Index("ix_timers_due", "done_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    epoch: Mapped[int]
    step: Mapped[str] = mapped_column(String(24))
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
