"""What surrounds a case: its incident, the people in it, consents, transfers and deadlines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, BigId, utcnow


class Incident(Base):
    """One event that several cases belong to: same place, kind and hour."""

    __tablename__ = "incidents"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    topic: Mapped[str] = mapped_column(String(40))
    country: Mapped[str | None] = mapped_column(String(2))
    place: Mapped[str] = mapped_column(Text, default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    exercise: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    closed_at: Mapped[datetime | None]


class CasePerson(Base):
    """A person in a case. role: reporter, concerned (whom it is about) or owner (of the phone)."""

    __tablename__ = "case_people"
    __table_args__ = (Index("ix_case_people_case_id", "case_id", "role"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    role: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200), default="")
    relation: Mapped[str] = mapped_column(String(40), default="")
    """To the person concerned: self, parent, spouse, friend, employer, …"""
    nationality: Mapped[str | None] = mapped_column(String(2))
    is_minor: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str | None] = mapped_column(String(32))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class Consent(Base):
    """Whether one recipient may be told. ground: consent, or vital_interest (rescuers on the spot alone)."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_case_id", "case_id", "recipient"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    recipient: Mapped[str] = mapped_column(String(80))
    """Code of a desk or name of a partner system."""
    ground: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(10), default="asked")
    """asked, given, refused or withdrawn."""
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[str] = mapped_column(String(80), default="")
    asked_at: Mapped[datetime] = mapped_column(default=utcnow)
    answered_at: Mapped[datetime | None]


class Transfer(Base):
    """A case on its way to another desk. state: pending, accepted, refused, expired or withdrawn."""

    __tablename__ = "transfers"
    __table_args__ = (Index("ix_transfers_state", "state", "expires_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"), index=True)
    from_desk_id: Mapped[int] = mapped_column(BigId, ForeignKey("desks.id"))
    to_desk_id: Mapped[int] = mapped_column(BigId, ForeignKey("desks.id"))
    from_operator_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    state: Mapped[str] = mapped_column(String(10), default="pending")
    reason: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[list[Any]] = mapped_column(default=list)
    """What a partner gets; empty between desks of the service, where the file goes along."""
    answer: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class Deadline(Base):
    """Something that must not be forgotten. kind: promise, hearing, appeal, execution, flight, care_72h, …"""

    __tablename__ = "deadlines"
    __table_args__ = (Index("ix_deadlines_due", "done_at", "due_at"), Index("ix_deadlines_case_id", "case_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, ForeignKey("cases.id"))
    kind: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    warned_at: Mapped[datetime | None]
    rang_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(80))
