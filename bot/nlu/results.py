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

    ``start`` and ``end`` count characters in the text as it was given; ``value`` is the normal form:

    - country: ISO 3166 alpha-2 code. city: the English name of the reference data, with coordinates.
    - mission: its official name ("KJRI Hongkong"), or "Embassy of France, Jakarta", without the place where
      none is named; ``country`` is whose mission it is, empty where that is not said.
    - phone: E.164. plate: letters and figures in capitals ("B 1234 XYZ"). case_code: ``JKT-7K4P-2``.
    - people: ``4``; ``10+`` for "ten or more", "more than ten" and the teens; ``~12`` for "about twelve", "a
      dozen"; ``2-3`` for "two or three". Vague plurals count from two: dozens ``20+``, hundreds ``200+``.
    - date: ISO 8601. time: ``15:00`` of the day that is meant or of today; a moment counted from now that falls
      on another day has its date too (``2026-11-25T08:00``).

    ``latitude`` and ``longitude`` are WGS 84 degrees, None where unknown.
    """

    kind: str
    text: str
    value: str
    start: int
    end: int
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


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
    """The full reading of a message.

    ``ranking`` lists (topic, confidence), best first; ``danger`` is the classifiers' probability that it is critical,
    None where there are none.
    """

    text: str
    language: str
    script: str
    urgency: str
    topic: str
    confidence: float
    ranking: list[tuple[str, float]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    danger: float | None = None

    @property
    def critical(self) -> bool:
        """Whether a life, body or liberty is in danger now."""
        return self.urgency == "critical"

    def as_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready data."""
        return asdict(self)
