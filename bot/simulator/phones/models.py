"""A phone, its two messenger threads, and the bubbles on its screen."""

from __future__ import annotations

import itertools
import time
from dataclasses import asdict, dataclass, field
from typing import Any

PLATFORMS = ("telegram", "whatsapp")
WINDOW_SECONDS = 24 * 3600.0
_bubble_numbers = itertools.count(1)


@dataclass(slots=True)
class Bubble:
    """One message on the screen, in words both platforms share.

    ``side`` is "bot" or "phone"; ``ticks`` is sent, delivered, read or failed, and counts for the phone's
    own messages; ``rows`` holds buttons under the bubble, row by row; ``sheet`` a WhatsApp list.
    """

    side: str
    kind: str
    text: str = ""
    platform_id: str = ""
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    sheet: dict[str, Any] | None = None
    media: dict[str, Any] | None = None
    location: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None
    header: str = ""
    footer: str = ""
    reply_to: int | None = None
    reaction: str = ""
    edited: bool = False
    deleted: bool = False
    group: bool = False
    ticks: str = "sent"
    entities: list[dict[str, Any]] = field(default_factory=list)
    id: int = field(default_factory=lambda: next(_bubble_numbers))
    at: float = field(default_factory=time.time)
    raw: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary, as the control API and the page get it."""
        return asdict(self)

    def buttons(self) -> list[dict[str, Any]]:
        """Every button of this bubble, list rows included."""
        found = [button for row in self.rows for button in row]
        for section in (self.sheet or {}).get("sections", []):
            found += section["rows"]
        return found


@dataclass(slots=True)
class Thread:
    """The conversation with the bot in one of the two messengers."""

    bubbles: list[Bubble] = field(default_factory=list)
    keyboard: dict[str, Any] | None = None
    typing_until: float = 0.0
    started: bool = False
    blocked: bool = False
    notice: str = ""

    def find(self, *, bubble_id: int | None = None, platform_id: str | None = None) -> Bubble | None:
        """The bubble by our number or by the platform's id."""
        for bubble in reversed(self.bubbles):
            if bubble_id is not None and bubble.id == bubble_id:
                return bubble
            if platform_id is not None and bubble.platform_id == platform_id:
                return bubble
        return None


@dataclass(slots=True)
class PhoneRecord:
    """A traveller with one phone and both messengers.

    ``share_number`` says what WhatsApp tells the business: "yes", "omitted" (username users, field
    missing) or "empty" (field present and empty, an older form). ``share_user_id`` False gives the form
    of before April 2026, without a BSUID. ``receipts`` says how far WhatsApp statuses go by themselves:
    none, sent, delivered, read, or read_only (``read`` without ``delivered``, which also happens).
    """

    id: str
    name: str
    platform: str
    language_code: str
    telegram_id: int
    number: str
    bsuid: str
    username: str = ""
    share_number: str = "yes"
    share_user_id: bool = True
    receipts: str = "delivered"
    position: dict[str, float] = field(default_factory=lambda: {"latitude": -6.2607, "longitude": 106.8106})
    window_until: float = 0.0
    window_report: str = "error"
    threads: dict[str, Thread] = field(default_factory=lambda: {name: Thread() for name in PLATFORMS})

    @property
    def group_id(self) -> int:
        """A Telegram group this traveller may write from."""
        return -1_001_000_000_000 - self.telegram_id % 1_000_000_000

    def thread(self, platform: str | None = None) -> Thread:
        """The thread of ``platform``, by default the one on the screen."""
        return self.threads[platform or self.platform]

    def to_json(self, now: float) -> dict[str, Any]:
        """The phone without its bubbles."""
        thread = self.thread()
        return {
            "id": self.id,
            "name": self.name,
            "platform": self.platform,
            "language_code": self.language_code,
            "telegram_id": self.telegram_id,
            "number": self.number,
            "bsuid": self.bsuid,
            "username": self.username,
            "share_number": self.share_number,
            "share_user_id": self.share_user_id,
            "receipts": self.receipts,
            "position": self.position,
            "window_open": self.window_until > now,
            "blocked": thread.blocked,
            "keyboard": thread.keyboard,
            "typing": thread.typing_until > now,
            "notice": thread.notice,
        }
