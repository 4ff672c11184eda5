"""Keeps who looked at a case: once when it is opened, and for parts of it that are fetched without opening."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.desk.pages import Page
from bot.store.base import utcnow
from bot.store.tables import AuditEntry

OPENED = "case_opened"
SAME_LOOK = timedelta(hours=1)
"""A page that stays open and refreshes itself is one look this long, then it is another."""


async def note_look(page: Page, code: str, *, is_refresh: bool = False) -> None:
    """Keep that a person saw a case; a refresh of an open page is kept only when nothing newer tells of it."""
    if is_refresh and await page.store.read(lambda session: _is_known(session, page.user.login, code)):
        return
    await page.store.write(lambda session: note(session, page.user.login, OPENED, code))


def _is_known(session: Session, login: str, code: str) -> bool:
    recent = select(AuditEntry.id).where(
        AuditEntry.target == code,
        AuditEntry.at > utcnow() - SAME_LOOK,
        AuditEntry.actor == login,
        AuditEntry.action == OPENED,
    )
    return session.scalar(recent.limit(1)) is not None
