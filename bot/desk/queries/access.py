"""Who looked at a case, what of it, and when: read from the audit trail."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.tables import Attachment, AuditEntry, Case, Message, Transfer, User

ACTIONS = ("case_opened", "media_opened", "transfer_opened", "case_exported", "api_called", "access_read")
SHOWN = 200
"""Rows at most; a case that more people looked at needs the audit trail itself."""


@dataclass(frozen=True)
class Look:
    """One person, one kind of look."""

    actor: str
    name: str
    """Name of the account; empty for programs and for accounts that are unknown here."""
    role: str
    action: str
    count: int
    first: datetime
    last: datetime


def looks_at(session: Session, case: Case) -> list[Look]:
    """Return who looked at a case, the latest look first."""
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.target.in_(_targets(session, case)), AuditEntry.action.in_(ACTIONS))
        .order_by(AuditEntry.at, AuditEntry.id)
    )
    groups: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for entry in entries:
        groups[entry.actor, entry.action].append(entry.at)
    people = {
        user.login: user
        for user in session.scalars(select(User).where(User.login.in_({actor for actor, _ in groups})))
    }
    found = [
        Look(
            actor,
            people[actor].name if actor in people else "",
            people[actor].role if actor in people else "",
            action,
            len(times),
            times[0],
            times[-1],
        )
        for (actor, action), times in groups.items()
    ]
    return sorted(found, key=lambda look: look.last, reverse=True)[:SHOWN]


def _targets(session: Session, case: Case) -> list[str]:
    files = session.scalars(
        select(Attachment.id)
        .join(Message, Message.id == Attachment.message_id)
        .where(Message.conversation_id == case.conversation_id)
    )
    transfers = session.scalars(select(Transfer.id).where(Transfer.case_id == case.id))
    return [
        case.code,
        f"status of {case.code}",
        *(f"{method} /api/v1/cases/{case.code}{rest}" for method in ("GET", "PATCH") for rest in ("", "/messages")),
        *(f"attachment {number}" for number in files),
        *(f"transfer {number}" for number in transfers),
    ]
