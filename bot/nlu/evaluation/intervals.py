"""Shares with their uncertainty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

_Z = 1.959964
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``."""

    part: int
    whole: int

    @classmethod
    def of(cls, outcomes: Iterable[bool]) -> Share:
        """Count the true ones."""
        listed = [bool(outcome) for outcome in outcomes]
        return cls(sum(listed), len(listed))

    @property
    def value(self) -> float:
        """The share, 0 where there is nothing to count."""
        return self.part / self.whole if self.whole else 0.0

    def interval(self) -> tuple[float, float]:
        """Return the interval at 95 %: Wilson's score, and the exact one (Clopper and Pearson) for none or all.

        With no miss seen the exact one is the wider, and that is the case people read most into.
        """
        if not self.whole:
            return 0.0, 1.0
        if self.part == 0:
            return 0.0, 1 - _TAIL ** (1 / self.whole)
        if self.part == self.whole:
            return _TAIL ** (1 / self.whole), 1.0
        n, p = self.whole, self.value
        centre = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return max(0.0, centre - reach), min(1.0, centre + reach)

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{100 * self.value:.1f} % ({self.part}/{self.whole}, {100 * low:.1f}–{100 * high:.1f})"
