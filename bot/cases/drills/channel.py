"""The channel of drills: what is said on it is kept in the transcript and goes nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages.capabilities import TELEGRAM
from bot.messages.errors import FileRefused, SendError
from bot.messages.types import Inbound, Outgoing, SendResult
from bot.store.tables import Case, Conversation
from bot.store.tables.cases import OPEN_STATES

EXERCISE = "exercise"
ACCOUNT = "drill"
CHAT_PREFIX = "exercise-"
"""Every chat of a drill begins with it, so that no line of one can be mistaken for a real address."""


def is_exercise(session: Session, conversation: Conversation) -> bool:
    """Whether what comes up in a conversation is an exercise: it is of a drill and nobody said it is real."""
    if conversation.identity.channel != EXERCISE:
        return False
    real = select(Case.id).where(
        Case.conversation_id == conversation.id, Case.exercise.is_(False), Case.status.in_(OPEN_STATES)
    )
    return session.scalar(real.limit(1)) is None


class ExerciseChannel:
    """Has the methods of a channel's adapter. It takes lines for chats of drills and holds no connection."""

    name = EXERCISE
    account = ACCOUNT
    capabilities = TELEGRAM

    def verify(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Nothing comes in over the network; the player puts its lines into the inbox."""
        return False

    def split(self, body: bytes) -> list[Inbound]:
        """Nothing comes in over the network."""
        return []

    async def send(self, message: Outgoing) -> SendResult:
        """Take a line; nobody gets it.

        Raises:
            SendError: the chat is none of a drill.
        """
        if not message.chat_id.startswith(CHAT_PREFIX):
            raise SendError("not_a_drill", "This chat belongs to no drill. Nothing was sent.")
        return SendResult(f"{EXERCISE}-{message.tracking or message.chat_id}"[:255])

    async def acknowledge_tap(self, tap_id: str) -> None:
        """Nobody taps."""

    async def show_typing(self, chat_id: str, message_id: str) -> None:
        """Nobody looks."""

    async def fetch_media(self, file_id: str, max_bytes: int) -> tuple[bytes, str]:
        """Refuse.

        Raises:
            FileRefused: drills have no files.
        """
        raise FileRefused("A drill has no files.")

    async def close(self) -> None:
        """There is no connection."""
