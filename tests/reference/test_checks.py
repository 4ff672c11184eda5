from datetime import date

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.reference import register
from bot.reference import checks
from bot.reference.tables import table

TODAY = date(2026, 11, 24)


def with_row(monkeypatch: pytest.MonkeyPatch, name: str, changes: dict[str, str]) -> None:
    """Let the checks see one more row: a copy of the first with changes."""
    row = {**table(name)[0], **changes}
    monkeypatch.setattr(
        checks, "table", lambda asked: (*table(asked), row) if asked == name else table(asked)
    )


def test_the_tables_have_no_fault() -> None:
    assert checks.faults() == []


@pytest.mark.parametrize(
    ("name", "changes", "text"),
    [
        ("emergency_numbers", {}, "appears twice"),
        ("home_lines", {"nationality_iso2": "XX"}, "has no valid country code: 'XX'"),
        ("home_lines", {"nationality_iso2": "BR", "source": " "}, "has no source"),
        ("home_lines", {"nationality_iso2": "BR", "e164": "0812"}, "e164 is no international number: 0812"),
        (
            "home_lines",
            {"nationality_iso2": "BR", "stated": "last year"},
            "has an unreadable date: 'last year'",
        ),
        ("emergency_numbers", {"iso2": "BR", "police": "one one two"}, "police is no number: one one two"),
        ("cities", {"name_en": "Atlantis", "lat": "39.9", "lon": "116.4"}, "lies in CN"),
        ("jakarta_areas", {"name": "Bogor", "lat": "-6.6", "lon": "106.8"}, "lies outside Jakarta"),
    ],
)
def test_faults_are_found(monkeypatch: pytest.MonkeyPatch, name: str, changes: dict, text: str) -> None:
    with_row(monkeypatch, name, changes)
    assert text in [finding.text for finding in checks.faults()]


def test_points_to_confirm() -> None:
    found = {(f.table, f.row, f.text) for f in checks.to_confirm(TODAY)}
    assert ("emergency_numbers", "AF", "conflicting") in found
    assert ("emergency_numbers", "CG", "one source") in found
    assert ("hotlines", "KBRI Brussels +32 478 95 72 14", "older than a year (2016-03-24)") in found
    assert ("home_lines", "ID", "older than a year (2025-10)") in found


def test_the_command_lists_and_counts() -> None:
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, ["reference", "check", "--table", "hotlines", "--on", "2026-11-24"])
    assert result.exit_code == 0
    assert "hotlines: KBRI Tehran" in result.output
    assert "0 faults" in result.output


def test_the_command_fails_on_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with_row(monkeypatch, "home_lines", {"nationality_iso2": "XX"})
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, ["reference", "check", "--summary"])
    assert result.exit_code == 1
    assert "FAULT" in result.output
