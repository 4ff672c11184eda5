"""Plot: emergencies recognised and false alarms, of both stages, of the screen and of the rules."""

from __future__ import annotations

from matplotlib.axes import Axes

from bot.nlu.evaluation.plots.style import INK, SYSTEMS, Plot, canvases
from bot.nlu.evaluation.report import ALL, Report

_PANELS = (
    ("Critical messages recognised, %", ("critical_recall", "critical_recall_screen", "critical_recall_rules")),
    ("Everyday messages taken for critical, %",
     ("false_critical_everyday", "false_critical_screen", "false_critical_rules")),
)  # fmt: skip
_THICKNESS = 0.26


def alarms_plot(report: Report) -> Plot:
    """Draw bars with their intervals, a group a language."""
    sets = [name for name in report.figures if name != ALL]
    drawn, panels = canvases(1.6 + 1.0 * len(sets), 2, (1, 1))
    for axes, (title, keys) in zip(panels, _PANELS):
        _panel(axes, report, sets, keys)
        axes.set_title(title)
    drawn.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(SYSTEMS))
    told = "; ".join(
        f"{name}: {row[key].percent} {what}"
        for name, row in report.figures.items()
        for key, what in (("critical_recall", "recognised"), ("false_critical_everyday", "false alarms"))
        if key in row
    )
    return Plot("alarms", "Emergencies recognised, and false alarms", f"Both stages together. {told}.", drawn)


def _panel(axes: Axes, report: Report, sets: list[str], keys: tuple[str, ...]) -> None:
    reach = 0.0
    for place, (key, (system, colour)) in enumerate(zip(keys, SYSTEMS.items())):
        found = [(y, report.figures[name][key]) for y, name in enumerate(sets) if key in report.figures[name]]
        heights = [y + (place - 1) * _THICKNESS for y, _ in found]
        values = [100 * figure.value for _, figure in found]
        ends = [(100 * (figure.low or 0), 100 * (figure.high or 0)) for _, figure in found]
        below = [value - low for value, (low, _) in zip(values, ends)]
        above = [high - value for value, (_, high) in zip(values, ends)]
        axes.barh(
            heights, values, _THICKNESS, color=colour, label=system, xerr=[below, above],
            error_kw={"ecolor": INK, "elinewidth": 0.8, "capsize": 1.5},
        )  # fmt: skip
        for height, value, (_, high) in zip(heights, values, ends):
            axes.annotate(
                f"{value:.1f}", (high, height), (3, 0), textcoords="offset points", va="center", fontsize=6.5
            )
            reach = max(reach, high)
    axes.set_yticks(range(len(sets)), sets)
    axes.set_xlim(0, 1.12 * reach or 1)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
