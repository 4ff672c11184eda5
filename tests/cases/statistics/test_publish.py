import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.cases.statistics.publish import METHOD, Edition, html
from bot.cases.statistics.report import Report, ministry_report
from bot.cases.statistics.xlsx import workbook
from bot.desk.labels import LANGUAGES, Labels
from bot.store.database import Store
from tests.cases.statistics.making import answered_after, put_many
from tests.cases.statistics.sheets import read_sheets
from tests.factories import make_desk

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 6, 15, tzinfo=UTC)


@pytest.fixture
def report(store: Store) -> Report:
    def _fill(session: Session) -> None:
        put_many(session, 40, country="MY", steps=answered_after(9), status="resolved", outcome_code="helped")
        put_many(session, 21, country="SA", steps=answered_after(17), spoken="zh")
        put_many(session, 2, country="BR", spoken="fr")
        put_many(session, 6, exercise=True)

    store.write_now(_fill)
    return store.read_now(lambda session: ministry_report(session, 2026, JAKARTA, NOW))


def edition(report: Report, language: str = "en", publisher: str = "") -> Edition:
    return Edition(report, Labels(language), JAKARTA, {}, publisher)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_stands_alone(report: Report, language: str) -> None:
    page, words = html(edition(report, language)), Labels(language)
    assert f'<html lang="{language}">' in page
    assert words("report.title", year=2026) in page
    for key in METHOD:
        assert words(f"report.terms.{key}") in page
    assert page.count("<svg viewBox=") >= 4
    assert "size: A4" in page
    # Nothing is fetched and nothing runs.
    assert not re.findall(r'(?:src|href)="(?!#)', page.replace('xlink:href="#', ""))
    assert "<script" not in page
    assert "url(http" not in page
    # A key without words would stand there as itself.
    assert not re.findall(r"\b(?:report|statistics)\.[a-z_]+", page)


def test_hidden_figures_are_nowhere_in_the_page(report: Report) -> None:
    page = html(edition(report))
    assert re.search(r"each with fewer than five cases or hidden to protect others: [^<]*Brazil", page)
    assert not re.search(r"Brazil \(\d|>Brazil<", page)
    assert "6" in dict(edition(report).method())["Drills"]


def test_who_publishes_it_cannot_break_the_page(report: Report) -> None:
    page = html(edition(report, publisher='</style><script>alert(1)</script>"'))
    assert "<script>" not in page
    assert "&lt;/style&gt;&lt;script&gt;" in page


def test_a_year_without_cases(store: Store) -> None:
    store.write_now(lambda session: make_desk(session) and None)
    empty = store.read_now(lambda session: ministry_report(session, 2026, JAKARTA, NOW))
    page = html(edition(empty, "fr"))
    assert "Aucun dossier n’a été traité en 2026." in page
    assert "<table" not in page
    sheets = read_sheets(workbook(edition(empty, "fr")))
    assert ["Aucun dossier n’a été traité en 2026."] in sheets["Chiffres"]
    assert list(sheets) == ["Chiffres", "Comment on a compté"]
