"""Colours and letters that all plots share, and the empty canvas they start from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

WIDTH = 4.6
"""Inches. A phone shows a plot of this width without making its letters too small."""

INK = "#1b1f24"
FAINT = "#d3d8de"
PAPER = "#fdfdfe"
SERIES = {"id": "#c1440e", "en": "#2467b3", "zh": "#a88200", "fr": "#7a3fa0", "other": "#5d6b7a", "all": "#0f8a62"}
SYSTEMS = {"both stages": "#0f766d", "screen alone": "#d17a00", "rules alone": "#8893a1"}
COLOURS = {
    "ink": INK,
    "faint": FAINT,
    "paper": PAPER,
    **SERIES,
    **{f"system-{number}": colour for number, colour in enumerate(SYSTEMS.values())},
}
"""Name → colour. Each colour stands once, so that a page can put its own in place by name."""

RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.facecolor": PAPER,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": FAINT,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "legend.fontsize": 8,
}
"""To be in force while a plot is drawn and saved."""


@dataclass(frozen=True, slots=True)
class Plot:
    """``name``: of its file; ``title`` and ``alt``: what it shows, for those who see it and those who do not."""

    name: str
    title: str
    alt: str
    canvas: Canvas


def colour(name: str) -> str:
    """Return the colour of a set; languages without one of their own share that of ``other``."""
    return SERIES.get(name, SERIES["other"])


def canvas(height: float) -> tuple[Canvas, Axes]:
    """Return a canvas of the usual width and ``height`` inches with one pair of axes."""
    drawn = Canvas(figsize=(WIDTH, height), facecolor=PAPER, layout="constrained")
    return drawn, drawn.add_subplot()


def canvases(height: float, rows: int, ratios: Iterable[float]) -> tuple[Canvas, list[Axes]]:
    """Return the same with several pairs of axes, one below the other."""
    drawn = Canvas(figsize=(WIDTH, height), facecolor=PAPER, layout="constrained")
    axes = drawn.subplots(rows, 1, squeeze=False, gridspec_kw={"height_ratios": list(ratios)})
    return drawn, list(axes[:, 0])
