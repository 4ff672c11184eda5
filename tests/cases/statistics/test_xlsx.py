import io
import sys
import zipfile
from dataclasses import replace

import pytest

from bot.cases.statistics.report import Report
from bot.cases.statistics.tables import HIDDEN, Column, Row, Table
from bot.cases.statistics.xlsx import SpreadsheetMissing, workbook
from bot.desk.labels import LANGUAGES, Labels
from tests.cases.statistics.sheets import read_sheets
from tests.cases.statistics.test_publish import edition, report

__all__ = ["report"]


def test_figures_are_numbers_and_hidden_ones_are_signs(report: Report) -> None:
    sheets = read_sheets(workbook(edition(report, publisher="Ministry")))
    assert list(sheets)[:3] == ["Figures", "Month by month", "By kind of case"]
    countries = {row[0]: row[1:] for row in sheets["By country"]}
    assert countries["Country"] == ["Handled", "Solved", "Share solved"]
    assert countries["Brazil"] == ["*", 0.0, "*"] or countries["Brazil"][0] == "*"
    assert countries["All together"][0] == 63.0
    assert ["Published by Ministry"] in sheets["Figures"]
    assert sheets["How fast a human answered"][0][2] == "Within 15 s (goal 90\u00a0%)"


def test_no_formula_no_link_no_macro(report: Report) -> None:
    evil = Table("topic", "desk", (Column("handled"),), (Row("x", (7,)), Row("y", (HIDDEN,))))
    changed = replace(edition(replace(report, tables={**report.tables, "topic": evil})), desks={
        "x": '=HYPERLINK("http://evil")', "y": "http://evil",
    })  # fmt: skip
    body = workbook(changed)
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        sheets = [file.read(name).decode() for name in file.namelist() if "worksheets/" in name]
        names = file.namelist()
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet or "<hyperlink" in sheet]
    assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
    assert ['=HYPERLINK("http://evil")', 7.0] in read_sheets(body)["By kind of case"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_names_that_a_sheet_may_bear(report: Report, language: str) -> None:
    sheets = read_sheets(workbook(edition(report, language)))
    assert len(sheets) == 8
    assert all(0 < len(name) <= 31 for name in sheets)
    texts = [str(value) for rows in sheets.values() for row in rows for value in row]
    assert not [text for text in texts if text.startswith(("report.", "statistics."))]


def test_the_same_report_gives_the_same_file(report: Report) -> None:
    assert workbook(edition(report)) == workbook(edition(report))


def test_without_the_library_it_says_what_is_missing(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(SpreadsheetMissing, match="XlsxWriter"):
        workbook(edition(report))
    assert "XlsxWriter" in Labels("zh")("report.missing")
