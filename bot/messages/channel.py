"""The one interface that a channel implements, and what the rest may ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.messages.types import Inbound, Outgoing, SendResult


@dataclass(frozen=True)
class Capabilities:
    """What a platform can show and how fast it may be written to."""

    text_limit: int
    body_limit_with_buttons: int
    max_buttons: int
    max_list_rows: int
    button_title_limit: int
    row_title_limit: int
    has_receipts: bool
    """Whether delivery is reported (Telegram has none)."""
    seconds_per_message: float
    """Sustained pace within one chat."""
    burst: int
    """Messages that may follow each other at once before the pace applies."""
    max_webhook_bytes: int


class ChannelAdapter(Protocol):
    """Speaks one platform. ``split`` is pure; the other calls do network I/O and nothing else."""

    name: str
    account: str
    capabilities: Capabilities

    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the body comes from the platform (compared in constant time)."""

    def split(self, body: bytes) -> list[Inbound]:
        """Turn one webhook body into its single happenings, in the platform's order.

        Raises:
            MalformedBody: the body is not what the platform sends.
        """

    async def send(self, message: Outgoing) -> SendResult:
        """Hand one message to the platform.

        Raises:
            SendError: with what the courier must know.
        """

    async def acknowledge_tap(self, tap_id: str) -> None:
        """Stop the spinner of a tapped button, where the platform has one; failures are harmless."""

    async def show_typing(self, chat_id: str, message_id: str) -> None:
        """Show that the message was read and an answer is being written; failures are harmless."""

    async def fetch_media(self, file_id: str, max_bytes: int) -> tuple[bytes, str]:
        """Return a file's content and MIME type.

        Raises:
            FileRefused: it is too large or no longer there.
            SendError: a passing failure; ``retryable`` says so.
        """

    async def close(self) -> None:
        """Close the connections."""
