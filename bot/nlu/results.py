"""What the package answers: plain records, ready for JSON through ``as_dict``."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

URGENCIES = ("routine", "urgent", "critical")
"""From the least to the most pressing."""

UNKNOWN_TOPIC = "chat_out_of_scope"
"""The topic of a text that says nothing."""


def more_urgent(first: str, second: str) -> str:
    """Return the more pressing of two urgencies."""
    return first if URGENCIES.index(first) >= URGENCIES.index(second) else second


@dataclass(frozen=True, slots=True)
class Entity:
    """A fact found in a text.

    ``start`` and ``end`` count characters in the text as it was given; ``value`` is the normal form
    (E.164 for a phone, ISO 8601 for a date or a time, a number for people, the canonical name for a place).
    """

    kind: str
    text: str
    value: str
    start: int
    end: int
    country: str = ""


@dataclass(frozen=True, slots=True)
class Screening:
    """The first look at a message: rules and n-grams only, no sentence vector."""

    language: str
    script: str
    urgency: str
    critical: bool
    topic: str
    confidence: float
    reasons: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Understanding:
    """The full reading of a message; ``ranking`` lists (topic, confidence), best first."""

    text: str
    language: str
    script: str
    urgency: str
    topic: str
    confidence: float
    ranking: list[tuple[str, float]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    @property
    def critical(self) -> bool:
        """Whether a life, body or liberty is in danger now."""
        return self.urgency == "critical"

    def as_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return asdict(self)
