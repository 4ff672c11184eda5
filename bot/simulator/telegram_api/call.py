"""One call of the bot, as the method functions see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.simulator.telegram_api.backend import Chat, TelegramBackend
from bot.simulator.telegram_api.params import Params


@dataclass(slots=True)
class Call:
    """Arguments plus the stand-in's state."""

    backend: TelegramBackend
    params: Params

    def chat(self, *, write: bool = True) -> Chat:
        """The chat of ``chat_id``. Raises ``ApiError``."""
        return self.backend.chat(self.params.text("chat_id"), write=write)


@dataclass(slots=True, frozen=True)
class Described:
    """A result with the ``description`` some methods add."""

    result: Any
    description: str


Method = Callable[[Call], Awaitable[Any]]
