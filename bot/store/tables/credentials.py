"""What proves who somebody is besides the password: second factors, recovery codes, invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, BigId, utcnow


class SecondFactor(Base):
    """The authenticator app of a person; its secrets are sealed with the service's key."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text, default="")
    """The secret in use; empty until a first code has proved that the app knows it."""
    pending: Mapped[str] = mapped_column(Text, default="")
    """A secret that is shown on the set-up page and not proved yet; the one in use goes on working."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """Time step of the newest code taken: no code is taken twice, nor an older one after it."""
    confirmed_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code on paper for the day the phone is gone; only its hash is kept, and it works once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A link with which somebody makes an account once; only the hash of its token is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    login: Mapped[str] = mapped_column(String(80), index=True)
    role: Mapped[str] = mapped_column(String(12))
    desk_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("desks.id"))
    languages: Mapped[list[Any]] = mapped_column(default=list)
    made_by: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
