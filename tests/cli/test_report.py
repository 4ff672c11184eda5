"""``lindung report`` as people run it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typer
from sqlalchemy.orm import Session
from typer.testing import CliRunner, Result

from bot.cli.report import register
from bot.desk.labels import LANGUAGES
from bot.store.database import Store
from tests.cases.statistics.making import answered_after, put_many
from tests.cases.statistics.sheets import read_sheets
from tests.factories import make_desk

RUN = CliRunner()


@pytest.fixture
def configured(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """The configured database holds a few cases of March 2026."""

    def _fill(session: Session) -> None:
        make_desk(session)
        put_many(session, 12, country="MY", steps=answered_after(9), status="resolved", outcome_code="helped")

    store.write_now(_fill)
    monkeypatch.setenv("LINDUNG_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    return store


def ministry(*arguments: str) -> Result:
    app = typer.Typer()
    register(app)
    return RUN.invoke(app, ["report", "ministry", *arguments])


def test_a_page_and_a_spreadsheet(configured: Store, tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    result = ministry("--year", "2026", "--out", str(out), "--publisher", "Kemlu")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in out.iterdir()) == [
        "lindung-report-2026-en.html",
        "lindung-report-2026-en.xlsx",
    ]
    assert "Citizen assistance in 2026" in (out / "lindung-report-2026-en.html").read_text(encoding="utf-8")
    sheets = read_sheets((out / "lindung-report-2026-en.xlsx").read_bytes())
    assert ["Malaysia", 12.0, 12.0, 1.0] in sheets["By country"]
    assert ["Published by Kemlu"] in sheets["Figures"]


def test_all_languages_at_once(configured: Store, tmp_path: Path) -> None:
    result = ministry("--year", "2026", "--out", str(tmp_path), "--language", "all")
    assert result.exit_code == 0, result.output
    assert {path.name for path in tmp_path.glob("*.html")} == {
        f"lindung-report-2026-{code}.html" for code in LANGUAGES
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--year", "9998"], "has not begun"),
        (["--year", "1"], "2000"),
        (["--year", "2026", "--timezone", "Mars/Base"], "no clock"),
        (["--year", "2026", "--timezone", "../etc"], "no clock"),
        (["--year", "2026", "--language", "xx"], "xx"),
    ],
)
def test_what_cannot_be_done_is_told(
    configured: Store, tmp_path: Path, arguments: list[str], words: str
) -> None:
    result = ministry(*arguments, "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert words in result.output
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_a_file(configured: Store, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    result = ministry("--year", "2026", "--out", str(tmp_path / "taken"))
    assert result.exit_code == 2
    assert "Choose another folder" in result.output


def test_without_the_spreadsheet_library_the_page_is_there(
    configured: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = ministry("--year", "2026", "--out", str(tmp_path))
    assert result.exit_code == 1
    assert "XlsxWriter" in result.output
    assert (tmp_path / "lindung-report-2026-en.html").exists()
    assert not (tmp_path / "lindung-report-2026-en.xlsx").exists()


def test_a_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LINDUNG_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    result = ministry("--year", "2026", "--out", str(tmp_path))
    assert result.exit_code == 3
    assert "does not answer" in result.output
