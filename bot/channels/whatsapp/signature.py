"""Whether a webhook comes from Meta, and the one-time check of our address. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from bot.channels.http import header

HEADER = "X-Hub-Signature-256"
_PREFIX = "sha256="


def sign(body: bytes, app_secret: str) -> str:
    """Return the signature header of a body."""
    return _PREFIX + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(headers: Mapping[str, str], body: bytes, app_secret: str) -> bool:
    """Whether the raw bytes carry Meta's signature. Without a secret nothing is believed."""
    if not app_secret:
        return False
    given = header(headers, HEADER).strip().encode("utf-8", "replace")
    return hmac.compare_digest(given, sign(body, app_secret).encode())


def challenge(query: Mapping[str, str], verify_token: str) -> str | None:
    """Return what to answer to Meta's check of the address; None when the token is not ours."""
    given = query.get("hub.verify_token", "").encode("utf-8", "replace")
    answer = query.get("hub.challenge", "")
    if query.get("hub.mode") != "subscribe" or not verify_token or not answer:
        return None
    return answer if hmac.compare_digest(given, verify_token.encode()) else None
