"""What a way of calling people must do, and what it is given: code, desk and urgency, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

KINDS = ("email", "telegram", "apprise")
TRIAL = "trial"
"""Urgency of a call that only tries an address out; it has no code."""
_URGENCY = {
    "critical": {"id": "DARURAT", "en": "CRITICAL", "zh": "危急", "fr": "CRITIQUE"},
    "urgent": {"id": "MENDESAK", "en": "URGENT", "zh": "紧急", "fr": "URGENT"},
    "routine": {"id": "biasa", "en": "routine", "zh": "一般", "fr": "courant"},
    TRIAL: {"id": "UJI COBA", "en": "TRIAL", "zh": "测试", "fr": "ESSAI"},
}


@dataclass(frozen=True)
class Notice:
    """One call. ``id`` is the row's, so that a call sent twice can be told from two calls."""

    id: int
    code: str
    desk: str
    urgency: str
    language: str = "en"

    @property
    def title(self) -> str:
        """Urgency and code, such as ``CRITICAL JKT-7K4P-2``."""
        words = _URGENCY.get(self.urgency, {})
        return f"{words.get(self.language, words.get('en', self.urgency))} {self.code}".rstrip()

    @property
    def text(self) -> str:
        """The whole call in one line."""
        return f"{self.title} · {self.desk}"


class NotifyError(Exception):
    """A call did not go out.

    Args:
        text: a sentence for the administrator: what happened, what to do now. Without address or token.
        retryable: it may work a little later.
        retry_after_s: seconds the other side asks us to wait.
    """

    def __init__(self, text: str, *, retryable: bool = False, retry_after_s: float | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.retryable = retryable
        self.retry_after_s = retry_after_s


class Notifier(Protocol):
    """One way of calling people."""

    async def send(self, address: str, notice: Notice) -> None:
        """Hand a call over.

        Raises:
            NotifyError: it was not taken.
        """

    async def close(self) -> None:
        """Free connections."""
