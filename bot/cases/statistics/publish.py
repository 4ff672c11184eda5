"""The public report as a page that stands alone and prints on A4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.cases.statistics.gallery import report_pictures
from bot.cases.statistics.pictures import Picture
from bot.cases.statistics.report import Report
from bot.cases.statistics.tables import HIDDEN, SHARE, Cell, Column, Row, Table
from bot.cases.statistics.wording import Words, count, day, name_of, shown, whole_percent

SECTIONS = ("months", "topic", "language", "country", "outcome", "answers")
METHOD = (
    "handled", "solved", "open", "kind", "country", "answer",
    "late", "percentile", "small", "drills", "clock", "year",
)  # fmt: skip
_SHARES = ("solved_share", "ended_share", "within_15", "within_20")
_HERE = Path(__file__).parent / "page"


class PlotsMissing(Exception):
    """The library that draws the plots is not there; the text says what to do."""


@dataclass(frozen=True)
class Edition:
    """A report in one language. ``zone_name``: how its clock is called, such as Asia/Jakarta."""

    report: Report
    words: Words
    zone: tzinfo
    desks: Mapping[str, str]
    publisher: str = ""

    @property
    def zone_name(self) -> str:
        """Name of the clock."""
        return str(self.zone).replace("_", " ")

    def name(self, table: Table, code: str) -> str:
        """Return the name of a row."""
        return name_of(self.words, table.naming, code, self.desks)

    def names(self, table: Table, rows: Iterable[Row]) -> str:
        """Return the names of rows in one line, by the alphabet of the language."""
        joint = "、" if self.words.language == "zh" else ", "
        return joint.join(sorted(self.name(table, row.code) for row in rows))

    def shown(self, column: Column, cell: Cell) -> str:
        """Return a figure as people read it."""
        return shown(self.words, column, cell)

    def headline(self, key: str) -> str:
        """Return a figure of the first page."""
        cell = self.report.headline[key]
        return shown(self.words, Column(key, SHARE if key in _SHARES else "count"), cell)

    def method(self) -> list[tuple[str, str]]:
        """Return each term with its definition."""
        values = {"n": count(self.words, self.report.drills), "zone": self.zone_name}
        return [
            (self.words(f"report.terms.{key}"), self.words(f"report.method_of.{key}", **values))
            for key in METHOD
        ]


def html(edition: Edition) -> str:
    """Return the page.

    Raises:
        PlotsMissing: matplotlib is not installed.
    """
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words, report = edition.words, edition.report
    pictures = report_pictures(words, report, edition.desks)
    return environment.get_template("report.html").render(
        t=words,
        edition=edition,
        report=report,
        sections=SECTIONS,
        pictures={picture.name.removeprefix("plot-"): picture for picture in pictures},
        plots=_drawn(pictures),
        style=Markup((_HERE / "report.css").read_text(encoding="utf-8")),
        day=lambda when: day(words, when),
        percent=lambda value: whole_percent(words, value),
        css_string=_css_string,
        hidden=HIDDEN,
    )


def _css_string(text: str) -> Markup:
    """Return a text between quotes, without what would end the string or its element."""
    return Markup('"{}"').format(Markup("".join(letter for letter in text if letter not in '"\\<>\n')))


def _drawn(pictures: list[Picture]) -> dict[str, Markup]:
    if not pictures:
        return {}
    try:
        # Imported here because matplotlib takes a second, and an empty report needs none of it.
        from bot.cases.statistics.plots import svg_of
    except ImportError as error:
        raise PlotsMissing(
            "matplotlib, which draws the plots, is not installed. Run 'make setup'."
        ) from error
    return {picture.name.removeprefix("plot-"): Markup(svg_of(picture)) for picture in pictures}
