"""How fast one chat may be written to."""

from __future__ import annotations

from collections.abc import Callable

from bot.messages.channel import Capabilities


class Pacer:
    """A bucket per chat: ``burst`` messages at once, then one every ``seconds_per_message``.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._busy: dict[int, tuple[float, Capabilities]] = {}
        """Chat → when its bucket is empty again, and the pace of its platform."""

    def wait_s(self, chat: int) -> float:
        """Return the seconds until the chat may be written to; 0 when it may be now."""
        busy = self._busy.get(chat)
        if busy is None:
            return 0.0
        until, pace = busy
        room = pace.seconds_per_message * pace.burst
        return max(0.0, until - self._clock() + pace.seconds_per_message - room)

    def spend(self, chat: int, pace: Capabilities) -> None:
        """Count one message."""
        now = self._clock()
        until = self._busy[chat][0] if chat in self._busy else now
        self._busy[chat] = (max(now, until) + pace.seconds_per_message, pace)

    def block(self, chat: int, seconds: float, pace: Capabilities) -> None:
        """Write nothing to the chat for this long (the platform asked for it)."""
        room = pace.seconds_per_message * (pace.burst - 1)
        self._busy[chat] = (self._clock() + seconds + room, pace)

    def waiting(self) -> list[int]:
        """Return the chats that must wait, forgetting those whose bucket is empty."""
        now = self._clock()
        self._busy = {chat: busy for chat, busy in self._busy.items() if busy[0] > now}
        return [chat for chat in self._busy if self.wait_s(chat) > 0]
