"""All plots of a report, drawn and saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from matplotlib import rc_context

from bot.nlu.evaluation.plots.alarms import alarms_plot
from bot.nlu.evaluation.plots.confusions import confusions_plot
from bot.nlu.evaluation.plots.reliability import reliability_plot
from bot.nlu.evaluation.plots.style import RC, Plot
from bot.nlu.evaluation.plots.svg import svg
from bot.nlu.evaluation.plots.topic_f1 import topic_f1_plot
from bot.nlu.evaluation.report import ALL, Report

_DOTS_PER_INCH = 200


def draw(report: Report) -> Iterator[Plot]:
    """Yield the plots, each of which knows its title. To be used within ``rc_context(RC)``."""
    yield alarms_plot(report)
    yield topic_f1_plot(report)
    yield confusions_plot(report)
    pooled = ALL if ALL in report.calibration else next(iter(report.calibration))
    topics = {name: each.topic for name, each in report.calibration.items()}
    yield reliability_plot("reliability_topic", "Confidence in the topic", topics, pooled)
    danger = {name: each.danger for name, each in report.calibration.items() if each.danger is not None}
    if pooled in danger:
        yield reliability_plot("reliability_danger", "Probability of danger", danger, pooled)


def as_svg(report: Report) -> dict[str, tuple[str, str]]:
    """Return name → (title, SVG element for a page)."""
    with rc_context(RC):
        return {plot.name: (plot.title, svg(plot)) for plot in draw(report)}


def write_png(report: Report, out: Path) -> list[Path]:
    """Write the plots as PNG files into a folder that exists, and return their paths."""
    paths = []
    with rc_context(RC):
        for plot in draw(report):
            paths.append(out / f"{plot.name}.png")
            plot.canvas.savefig(paths[-1], dpi=_DOTS_PER_INCH)
    return paths
