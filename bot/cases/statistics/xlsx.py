"""The public report as a spreadsheet: figures as numbers, no formulas, no links, nothing that runs."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.cases.statistics.measures import GOALS
from bot.cases.statistics.publish import SECTIONS, Edition
from bot.cases.statistics.tables import COUNT, SHARE, Column, Hidden, Row, Table
from bot.cases.statistics.wording import HIDDEN_SIGN, day, whole_percent

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

# Whatever a name begins with, it stays a name: "=1+1" is text.
_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_HEADLINE = (
    "handled", "solved", "solved_share", "ended", "ended_share", "open", "abroad", "home",
    "critical", "urgent", "routine", "within_15", "within_20",
)  # fmt: skip
_SHARES = ("solved_share", "ended_share", "within_15", "within_20")
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "text": {"text_wrap": True, "valign": "top"},
    "term": {"bold": True, "text_wrap": True, "valign": "top"},
    "head": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "align": "right"},
    "head_left": {"bold": True, "bottom": 1, "valign": "bottom"},
    "name": {"text_wrap": True, "valign": "top"},
    "count": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "seconds": {"num_format": "#,##0.0"},
    "sign": {"align": "right"},
}


class SpreadsheetMissing(Exception):
    """The library that writes spreadsheets is not installed; the text says what to do."""


def workbook(edition: Edition) -> bytes:
    """Return the file.

    Raises:
        SpreadsheetMissing: XlsxWriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise SpreadsheetMissing(edition.words("report.missing")) from error
    file = BytesIO()
    book = xlsxwriter.Workbook(file, _OPTIONS)
    book.set_properties({"title": edition.words("report.title", year=edition.report.year)})
    # The moment of the report, not of the writing: the same report gives the same file.
    book.set_properties({"created": edition.report.made_at.replace(tzinfo=None)})
    _Writer(book, edition).write()
    book.close()
    return file.getvalue()


class _Writer:
    def __init__(self, book: Workbook, edition: Edition) -> None:
        self._book, self._edition, self._words = book, edition, edition.words
        self._formats = {name: book.add_format(values) for name, values in _FORMATS.items()}
        self._bold = {
            name: book.add_format({**values, "bold": True, "top": 1}) for name, values in _FORMATS.items()
        }

    def write(self) -> None:
        """Write a sheet of figures, one a table, and one of the method."""
        self._figures()
        for key in SECTIONS:
            table = self._edition.report.tables[key]
            if table.rows:
                self._table(table)
        self._method()

    def _sheet(self, title: str, widths: tuple[int, ...]) -> Worksheet:
        sheet = self._book.add_worksheet(_sheet_name(title))
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&P / &N")
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)
        return sheet

    def _figures(self) -> None:
        edition, words, report = self._edition, self._words, self._edition.report
        sheet = self._sheet(words("report.figures"), (44, 18))
        lines = [
            words("report.by", publisher=edition.publisher) if edition.publisher else "",
            words("report.period", first=day(words, report.first), last=day(words, report.last)),
            words("report.provisional", last=day(words, report.until)) if report.provisional else "",
            words("report.made", date=day(words, report.made_at.astimezone(edition.zone))),
            words("report.empty", year=report.year) if report.is_empty else "",
            words("report.hidden") if report.small else "",
        ]
        sheet.write_string(0, 0, words("report.title", year=report.year), self._formats["title"])
        place = 1
        for line in filter(None, lines):
            sheet.write_string(place, 0, line)
            place += 1
        place += 1
        sheet.write_string(place, 0, words("report.item"), self._formats["head_left"])
        sheet.write_string(place, 1, words("report.value"), self._formats["head"])
        for key in _HEADLINE:
            place += 1
            column = Column(key, SHARE if key in _SHARES else COUNT)
            sheet.write_string(place, 0, words(f"report.headline.{key}"), self._formats["name"])
            self._cells(sheet, place, 1, (column,), Row(key, (report.headline[key],)))

    def _table(self, table: Table) -> None:
        words = self._words
        sheet = self._sheet(words(f"report.{table.key}"), (40, *(16 for _ in table.columns)))
        sheet.write_string(0, 0, words(f"report.group.{table.key}"), self._formats["head_left"])
        for number, column in enumerate(table.columns, 1):
            sheet.write_string(0, number, self._heading(column), self._formats["head"])
        for place, row in enumerate((*table.rows, *([table.total] if table.total else [])), 1):
            formats = self._bold if row is table.total else self._formats
            sheet.write_string(place, 0, self._edition.name(table, row.code), formats["name"])
            self._cells(sheet, place, 1, table.columns, row, is_total=row is table.total)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)

    def _heading(self, column: Column) -> str:
        heading = self._words(f"statistics.column.{column.key}")
        if column.kind == "seconds":
            return f"{heading} (s)"
        if column.goal in GOALS:
            return (
                f"{heading} ({self._words('statistics.goal', share=whole_percent(self._words, column.goal))})"
            )
        return heading

    def _cells(
        self,
        sheet: Worksheet,
        place: int,
        first: int,
        columns: tuple[Column, ...],
        row: Row,
        *,
        is_total: bool = False,
    ) -> None:
        formats = self._bold if is_total else self._formats
        for number, (column, cell) in enumerate(zip(columns, row.cells, strict=True), first):
            if isinstance(cell, Hidden):
                sheet.write_string(place, number, HIDDEN_SIGN, formats["sign"])
            elif cell is None:
                sheet.write_blank(place, number, None, formats["sign"])
            elif math.isinf(cell):
                sheet.write_string(place, number, self._words("statistics.never"), formats["sign"])
            else:
                sheet.write_number(place, number, cell, formats[column.kind])

    def _method(self) -> None:
        sheet = self._sheet(self._words("report.method"), (32, 90))
        for place, (term, definition) in enumerate(self._edition.method()):
            sheet.write_string(place, 0, term, self._formats["term"])
            sheet.write_string(place, 1, definition, self._formats["text"])


def _sheet_name(title: str) -> str:
    """Return a title as the name of a sheet: at most 31 characters, none of those that are not allowed."""
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\").strip("' ")
    return kept[:31].strip("' ")
