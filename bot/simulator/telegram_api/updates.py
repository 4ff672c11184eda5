"""Updates that wait for the bot, and their life times."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DEFAULT_EXCLUDED = {"chat_member", "message_reaction", "message_reaction_count"}
LIFETIMES = {"callback_query": 150.0, "inline_query": 30.0}
MESSAGE_LIFETIME = 86_400.0


@dataclass(slots=True)
class StoredUpdate:
    """One update; ``phone`` and ``bubble`` name the message on the traveller's screen."""

    update_id: int
    kind: str
    payload: dict[str, Any]
    queue: str
    expires_at: float
    phone: str
    bubble: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The Update object."""
        return {"update_id": self.update_id, self.kind: self.payload}


class UpdateStore:
    """Pending updates in order. ``on_add`` and ``on_taken`` are told of new and of confirmed ones."""

    def __init__(self, first_id: int = 870_000_001) -> None:
        self.next_id = first_id
        self.pending: dict[int, StoredUpdate] = {}
        self.allowed: set[str] | None = None
        self.on_add: Callable[[StoredUpdate], None] = lambda update: None
        self.on_taken: Callable[[StoredUpdate], None] = lambda update: None

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind (``allowed_updates``)."""
        return kind in self.allowed if self.allowed is not None else kind not in DEFAULT_EXCLUDED

    def add(
        self, kind: str, payload: dict[str, Any], *, queue: str, phone: str, bubble: int | None = None
    ) -> StoredUpdate | None:
        """Store an update. None when the bot did not ask for this kind."""
        if not self.wants(kind):
            return None
        update = StoredUpdate(
            self.next_id,
            kind,
            payload,
            queue,
            time.time() + LIFETIMES.get(kind, MESSAGE_LIFETIME),
            phone,
            bubble,
        )
        self.next_id += 1
        self.pending[update.update_id] = update
        self.on_add(update)
        return update

    def expire(self) -> None:
        """Drop what is too old."""
        now = time.time()
        for update in [u for u in self.pending.values() if u.expires_at <= now]:
            del self.pending[update.update_id]

    def confirm(self, update_id: int) -> None:
        """The bot has this one."""
        update = self.pending.pop(update_id, None)
        if update is not None:
            self.on_taken(update)

    def confirm_below(self, offset: int) -> None:
        """The bot has all below ``offset``."""
        for update_id in [key for key in self.pending if key < offset]:
            self.confirm(update_id)

    def slice(self, limit: int) -> list[StoredUpdate]:
        """The oldest pending updates."""
        return sorted(self.pending.values(), key=lambda update: update.update_id)[:limit]

    def clear(self) -> None:
        """Drop everything that waits."""
        self.pending.clear()
