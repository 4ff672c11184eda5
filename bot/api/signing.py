"""Signatures of webhooks out and of calls in: HMAC-SHA256 over the time and the raw body."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime, timedelta

HEADER = "Lindung-Signature"
TOLERANCE = timedelta(minutes=5)
_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


class BadSignature(Exception):
    """A call is forged, too old or from the future; the text says which, for the log and the caller."""


def sign(secret: str, body: bytes, at: datetime) -> str:
    """Return the header's value: ``t=<unix>,v1=<hex of HMAC-SHA256(secret, t + "." + body)>``."""
    moment = int(at.timestamp())
    return f"t={moment},v1={_digest(secret, moment, body)}"


def verify(secret: str, body: bytes, header: str, now: datetime) -> str:
    """Return the signature (64 hex digits) when it is ours and made within five minutes.

    Raises:
        BadSignature: it is not.
    """
    match = _FORM.fullmatch(header.strip())
    if match is None:
        raise BadSignature(f"{HEADER} is missing or not of the form t=<unix>,v1=<64 hex digits>.")
    moment, given = int(match.group(1)), match.group(2)
    # The digest first: whoever does not know the secret learns nothing of our clock.
    if not hmac.compare_digest(given, _digest(secret, moment, body)):
        raise BadSignature("The signature does not fit the body and the secret.")
    if abs(now.timestamp() - moment) > TOLERANCE.total_seconds():
        raise BadSignature("The signature is older than five minutes, or from the future: check the clock.")
    return given


def _digest(secret: str, moment: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
