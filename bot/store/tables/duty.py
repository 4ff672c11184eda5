"""Who is on duty where and when, and the pushes that call them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, BigId, utcnow


class DutyShift(Base):
    """One shift of one person at a desk. role: operator, officer, supervisor or on_call."""

    __tablename__ = "duty_shifts"
    __table_args__ = (Index("ix_duty_shifts_desk_id", "desk_id", "starts_at", "ends_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    desk_id: Mapped[int] = mapped_column(BigId, ForeignKey("desks.id"))
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(String(12), default="operator")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class PushTarget(Base):
    """Where a person is reached away from the screen. kind: email, telegram or apprise."""

    __tablename__ = "push_targets"
    __table_args__ = (UniqueConstraint("user_id", "kind", "address"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)


class Push(Base):
    """One call to one person for one step of one ring: code, desk and urgency, nothing else.

    A trial call has no case. state: queued, sending, sent, failed, void (not needed any more when its
    turn came).
    """

    __tablename__ = "pushes"
    __table_args__ = (
        UniqueConstraint("case_id", "epoch", "step", "target_id"),
        Index("ix_pushes_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cases.id"))
    epoch: Mapped[int]
    step: Mapped[str] = mapped_column(String(24))
    target_id: Mapped[int] = mapped_column(BigId, ForeignKey("push_targets.id"))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    sent_at: Mapped[datetime | None]
