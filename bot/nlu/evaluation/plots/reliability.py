"""Plot: probability told against share that was so."""

from __future__ import annotations

from bot.nlu.evaluation.calibration import Reliability
from bot.nlu.evaluation.plots.style import INK, Plot, canvases, colour


def reliability_plot(name: str, title: str, reliabilities: dict[str, Reliability], pooled: str) -> Plot:
    """Draw one set (``pooled``) with its intervals, the others as thin lines, and how many sentences lie where."""
    canvas, (upper, lower) = canvases(4.4, 2, (4, 1))
    upper.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle=":")
    for language, reliability in reliabilities.items():
        means = [each.mean for each in reliability.bins]
        shares = [each.true.value for each in reliability.bins]
        if language != pooled:
            upper.plot(means, shares, color=colour(language), linewidth=1, marker=".", markersize=3, label=language)
    bins = reliabilities[pooled].bins
    shares = [each.true.value for each in bins]
    below = [share - (each.true.low or 0) for share, each in zip(shares, bins)]
    above = [(each.true.high or 0) - share for share, each in zip(shares, bins)]
    upper.errorbar(
        [each.mean for each in bins], shares, yerr=[below, above], color=colour(pooled), marker="o", markersize=4,
        linewidth=1.6, capsize=2, label=f"{pooled}, with 95 % interval",
    )  # fmt: skip
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="share that was so")
    upper.legend(loc="upper left")
    counts = [each.true.whole or 0 for each in bins]
    lower.bar([(each.low + each.high) / 2 for each in bins], counts, width=0.08, color=colour(pooled))
    lower.set(xlim=(0, 1), xlabel="probability told", ylabel="sentences")
    error = reliabilities[pooled].error
    told = "; ".join(
        f"{100 * each.mean:.0f} % told, {100 * share:.0f} % so ({count} sentences)"
        for each, share, count in zip(bins, shares, counts)
    )
    return Plot(name, title, f"{title}, {pooled}: calibration error {100 * error:.1f} %. {told}.", canvas)
