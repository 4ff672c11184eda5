"""One figure of a report: a share with its interval and counts, or a plain number between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass

from bot.nlu.evaluation.intervals import Share


@dataclass(frozen=True, slots=True)
class Figure:
    """``low`` and ``high``: the interval at 95 %; these and the counts are absent where it is no share."""

    value: float
    low: float | None = None
    high: float | None = None
    part: int | None = None
    whole: int | None = None

    @classmethod
    def of(cls, measured: Share | float) -> Figure:
        """Return the figure of a share or of a plain number."""
        if isinstance(measured, Share):
            low, high = measured.interval()
            return cls(measured.value, low, high, measured.part, measured.whole)
        return cls(measured)

    @classmethod
    def if_any(cls, share: Share) -> Figure | None:
        """Return the figure, or None where there was nothing to count."""
        return cls.of(share) if share.whole else None

    @property
    def percent(self) -> str:
        """The value as people read it. 99.96 % is not shown as all of them."""
        shown = f"{100 * self.value:.1f}"
        return f"{100 * self.value:.2f} %" if shown == "100.0" and self.value < 1 else f"{shown} %"

    @property
    def precise(self) -> str:
        """The value to the hundredth, for comparison with a limit: 98.98 % has not reached 99 %."""
        return f"{100 * self.value:.2f} %"

    @property
    def counts(self) -> str:
        """Part and whole, empty where it is no share."""
        return "" if self.part is None else f"{self.part}/{self.whole}"

    @property
    def interval(self) -> str:
        """The interval, in percent, empty where there is none."""
        return "" if self.low is None or self.high is None else f"{100 * self.low:.1f}–{100 * self.high:.1f}"

    def __str__(self) -> str:
        details = ", ".join(part for part in (self.counts, self.interval) if part)
        return f"{self.percent} ({details})" if details else self.percent
