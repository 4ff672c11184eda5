"""All phones, and finding one by what the platforms call it."""

from __future__ import annotations

import itertools
import time
from typing import Any

from bot.simulator.events import EventHub
from bot.simulator.phones.models import PLATFORMS, Bubble, PhoneRecord

_CHOICES = {
    "platform": PLATFORMS,
    "share_number": ("yes", "omitted", "empty"),
    "receipts": ("none", "sent", "delivered", "read", "read_only"),
    "window_report": ("error", "status"),
}
_EDITABLE = {"name": str, "language_code": str, "username": str, "share_user_id": bool, "position": dict}


class PhoneError(ValueError):
    """A phone cannot be made or changed as asked; the message says why."""


class PhoneBook:
    """Phones in order of creation. Numbers are from ranges that no real phone uses."""

    def __init__(self, hub: EventHub) -> None:
        self.hub = hub
        self._phones: dict[str, PhoneRecord] = {}
        self._index: dict[tuple[str, int | str], PhoneRecord] = {}
        self._numbers = itertools.count(1)

    def create(self, data: dict[str, Any]) -> PhoneRecord:
        """A new phone from JSON. Raises ``PhoneError`` on values that do not fit."""
        number = next(self._numbers)
        digits = "".join(ch for ch in str(data.get("number") or "") if ch.isdigit())
        phone = PhoneRecord(
            id=f"p{number}",
            name=str(data.get("name") or f"Phone {number}")[:64],
            platform="telegram",
            language_code="",
            telegram_id=6_900_000_000 + number,
            number=digits or f"62855500{number:05d}",
            bsuid=f"ID.9{number:019d}",
        )
        if self.by_number(phone.number) is not None:
            raise PhoneError("Another phone has this number already.")
        self.change(phone, data)
        self._phones[phone.id] = phone
        self._enter(phone)
        self.publish(phone, "phone")
        return phone

    def change(self, phone: PhoneRecord, data: dict[str, Any]) -> None:
        """Set the fields given in JSON. Raises ``PhoneError`` on values that do not fit."""
        for field, allowed in _CHOICES.items():
            if field in data:
                if data[field] not in allowed:
                    raise PhoneError(f'"{field}" must be one of: {", ".join(allowed)}.')
                setattr(phone, field, data[field])
        for field, kind in _EDITABLE.items():
            if field in data:
                if not isinstance(data[field], kind):
                    raise PhoneError(f'"{field}" must be of type {kind.__name__}.')
                setattr(phone, field, data[field])

    def get(self, id: str | None) -> PhoneRecord | None:
        """The phone by our id."""
        return self._phones.get(id or "")

    def all(self) -> list[PhoneRecord]:
        """Every phone, oldest first."""
        return list(self._phones.values())

    def remove(self, id: str) -> bool:
        """Take a phone away. False when there is none."""
        phone = self._phones.pop(id, None)
        if phone is not None:
            for key in self._names(phone):
                self._index.pop(key, None)
            self.hub.publish(lambda: {"type": "removed", "phone": id})
        return phone is not None

    def clear(self) -> None:
        """Take every phone away."""
        for id in list(self._phones):
            self.remove(id)

    def by_telegram_chat(self, chat_id: int) -> PhoneRecord | None:
        """The phone whose private chat or group has this id."""
        return self._index.get(("chat", chat_id))

    def by_number(self, digits: str) -> PhoneRecord | None:
        """The phone with this number, digits only."""
        return self._index.get(("number", digits))

    def by_bsuid(self, bsuid: str) -> PhoneRecord | None:
        """The phone with this business-scoped user id."""
        return self._index.get(("bsuid", bsuid))

    def renumber(self, phone: PhoneRecord, digits: str) -> None:
        """Give a phone another number; its business-scoped user id changes with it."""
        for key in self._names(phone):
            self._index.pop(key, None)
        phone.number, phone.bsuid = digits, f"{phone.bsuid[:3]}8{digits.zfill(19)}"
        self._enter(phone)

    @staticmethod
    def _names(phone: PhoneRecord) -> list[tuple[str, int | str]]:
        """What the platforms call the phone."""
        chats: list[tuple[str, int | str]] = [("chat", phone.telegram_id), ("chat", phone.group_id)]
        return [*chats, ("number", phone.number), ("bsuid", phone.bsuid)]

    def _enter(self, phone: PhoneRecord) -> None:
        self._index.update(dict.fromkeys(self._names(phone), phone))

    def show(self, phone: PhoneRecord, platform: str, bubble: Bubble) -> None:
        """Put a bubble on the screen; a bot's message ends "typing"."""
        thread = phone.thread(platform)
        thread.bubbles.append(bubble)
        if bubble.side == "bot":
            thread.typing_until = 0.0
        self.hub.publish(
            lambda: {"type": "bubble", "phone": phone.id, "platform": platform, "bubble": bubble.to_json()}
        )

    def update(self, phone: PhoneRecord, platform: str, bubble: Bubble) -> None:
        """Tell that a bubble changed."""
        self.hub.publish(
            lambda: {"type": "change", "phone": phone.id, "platform": platform, "bubble": bubble.to_json()}
        )

    def publish(self, phone: PhoneRecord, kind: str = "phone") -> None:
        """Tell that the phone itself changed (keyboard, typing, notice, platform)."""
        self.hub.publish(lambda: {"type": kind, "phone": phone.id, "record": phone.to_json(time.time())})

    def tick(self, phone: PhoneRecord, platform: str, bubble_id: int | None, ticks: str) -> None:
        """Raise the ticks of one of the phone's own messages; they never go back."""
        order = ("sent", "delivered", "read")
        bubble = phone.thread(platform).find(bubble_id=bubble_id)
        if bubble is None or bubble.ticks == ticks or bubble.ticks not in order:
            return
        if ticks in order and order.index(ticks) < order.index(bubble.ticks):
            return
        bubble.ticks = ticks
        self.update(phone, platform, bubble)
