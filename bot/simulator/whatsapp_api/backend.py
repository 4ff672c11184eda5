"""What the stand-in remembers: messages of both sides, templates, limits."""

from __future__ import annotations

import base64
import secrets
import time
from dataclasses import dataclass
from typing import Any

from bot.simulator.config import SimulatorConfig
from bot.simulator.media import MediaStore
from bot.simulator.pacing import TokenBucket
from bot.simulator.phones.book import PhoneBook
from bot.simulator.phones.models import WINDOW_SECONDS, Bubble, PhoneRecord
from bot.simulator.whatsapp_api.errors import GraphError
from bot.simulator.whatsapp_api.media import MediaLinks

PAIR_BURST, PAIR_RATE = 45, 1 / 6
THROUGHPUT = 80
TYPING_SECONDS = 25.0


def new_wamid(number: str) -> str:
    """A message id of the shape the platform's have: base64 of the number and random bytes."""
    raw = b"\x1d\x18" + bytes([len(number)]) + number.encode() + b"\x15\x02\x00" + secrets.token_bytes(14)
    return "wamid." + base64.b64encode(raw).decode()


@dataclass(slots=True)
class SentMessage:
    """A message of the bot. ``phone`` is None when nobody has that number."""

    id: str
    phone: PhoneRecord | None
    bubble: Bubble
    by_user_id: bool
    input: str
    opaque: str | None
    template: bool
    final: str = ""


class WhatsAppBackend:
    """State of the WhatsApp stand-in."""

    def __init__(self, config: SimulatorConfig, phones: PhoneBook, media: MediaStore) -> None:
        self.config = config
        self.phones = phones
        self.media = media
        self.links = MediaLinks(media)
        self.pacing = config.pacing
        self.sent: dict[str, SentMessage] = {}
        self.received: dict[str, tuple[PhoneRecord, Bubble]] = {}
        self.templates: dict[tuple[str, str], str] = {("hello_world", "en_US"): "Hello World"}
        self._pairs: dict[str, TokenBucket] = {}
        self._throughput = TokenBucket(THROUGHPUT, THROUGHPUT)

    def recipient(self, body: dict[str, Any]) -> tuple[PhoneRecord | None, str, bool]:
        """The phone meant by ``to`` or ``recipient`` (``to`` wins), what was given, and whether by BSUID.

        Without a plus the country code of the business number is put in front, as the documentation warns;
        a BSUID in ``to`` is nobody's number.
        """
        to, user_id = body.get("to"), body.get("recipient")
        if to:
            given = str(to)
            digits = "".join(ch for ch in given if ch.isdigit())
            if not given.strip().startswith("+"):
                digits = self.config.whatsapp_country_code + digits
            return (None if "." in given else self.phones.by_number(digits)), given, False
        return self.phones.by_bsuid(str(user_id)), str(user_id), True

    def pace(self, phone: PhoneRecord | None) -> None:
        """Count one send. Raises 130429 (80 a second) or 131056 (1 in 6 s per user, 45 at once)."""
        if not self.pacing:
            return
        if self._throughput.take() > 0:
            raise GraphError(130429)
        if phone is None:
            return
        bucket = self._pairs.setdefault(phone.id, TokenBucket(PAIR_BURST, PAIR_RATE))
        if bucket.take() > 0:
            raise GraphError(131056)

    def window_error(self, phone: PhoneRecord, kind: str) -> GraphError | None:
        """131047 when the 24 hours are over and this is no template."""
        if kind in ("template", "reaction") or phone.window_until > time.time():
            return None
        return GraphError(131047)

    def open_window(self, phone: PhoneRecord) -> None:
        """A message of the traveller opens the window for 24 hours."""
        phone.window_until = time.time() + WINDOW_SECONDS

    def reset(self) -> None:
        """Forget messages and limits; templates stay."""
        self.sent.clear()
        self.received.clear()
        self._pairs.clear()
        self._throughput = TokenBucket(THROUGHPUT, THROUGHPUT)
