"""Reads JSON that others wrote: every reader returns a clean value of its type, or nothing.

PostgreSQL refuses NUL characters and lone surrogates, and columns have lengths. One such character in
one message must not stop the store, so text is cleaned here, once, where it enters.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.messages.errors import MalformedBody
from bot.messages.types import Inbound, Position

MAX_TEXT = 16_384
MAX_ID = 128
LATEST = datetime(2200, 1, 1, tzinfo=UTC).timestamp()
UNREADABLE = "unreadable"
"""``error_code`` of an ignored event that holds a piece of a body which nobody could read."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def decode(body: bytes) -> Any:
    """Return the JSON in ``body``.

    Raises:
        MalformedBody: it is not JSON.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    try:
        # The standard reader also takes lone surrogates, which some clients send inside a message.
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedBody(f"The body is not JSON: {type(error).__name__}.") from error


def obj(value: Any) -> dict[str, Any]:
    """An object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def array(value: Any) -> list[Any]:
    """A list; empty for anything else."""
    return value if isinstance(value, list) else []


def text(value: Any, limit: int = MAX_TEXT) -> str:
    """Text without NUL and lone surrogates, at most ``limit`` characters; empty for anything else."""
    if not isinstance(value, str):
        return ""
    if "\x00" in value:
        value = value.replace("\x00", "")
    if not value.isascii() and _SURROGATE.search(value):
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value[:limit]


def ident(value: Any, limit: int = MAX_ID) -> str:
    """An id as text; numbers count as ids. One that is too long keeps its beginning and gets a hash."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int) and abs(value) >= 10**30:
        return ""
    cleaned = text(str(value)).strip()
    if len(cleaned) <= limit:
        return cleaned
    return f"{cleaned[: limit - 33]}~{fingerprint(cleaned)}"


def fingerprint(value: Any) -> str:
    """32 hexadecimal digits that stand for a piece of JSON, whatever the order of its keys."""
    dumped = json.dumps(value, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(dumped.encode()).hexdigest()[:32]


def number(value: Any) -> float | None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def whole(value: Any) -> int | None:
    """A whole number from 0 to 2³¹ - 1."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None


def moment(value: Any) -> datetime | None:
    """A time given as Unix seconds, as a number or as digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        value = int(value)
    seconds = number(value)
    if seconds is None or not 0 < seconds < LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def position(place: Any, *, name: str = "", address: str = "", live: bool = False) -> Position | None:
    """A position from an object with ``latitude`` and ``longitude`` on the globe."""
    latitude, longitude = number(obj(place).get("latitude")), number(obj(place).get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    accuracy = number(obj(place).get("horizontal_accuracy"))
    return Position(
        latitude=latitude,
        longitude=longitude,
        accuracy_m=accuracy if accuracy is not None and accuracy >= 0 else None,
        name=name or None,
        address=address or None,
        live=live,
    )


def unreadable(channel: str, account: str, item: Any, reason: str) -> Inbound:
    """A piece of a body that nobody could read: it is kept, and shown to an operator."""
    return Inbound(
        channel=channel,
        account=account,
        external_id=f"unreadable:{fingerprint(item)}",
        type="ignored",
        kind="unknown",
        error_code=UNREADABLE,
        error_text=reason,
        detail={"item": json.dumps(item, ensure_ascii=True, default=str)[:MAX_TEXT]},
    )


def with_position(words: str, place: Position) -> str:
    """Words and a position in one text, for platforms that cannot show both in one message."""
    named = ", ".join(part for part in (place.name, place.address) if part)
    line = f"📍 {named} ({place.latitude:.5f}, {place.longitude:.5f})".replace("  ", " ")
    return f"{words}\n{line}" if words else line
