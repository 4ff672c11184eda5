"""Writing of the page and of the plots beside it."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.nlu.errors import DataError, NluError
from bot.nlu.evaluation.compare import Comparison
from bot.nlu.evaluation.gates import Verdict
from bot.nlu.evaluation.measures import BY_KEY
from bot.nlu.evaluation.report import Report

PAGE = "report.html"
_HERE = Path(__file__).parent


class PlotsMissing(NluError):
    """The library that draws the plots is not there."""

    def __init__(self) -> None:
        super().__init__(
            "The page was not written: matplotlib, which draws its plots, is not installed. "
            "Run 'make setup' and evaluate again. report.json is complete."
        )


def write_page(report: Report, out: Path, verdict: Verdict | None = None, comparison: Comparison | None = None) -> Path:
    """Write ``report.html`` into the folder of ``report.json`` and return its path.

    Raises PlotsMissing without matplotlib, DataError where the folder cannot be written.
    """
    try:
        # Imported here because matplotlib takes a second and only a page needs it.
        from bot.nlu.evaluation.plots.draw import as_svg
    except ImportError as error:
        raise PlotsMissing from error
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    html = environment.get_template("report.html").render(
        report=report,
        verdict=verdict,
        comparison=comparison,
        measures=BY_KEY,
        plots=as_svg(report),
        style=(_HERE / "style.css").read_text(encoding="utf-8"),
    )
    path = out / PAGE
    try:
        # A sentence may hold half of a surrogate pair, which no encoding of a page can carry.
        path.write_bytes(html.encode("utf-8", "replace"))
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}. Name another folder with --out.") from error
    return path


def write_plots(report: Report, out: Path) -> list[Path]:
    """Write the plots as PNG files and return their paths. Raises the same errors."""
    try:
        from bot.nlu.evaluation.plots.draw import write_png
    except ImportError as error:
        raise PlotsMissing from error
    try:
        return write_png(report, out)
    except OSError as error:
        raise DataError(f"{out} cannot be written: {error.strerror}. Name another folder with --out.") from error
