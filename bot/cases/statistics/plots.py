"""Drawing of the plots. Importing this module loads matplotlib.

Words stay words in the SVG and are set by the page's fonts; so nothing here depends on how wide they are:
names stand above their bars, keys of colours beside the plot.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from bot.cases.statistics.pictures import BARS, COLUMNS, SHARES, Picture
from bot.cases.statistics.svg import FAINT, INK, SERIES, for_page

WIDTH = 4.6
"""Inches. A phone shows a plot of this width without making its letters too small."""
_THICK = 0.42
_THIN = 0.26
_TICKS, _SHORT_TICKS = 8, 12
_RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.size": 8.5,
    "text.parse_math": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": FAINT,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}


def svg_of(picture: Picture) -> str:
    """Return a plot as an SVG element that takes its colours and letters from the page."""
    drawer, height = _DRAWERS[picture.kind]
    file = io.StringIO()
    # A fixed salt: the same figures give the same page.
    with rc_context({**_RC, "svg.hashsalt": picture.name}), warnings.catch_warnings():
        # The letters are the page's; that matplotlib's own font lacks some of them does not matter.
        warnings.filterwarnings("ignore", message="Glyph")
        figure = Figure(figsize=(WIDTH, height(len(picture.labels))), layout="constrained")
        drawer(figure.add_subplot(), picture)
        figure.savefig(file, format="svg", metadata={"Date": None}, transparent=True)
    return for_page(file.getvalue(), picture.name, picture.alt)


def _bars(axes: Axes, picture: Picture) -> None:
    places = range(len(picture.labels))
    starts = [0.0] * len(picture.labels)
    for row, colour in zip(picture.values, _colours(picture), strict=False):
        axes.barh(places, row, _THICK, left=starts, color=colour, linewidth=0)
        starts = [start + value for start, value in zip(starts, row, strict=True)]
    for place, label in enumerate(picture.labels):
        _name(axes, place - 0.27, label)
        axes.annotate(
            picture.texts[0][place],
            (starts[place], place),
            (3, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    axes.set(ylim=(len(picture.labels) - 0.6, -0.75), xlim=(0, 1.16 * max(starts)))
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))


def _shares(axes: Axes, picture: Picture) -> None:
    for number, (row, colour) in enumerate(zip(picture.values, _colours(picture), strict=False)):
        heights = [place + (number - 0.35) * _THIN for place in range(len(row))]
        axes.barh(heights, row, 0.9 * _THIN, color=colour, linewidth=0)
        # In a column of their own, where no line of a goal runs through them.
        for height, text in zip(heights, picture.texts[number], strict=True):
            axes.annotate(text, (1.02, height), va="center", fontsize=7.5)
    for line in picture.lines:
        axes.axvline(line.value, color=_colours(picture)[line.series], linewidth=1.1, linestyle=(0, (3, 2)))
    for place, label in enumerate(picture.labels):
        _name(axes, place - 0.26, label)
    axes.set(ylim=(len(picture.labels) - 0.45, -0.75), xlim=(0, 1.17))
    axes.set_yticks([])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))


def _columns(axes: Axes, picture: Picture) -> None:
    places = range(len(picture.labels))
    starts = [0.0] * len(picture.labels)
    for row, colour in zip(picture.values, _colours(picture), strict=False):
        axes.bar(places, row, 0.74, bottom=starts, color=colour, linewidth=0)
        starts = [start + value for start, value in zip(starts, row, strict=True)]
    is_short = all(len(label) <= 4 for label in picture.labels)
    every = -(-len(picture.labels) // (_SHORT_TICKS if is_short else _TICKS))
    shown = list(places)[::every]
    axes.set_xticks(shown, [picture.labels[place] for place in shown])
    axes.tick_params(length=0)
    axes.tick_params(axis="x", pad=5)
    axes.set_xlim(-0.6, len(picture.labels) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    if picture.texts:
        for place, text in enumerate(picture.texts[0]):
            axes.annotate(
                text, (place, starts[place]), (0, 2), textcoords="offset points", ha="center", fontsize=7.5
            )
    axes.grid(visible=False, axis="x")


def _colours(picture: Picture) -> list[str]:
    return [SERIES[number - 1] for number in picture.colours]


def _name(axes: Axes, height: float, label: str) -> None:
    axes.annotate(label, (0, height), (1, 0), textcoords="offset points", va="bottom", fontsize=8)


_DRAWERS: dict[str, tuple[Callable[[Axes, Picture], None], Callable[[int], float]]] = {
    BARS: (_bars, lambda rows: 0.4 + 0.36 * rows),
    SHARES: (_shares, lambda rows: 0.45 + 0.55 * rows),
    COLUMNS: (_columns, lambda _columns: 2.3),
}
