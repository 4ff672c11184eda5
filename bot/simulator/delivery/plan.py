"""On demand: what is special about the next webhooks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
SHAPES = ("messages", "changes", "entries")


@dataclass(slots=True)
class Parcel(Generic[Item]):
    """Items for one POST, and how many times it is posted."""

    items: list[Item]
    copies: int = 1
    shape: str = "messages"


@dataclass(slots=True)
class DeliveryPlan(Generic[Item]):
    """Holds items back until a batch or a disorder is complete.

    ``batch`` joins the next N items in one POST (WhatsApp only), ``shuffle`` sends the next N in another
    order, ``duplicate`` posts the next N parcels twice, ``hold`` keeps everything until ``flush``.
    """

    hold: bool = False
    batch: int = 0
    shuffle: int = 0
    duplicate: int = 0
    shape: str = "messages"
    waiting: list[Item] = field(default_factory=list)

    def configure(self, data: dict[str, Any]) -> None:
        """Set the fields given in JSON. Raises ``ValueError`` with a plain message."""
        for name in ("batch", "shuffle", "duplicate"):
            if name in data:
                value = data[name]
                if not isinstance(value, int) or not 0 <= value <= 1000:
                    raise ValueError(f'"{name}" must be a whole number from 0 to 1000.')
                setattr(self, name, value)
        if "hold" in data:
            self.hold = bool(data["hold"])
        if "shape" in data:
            if data["shape"] not in SHAPES:
                raise ValueError(f'"shape" must be one of: {", ".join(SHAPES)}.')
            self.shape = data["shape"]

    def offer(self, item: Item) -> list[Parcel[Item]]:
        """Take an item in. Returns the parcels to post now, in this order."""
        self.waiting.append(item)
        needed = max(self.batch, self.shuffle, 1)
        if self.hold or len(self.waiting) < needed:
            return []
        return self.flush()

    def flush(self) -> list[Parcel[Item]]:
        """Everything that waits, as parcels."""
        items, self.waiting = self.waiting, []
        if not items:
            return []
        if self.shuffle:
            items = _disordered(items)
        groups = [items] if self.batch else [[item] for item in items]
        self.batch = self.shuffle = 0
        parcels = []
        for group in groups:
            copies = 1
            if self.duplicate > 0:
                self.duplicate -= 1
                copies = 2
            parcels.append(Parcel(group, copies, self.shape))
        return parcels

    def clear(self) -> None:
        """Back to normal; what waits is dropped."""
        self.hold, self.batch, self.shuffle, self.duplicate, self.shape = False, 0, 0, 0, "messages"
        self.waiting.clear()


def _disordered(items: list[Item]) -> list[Item]:
    """The items in an order that is certainly another one (when there are two or more)."""
    order = list(range(len(items)))
    random.shuffle(order)
    if order == sorted(order):
        order.reverse()
    return [items[index] for index in order]
