"""The audit trail: who did what to which record."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.store.tables import AuditEntry


def note(session: Session, actor: str, action: str, target: str = "", detail: str = "") -> None:
    """Add one entry; the names are cut to what the columns hold."""
    session.add(AuditEntry(actor=actor[:80], action=action[:40], target=target[:120], detail=detail))
