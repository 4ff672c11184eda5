import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import typer
from click.testing import Result
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


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command with an empty data folder, so that no database of this machine counts."""
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", f"sqlite:///{tmp_path / 'lindung.db'}")
    app = typer.Typer()
    register(app)
    return lambda *words: CliRunner().invoke(app, ["reference", "check", *words])


def test_the_command_lists_and_counts(command: Callable[..., Result]) -> None:
    result = command("--table", "hotlines", "--on", "2026-11-24")
    assert result.exit_code == 0
    assert (
        "confirm  hotlines  older than a year (2016-03-24)    KBRI Brussels +32 478 95 72 14" in result.stdout
    )
    assert "0 faults" in result.stdout
    assert "no database" in result.stderr


def test_the_command_writes_csv_and_nothing_else(command: Callable[..., Result]) -> None:
    result = command("--format", "csv", "--on", "2026-11-24")
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert len(rows) == len(checks.to_confirm(TODAY))
    brussels = [row for row in rows if row["row"] == "KBRI Brussels +32 478 95 72 14"]
    assert ("confirm", "old", "2016-03-24") in [(r["kind"], r["code"], r["stated"]) for r in brussels]
    assert "points to confirm" in result.stderr


def test_faults_fail_the_command_only_when_asked(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_row(monkeypatch, "home_lines", {"nationality_iso2": "XX"})
    relaxed, strict = command("--summary"), command("--summary", "--strict")
    assert (relaxed.exit_code, strict.exit_code) == (0, 1)
    assert "fault    home_lines" in strict.stdout


def test_a_table_without_faults_passes_the_strict_command(command: Callable[..., Result]) -> None:
    assert command("--summary", "--strict").exit_code == 0


def test_an_unusable_database_is_told_and_changes_nothing(
    command: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lindung.db").write_bytes(b"no database at all, but long enough to look like one" * 50)
    result = command("--summary")
    assert (result.exit_code, "does not answer" in result.stderr) == (0, True)
    monkeypatch.setenv("LINDUNG_DATABASE_URL", "mysql://nowhere")
    result = command("--summary")
    assert (result.exit_code, "settings cannot be read" in result.stderr) == (0, True)
