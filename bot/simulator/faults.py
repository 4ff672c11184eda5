"""Faults on demand: what goes wrong with the bot's next calls."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = {
    "error": "answer with an error and do nothing",
    "delay": "wait `seconds`, then go on as usual",
    "drop": "accept the message, then cut the connection: the bot cannot know whether it arrived",
    "lost": "cut the connection before anything happens: the bot cannot know that it was lost",
    "hang": "accept the message and hold the answer back for `seconds`, then cut the connection",
    "status": "WhatsApp only: accept the message, then report it as failed by a status webhook",
}


class FaultError(ValueError):
    """The description of a fault cannot be used; the message says why."""


@dataclass(slots=True)
class Fault:
    """``count`` calls of ``platform`` that match ``method`` and ``phone`` fail in the way of ``kind``.

    Without ``method`` only calls that send something to a phone are hit; "*" hits every call.
    """

    id: int
    platform: str
    kind: str
    count: int = 1
    method: str | None = None
    phone: str | None = None
    seconds: float = 0.0
    error: dict[str, Any] = field(default_factory=dict)

    def matches(self, platform: str, method: str, phone: str | None, sends: bool) -> bool:
        """Whether this fault hits the call."""
        if self.count < 1 or platform != self.platform:
            return False
        if self.phone is not None and self.phone != phone:
            return False
        if self.method is None:
            return sends
        return self.method in ("*", method)


class FaultBook:
    """Faults that wait for their calls, first come first served."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._numbers = itertools.count(1)

    def add(self, data: dict[str, Any]) -> Fault:
        """Plan a fault from JSON. Raises ``FaultError`` when the description cannot be used."""
        platform, kind = data.get("platform"), data.get("kind", "error")
        if platform not in ("telegram", "whatsapp"):
            raise FaultError('"platform" must be "telegram" or "whatsapp".')
        if kind not in KINDS or (kind == "status" and platform == "telegram"):
            raise FaultError(f'"kind" must be one of: {", ".join(KINDS)} ("status" for WhatsApp only).')
        error = data.get("error") or {}
        if kind in ("error", "status") and not isinstance(error.get("code"), int):
            raise FaultError('"error" must hold at least a number "code".')
        fault = Fault(
            id=next(self._numbers),
            platform=platform,
            kind=kind,
            count=int(data.get("count", 1)),
            method=data.get("method"),
            phone=data.get("phone"),
            seconds=float(data.get("seconds", 60.0 if kind == "hang" else 0.0)),
            error=error,
        )
        self._faults.append(fault)
        return fault

    def take(self, platform: str, method: str, phone: str | None, *, sends: bool) -> Fault | None:
        """The fault that hits this call, counted down; None when there is none."""
        for fault in self._faults:
            if fault.matches(platform, method, phone, sends):
                fault.count -= 1
                if fault.count == 0:
                    self._faults.remove(fault)
                return fault
        return None

    def list(self) -> list[dict[str, Any]]:
        """Faults still waiting."""
        return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        """Forget every planned fault."""
        self._faults.clear()
