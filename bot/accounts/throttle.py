"""Slows guessing: after a few wrong passwords a name must pause, ever longer, a minute at most.

A minute, not an hour: whoever wants to keep an operator out by typing wrong passwords must not succeed.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.tables import AuditEntry

WINDOW = timedelta(minutes=15)
FREE_ATTEMPTS = 5
FIRST_PAUSE_S = 5
LONGEST_PAUSE_S = 60


def target_of(login: str, is_known: bool) -> str:
    """Return how a log-in name stands in the audit trail.

    An unknown name is hashed: people type their password into the wrong field.
    """
    if is_known:
        return login
    return "unknown:" + hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()[:16]


def pause_s(attempts: int) -> int:
    """Return the seconds to pause after this many attempts without success."""
    if attempts < FREE_ATTEMPTS:
        return 0
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (attempts - FREE_ATTEMPTS))


def seconds_to_wait(session: Session, target: str, now: datetime) -> int:
    """Return how long the next attempt on a name must wait, 0 when it need not."""
    mine = (AuditEntry.target == target, AuditEntry.at > now - WINDOW)
    last_success = session.scalar(
        select(func.max(AuditEntry.id)).where(*mine, AuditEntry.action == "logged_in")
    )
    count, last_at = session.execute(
        select(func.count(), func.max(AuditEntry.at)).where(
            *mine, AuditEntry.action == "login_tried", AuditEntry.id > (last_success or 0)
        )
    ).one()
    if not count:
        return 0
    left = (last_at + timedelta(seconds=pause_s(count)) - now).total_seconds()
    return max(0, int(left + 0.999))
