"""Plot: the pairs of topics that are confused most often."""

from __future__ import annotations

from bot.nlu.evaluation.plots.style import Plot, canvas, colour
from bot.nlu.evaluation.report import Report

_PAIRS = 15


def confusions_plot(report: Report) -> Plot:
    """Draw a bar a pair, parted by language; the pair stands above its bar, so that a phone can show it."""
    pairs = report.confusions[:_PAIRS]
    drawn, axes = canvas(0.9 + 0.36 * max(1, len(pairs)))
    languages = sorted({name for pair in pairs for name in pair.languages}, key=list(report.figures).index)
    starts = [0] * len(pairs)
    for language in languages:
        widths = [pair.languages.get(language, 0) for pair in pairs]
        axes.barh(range(len(pairs)), widths, 0.38, left=starts, color=colour(language), label=language)
        starts = [start + width for start, width in zip(starts, widths)]
    for y, pair in enumerate(pairs):
        axes.annotate(f"{pair.wanted} → {pair.got}", (0, y - 0.27), (1, 0), textcoords="offset points", fontsize=7)
    axes.set(ylim=(len(pairs) - 0.5, -0.75), xlabel="sentences")
    axes.set_xlim(0, max(starts, default=0) + 1)
    axes.set_yticks([])
    axes.grid(visible=False, axis="y")
    if languages:
        axes.legend(loc="lower right")
    told = "; ".join(f"{pair.wanted} read as {pair.got} {pair.count} times" for pair in pairs)
    return Plot("confusions", "Topics taken for each other", told or "No topic was taken for another.", drawn)
