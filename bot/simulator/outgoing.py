"""A log of every call the bot made, for tests and for the page."""

from __future__ import annotations

import itertools
import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class OutgoingCall:
    """One API call of the bot, accepted or not."""

    seq: int
    platform: str
    method: str
    phone: str | None
    params: dict[str, Any]
    status: int
    response: Any
    fault: str | None
    at: float


class OutgoingLog:
    """The last 50,000 calls, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[OutgoingCall] = deque(maxlen=50_000)
        self._numbers = itertools.count(1)

    def add(
        self,
        *,
        platform: str,
        method: str,
        phone: str | None,
        params: dict[str, Any],
        status: int,
        response: Any,
        fault: str | None = None,
    ) -> OutgoingCall:
        """Append one call."""
        call = OutgoingCall(
            next(self._numbers), platform, method, phone, params, status, response, fault, time.time()
        )
        self._calls.append(call)
        return call

    def select(
        self,
        *,
        platform: str | None = None,
        phone: str | None = None,
        method: str | None = None,
        after: int = 0,
    ) -> list[dict[str, Any]]:
        """Calls with ``seq`` above ``after`` that match every filter given."""
        return [
            asdict(call)
            for call in self._calls
            if call.seq > after
            and (platform is None or call.platform == platform)
            and (phone is None or call.phone == phone)
            and (method is None or call.method == method)
        ]

    def clear(self) -> None:
        """Forget every call; numbering goes on."""
        self._calls.clear()
