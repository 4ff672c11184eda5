"""The channel of cases that a partner handed in: nobody reads there, and each line says so."""

from __future__ import annotations

from collections.abc import Mapping

from bot.messages.capabilities import TELEGRAM
from bot.messages.errors import FileRefused, SendError
from bot.messages.types import Inbound, Outgoing, SendResult

NOWHERE = (
    "This case came from a partner system: nobody reads this thread. Phone the reporter if that is safe, "
    "or call the partner; the people of the case are in its file."
)


class PartnerChannel:
    """Has the methods of a channel's adapter. Every send fails at once, certainly and in words."""

    name = "partner"
    account = ""
    capabilities = TELEGRAM
    """Lines are cut as there; nothing leaves."""

    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Nothing comes in here; partners use ``/api/v1``."""
        return False

    def split(self, body: bytes) -> list[Inbound]:
        """Nothing comes in here."""
        return []

    async def send(self, message: Outgoing) -> SendResult:
        """Refuse.

        Raises:
            SendError: always.
        """
        raise SendError("nobody_reads", NOWHERE)

    async def acknowledge_tap(self, tap_id: str) -> None:
        """There are no taps."""

    async def show_typing(self, chat_id: str, message_id: str) -> None:
        """There is nobody to show it to."""

    async def fetch_media(self, file_id: str, max_bytes: int) -> tuple[bytes, str]:
        """Refuse.

        Raises:
            FileRefused: always.
        """
        raise FileRefused("A partner system sends no files here.")

    async def close(self) -> None:
        """There is no connection."""
