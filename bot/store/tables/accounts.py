"""Desks, the people who log in, their sessions, and the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.base import Base, BigId, utcnow


class Desk(Base):
    """A desk that answers cases. kind: 112, mission or partner."""

    __tablename__ = "desks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    prefix: Mapped[str] = mapped_column(String(3))
    """First part of the codes of its cases, such as JKT."""
    kind: Mapped[str] = mapped_column(String(10))
    languages: Mapped[list[Any]] = mapped_column(default=list)
    coverage: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_duty: Mapped[bool] = mapped_column(default=False)
    """Takes what no other desk is responsible for."""
    parent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("desks.id"))
    """Rings out of hours, and when nobody here answers."""
    hours: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Weekday (mon … sun) → [["08:00", "16:00"], …] in the desk's time zone; empty: day and night."""
    ladder: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Seconds of the steps where they differ: desk, supervisor, beyond, every."""
    contact: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """phone, email, address and source of a desk that nobody has staffed here."""
    staffed: Mapped[bool] = mapped_column(default=True)
    """Whether people of this desk work here; else it is a contact and its parent keeps the case."""


class User(Base):
    """A person who logs in. role: one of ``bot.accounts.permissions.ROLES``."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(12), default="operator")
    languages: Mapped[list[Any]] = mapped_column(default=list)
    interface_language: Mapped[str] = mapped_column(String(8), default="en")
    desk_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("desks.id"))
    active: Mapped[bool] = mapped_column(default=True)
    on_break: Mapped[bool] = mapped_column(default=False)
    last_seen_at: Mapped[datetime | None]
    """Last sign of an open desk screen."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    desk: Mapped[Desk | None] = relationship(lazy="joined")


class LoginSession(Base):
    """A log-in; the cookie holds the token, the row only its hash."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(default=utcnow)
    """Last thing that the person did; a screen that refreshes by itself does not count."""
    second_factor: Mapped[bool] = mapped_column(default=False)
    """Whether this log-in proved more than the password."""
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    """Address and browser it was opened from, for the person's own list."""


class AuditEntry(Base):
    """Who did what to which record; names are kept as text, so that they outlive the account."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_at", "at"),
        Index("ix_audit_entries_target", "target", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(120), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)
