"""``lindung push`` as people run it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.cli.push import register
from bot.store.database import Store
from bot.store.tables import AuditEntry, PushTarget
from tests.factories import make_desk, make_user

RUN = CliRunner()


@pytest.fixture
def run(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    """The configured database holds one person."""
    store.write_now(lambda session: make_user(session, make_desk(session)) and None)
    monkeypatch.setenv("LINDUNG_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINDUNG_SMTP_URL", "smtp://127.0.0.1:9?tls=none")
    monkeypatch.setenv("LINDUNG_PUSH_FROM", "alarm@example.org")
    return store


def push(*arguments: str) -> Result:
    app = typer.Typer()
    register(app)
    return RUN.invoke(app, ["push", *arguments])


def test_an_address_comes_and_goes(run: Store) -> None:
    assert "is called by email" in push("add", "siti", "email", "siti@example.org").stdout
    assert "siti@example.org" in push("list", "siti").stdout
    assert push("remove", "siti", "1").exit_code == 0
    assert run.read_now(lambda s: s.scalars(select(PushTarget)).one().active) is False
    entries = run.read_now(lambda s: s.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all())
    assert entries == ["push_target_added", "push_target_removed"]


def test_what_cannot_be_is_told_in_a_sentence(run: Store) -> None:
    for arguments in (("add", "siti", "email", "nowhere"), ("remove", "siti", "9"), ("list", "nobody")):
        result = push(*arguments)
        assert result.exit_code == 2
        assert "Not done." in result.stderr
    assert run.read_now(lambda s: s.scalars(select(PushTarget)).all()) == []


def test_a_trial_call_says_what_is_wrong(run: Store) -> None:
    assert push("try", "siti").exit_code == 2
    push("add", "siti", "email", "siti@example.org")
    push("add", "siti", "telegram", "12345")
    result = push("try", "siti")
    assert result.exit_code == 1
    assert "does not answer" in result.stdout
    assert "LINDUNG_TELEGRAM_TOKEN" in result.stdout
