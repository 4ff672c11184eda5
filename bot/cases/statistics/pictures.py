"""What a plot shows, as plain words and numbers: drawn in this process or in another one."""

from __future__ import annotations

from dataclasses import dataclass

URGENCY_COLOURS = (4, 2, 3)
"""Critical, urgent, routine."""
BARS, SHARES, COLUMNS = "bars", "shares", "columns"


@dataclass(frozen=True)
class Line:
    """A vertical line at a value, such as a goal; ``series`` is the number of the series it belongs to."""

    value: float
    text: str
    series: int


@dataclass(frozen=True)
class Picture:
    """One plot.

    ``kind``: bars lie and are stacked, columns stand and are stacked, shares lie side by side on 0 to 100 %.
    ``values``: a row a series, a value a label. ``texts``: what is written at each bar (shares: a row a
    series). ``alt``: the same for those who do not see it.
    """

    name: str
    kind: str
    title: str
    alt: str
    labels: tuple[str, ...]
    series: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    texts: tuple[tuple[str, ...], ...] = ()
    lines: tuple[Line, ...] = ()
    colours: tuple[int, ...] = (1, 2, 3, 4)
    """Number of the page's colour (``--plot-<number>``) of each series."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.labels or not any(any(row) for row in self.values)
