"""Leases, versions and the state of the parts of the service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, utcnow


class Lease(Base):
    """A named right to do something alone, such as polling one bot token."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    until: Mapped[datetime]
    value: Mapped[str | None] = mapped_column(Text)
    """What the holder keeps across changes of hand, such as the polling offset."""


class Version(Base):
    """One bundle of language model, dialogue and texts under one hash. One row is active."""

    __tablename__ = "versions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    manifest: Mapped[dict[str, Any]]
    active: Mapped[bool] = mapped_column(default=False, index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class ComponentState(Base):
    """Whether a part of the service works, since when, and what is wrong with it."""

    __tablename__ = "component_states"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    """``ok``, ``degraded`` or ``down``."""
    detail: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[datetime] = mapped_column(default=utcnow)
