"""Between password and code: a signed note that the password was right, good for a few minutes."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.store.base import utcnow
from bot.store.tables import User

LASTS = timedelta(minutes=5)


def ticket_for(secret_key: str, user: User, browser: str) -> str:
    """Return a ticket that only the same browser can use; a new password makes it worthless."""
    until = int((utcnow() + LASTS).timestamp())
    return f"{user.id}.{until}.{_signature(secret_key, user, until, browser)}"


def holder_of(session: Session, secret_key: str, ticket: str, browser: str) -> User | None:
    """Return whose ticket it is; None when it is forged, too old, or of another browser."""
    parts = ticket.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts[:2]):
        return None
    until = int(parts[1])
    user = session.get(User, int(parts[0]))
    if user is None or not user.active or until < utcnow().timestamp():
        return None
    expected = _signature(secret_key, user, until, browser)
    return user if hmac.compare_digest(expected.encode(), parts[2].encode("utf-8", "replace")) else None


def _signature(secret_key: str, user: User, until: int, browser: str) -> str:
    words = f"ticket:{user.id}:{until}:{user.password_hash}:{browser}"
    return hmac.new(secret_key.encode(), words.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
