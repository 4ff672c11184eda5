"""Cursors of pages: opaque, signed, and bound to the query they came from."""

from __future__ import annotations

import base64
import hashlib
import hmac

from bot.api.problems import Problem, invalid

_MAC_BYTES = 10


def make_cursor(key: str, query: str, after: int) -> str:
    """Return the cursor of what comes after row ``after`` of a query."""
    payload = str(after).encode()
    return base64.urlsafe_b64encode(_mac(key, query, payload) + payload).decode().rstrip("=")


def read_cursor(key: str, query: str, cursor: str) -> int:
    """Return the row a page begins after.

    Raises:
        Problem: the cursor was not made by us, or for other filters.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError as error:
        raise _unusable() from error
    mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(key, query, payload)):
        raise _unusable()
    return int(payload)


def _mac(key: str, query: str, payload: bytes) -> bytes:
    text = b"cursor\n" + query.encode() + b"\n" + payload
    return hmac.new(key.encode(), text, hashlib.sha256).digest()[:_MAC_BYTES]


def _unusable() -> Problem:
    return invalid(
        "cursor",
        "This cursor belongs to another query. Leave it out to begin anew, or keep the filters as they were.",
    )
