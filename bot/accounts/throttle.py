"""Slows guessing: after a few wrong tries a name or an address must pause, ever longer.

At passwords a minute at most, not an hour: whoever wants to keep an operator out by typing wrong
passwords must not succeed. Codes come after the right password, so that their pauses may grow longer.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.tables import AuditEntry


@dataclass(frozen=True)
class Limit:
    """What is counted, for how long, and how the pauses grow."""

    tried: str
    """Action of the audit entries that count."""
    window: timedelta
    free: int
    first_pause_s: int
    longest_pause_s: int


PASSWORDS = Limit("login_tried", timedelta(minutes=15), 5, 5, 60)
CODES = Limit("code_tried", timedelta(hours=24), 5, 15, 900)
ADDRESSES = Limit("address_failed", timedelta(minutes=15), 30, 5, 60)
"""One address may be a whole operations room, so that it is given more."""
SUCCESSES = ("logged_in", "password_confirmed", "code_taken")
FREE_ATTEMPTS = PASSWORDS.free
LONGEST_PAUSE_S = PASSWORDS.longest_pause_s


def target_of(login: str, is_known: bool) -> str:
    """Return how a log-in name stands in the audit trail.

    An unknown name is hashed: people type their password into the wrong field.
    """
    if is_known:
        return login
    return "unknown:" + hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()[:16]


def code_target(login: str) -> str:
    """Return how the codes of an account are counted, apart from its passwords."""
    return f"code:{login}"


def address_target(address: str) -> str:
    """Return how an address is counted; empty where it says nothing: a proxy here, or none given."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.is_loopback:
        return ""
    # Whoever has one IPv6 address has a whole network of them.
    wide = ipaddress.ip_network((found, 64), strict=False) if found.version == 6 else found
    return f"address:{wide}"


def pause_s(attempts: int, limit: Limit = PASSWORDS) -> int:
    """Return the seconds to pause after this many attempts without success."""
    if attempts < limit.free:
        return 0
    doublings = min(attempts - limit.free, 20)
    return min(limit.longest_pause_s, limit.first_pause_s * 2**doublings)


def seconds_to_wait(session: Session, target: str, now: datetime, limit: Limit = PASSWORDS) -> int:
    """Return how long the next attempt must wait, 0 when it need not. A success ends the count."""
    mine = (AuditEntry.target == target, AuditEntry.at > now - limit.window)
    last_success = session.scalar(
        select(func.max(AuditEntry.id)).where(*mine, AuditEntry.action.in_(SUCCESSES))
    )
    count, last_at = session.execute(
        select(func.count(), func.max(AuditEntry.at)).where(
            *mine, AuditEntry.action == limit.tried, AuditEntry.id > (last_success or 0)
        )
    ).one()
    if not count:
        return 0
    left = (last_at + timedelta(seconds=pause_s(count, limit)) - now).total_seconds()
    return max(0, int(left + 0.999))
