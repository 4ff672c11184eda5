"""Plot: F1 of each topic in each language, as a heat map."""

from __future__ import annotations

from matplotlib import colormaps
from matplotlib.patches import Rectangle

from bot.nlu.evaluation.plots.style import FAINT, Plot, canvas
from bot.nlu.evaluation.report import ALL, Report

# Below this all is equally bad, so that the colours part what is good from what is very good.
_WORST = 0.5


def topic_f1_plot(report: Report) -> Plot:
    """Draw a row a topic, the worst first, and a column a set."""
    sets = [name for name in report.topics if name != ALL]
    rows = sorted({topic for name in sets for topic in report.topics[name]}, key=lambda topic: _mean(report, topic))
    drawn, axes = canvas(0.9 + 0.19 * len(rows))
    colours = colormaps["RdYlBu"]
    for y, topic in enumerate(rows):
        for x, name in enumerate(sets):
            score = report.topics[name].get(topic)
            if score is None:
                continue
            share = max(0.0, (score.f1 - _WORST) / (1 - _WORST))
            # The ends of the map are dark; its middle carries black letters on any screen.
            axes.add_patch(Rectangle((x - 0.47, y - 0.45), 0.94, 0.9, color=colours(0.2 + 0.6 * share), linewidth=0))
            axes.text(x, y, f"{100 * score.f1:.0f}", ha="center", va="center", fontsize=7, color="#000000")
    axes.set(xlim=(-0.5, len(sets) - 0.5), ylim=(len(rows) - 0.5, -0.5))
    axes.set_xticks(range(len(sets)), sets)
    axes.set_yticks(range(len(rows)), rows, fontsize=7)
    axes.xaxis.tick_top()
    axes.grid(visible=False)
    axes.tick_params(length=0)
    axes.spines[:].set_color(FAINT)
    worst = ", ".join(f"{topic} {100 * _mean(report, topic):.0f}" for topic in rows[:5])
    title = "F1 of each topic, the worst first"
    return Plot("topic_f1", title, f"{title}. Lowest means over the languages: {worst}. All are in the table.", drawn)


def _mean(report: Report, topic: str) -> float:
    found = [scores[topic].f1 for name, scores in report.topics.items() if name != ALL and topic in scores]
    return sum(found) / len(found)
