"""Corrections of reference rows: what an official confirmed, who entered it, and when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, BigId, utcnow


class ReferenceCorrection(Base):
    """One field of one row corrected, or confirmed as it stands; rows are only ever added.

    The newest row of a field that is not withdrawn is in force.
    """

    __tablename__ = "reference_correction"
    __table_args__ = (Index("ix_reference_correction_cell", "table_name", "row_key", "column"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    table_name: Mapped[str] = mapped_column(String(40))
    row_key: Mapped[str] = mapped_column(Text)
    column: Mapped[str] = mapped_column(String(40))
    """A field of :mod:`bot.reference.fields`; ``position`` is latitude and longitude together."""
    old_value: Mapped[str] = mapped_column(Text, default="")
    new_value: Mapped[str] = mapped_column(Text)
    confirmed_by: Mapped[str] = mapped_column(String(120))
    """Name and office of the person outside who confirmed it."""
    confirmed_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(default=utcnow)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
