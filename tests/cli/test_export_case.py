"""``lindung case export`` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.cli.export_case import register
from bot.store.database import Store
from bot.store.tables import AuditEntry
from tests.cases.formats.world import CODE, make_case

RUN = CliRunner()


@pytest.fixture
def run(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """The configured database holds one full case."""
    store.write_now(lambda session: make_case(session) and None)
    monkeypatch.setenv("LINDUNG_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINDUNG_BASE_URL", "https://lindung.example")
    return store


def lindung(*arguments: str) -> Result:
    app = typer.Typer()
    register(app)
    return RUN.invoke(app, ["case", "export", *arguments])


def test_to_the_screen(run: Store) -> None:
    result = lindung(CODE, "--format", "eido", "--recipient", "kbri-beijing")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["issuingElementIdentification"] == "lindung.example"


def test_to_a_file(run: Store, tmp_path: Path) -> None:
    path = tmp_path / "case.xml"
    result = lindung(CODE.lower(), "--format", "cap", "--recipient", "kbri-beijing", "--out", str(path))
    assert result.exit_code == 0, result.output
    assert path.read_bytes().startswith(b"<?xml")


def test_refused_with_a_reason_and_audited(run: Store) -> None:
    result = lindung(CODE, "--format", "json", "--recipient", "beijing-110")
    assert result.exit_code == 2
    assert "has not agreed" in result.stderr
    assert result.stdout == ""
    (entry,) = run.read_now(lambda session: list(session.scalars(select(AuditEntry))))
    assert (entry.actor, entry.action) == ("command line", "export_refused")


def test_a_code_that_is_none_and_a_file_that_cannot_be(run: Store, tmp_path: Path) -> None:
    assert "letter by letter" in lindung("JKT-0000-0", "--recipient", "kbri-beijing").stderr
    result = lindung(CODE, "--recipient", "kbri-beijing", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "Not written" in result.stderr
