"""``lindung drill`` as people run it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.cases.drills.channel import EXERCISE
from bot.cases.drills.control import last_drill, stop
from bot.cli import drill as command
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, InboundUpdate
from tests.cases.drills.playing import exercise_case, real_case
from tests.factories import make_desk

RUN = CliRunner()
FAST = """
title: "Try"
about: "try"
place: {latitude: -6.2, longitude: 106.8}
travellers:
  - {language: id, count: 3, within_s: 1, lines: [{text: "tolong"}]}
"""


@pytest.fixture
def lindung(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Run a drill command on the database of the test."""
    monkeypatch.setenv("LINDUNG_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(command, "EVERY_S", 0.01)
    store.write_now(lambda session: make_desk(session) and None)

    def run(*arguments: str) -> Result:
        app = typer.Typer()
        command.register(app)
        app.command("other")(lambda: None)  # With one group alone typer would drop its name.
        return RUN.invoke(app, ["drill", *arguments])

    return run


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "fast.yml"
    path.write_text(FAST, encoding="utf-8")
    return str(path)


def test_a_drill_plays_to_its_end(store: Store, lindung, scenario: str) -> None:  # type: ignore[no-untyped-def]
    result = lindung("run", scenario, "--speed", "50", "--times", "2")
    assert result.exit_code == 0, result.output
    assert "EXERCISE: Try. 6 lines." in result.stdout
    assert "All 6 lines are played." in result.stdout
    rows = store.read_now(lambda s: list(s.scalars(select(InboundUpdate.channel))))
    assert rows == [EXERCISE] * 6
    assert "ended, 6 of 6 lines" in lindung("status").stdout


def test_what_cannot_be_run_is_told_in_a_sentence(store: Store, lindung, scenario: str) -> None:  # type: ignore[no-untyped-def]
    result = lindung("run", "no_such")
    assert result.exit_code == 2
    assert "earthquake_padang" in result.stderr
    code = store.write_now(lambda s: real_case(s).code)
    result = lindung("run", scenario)
    assert result.exit_code == 2
    assert code in result.stderr
    assert "There was no drill yet." in lindung("status").stdout


def test_stop_from_elsewhere_ends_the_player(  # type: ignore[no-untyped-def]
    store: Store, lindung, scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nap(_seconds: float) -> None:
        store.write_now(lambda s: stop(s, "budi", utcnow()) and None)

    monkeypatch.setattr(command.time, "sleep", nap)
    result = lindung("run", scenario, "--speed", "0.1")
    assert result.exit_code == 0, result.output
    assert "was stopped after" in result.stdout


def test_an_interrupt_of_the_keyboard_stops_it(  # type: ignore[no-untyped-def]
    store: Store, lindung, scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nap(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command.time, "sleep", nap)
    assert "Stopped." in lindung("run", scenario, "--speed", "0.1").stdout
    state = store.read_now(lambda s: last_drill(s, utcnow()))
    assert state is not None
    assert state.state == "stopped"


def test_stop_ends_the_exercises_and_nothing_else(store: Store, lindung) -> None:  # type: ignore[no-untyped-def]
    store.write_now(lambda s: exercise_case(s) and None)
    store.write_now(lambda s: real_case(s) and None)
    assert "cases of drills" not in lindung("stop", "--keep-cases").stdout
    assert "1 cases of drills are ended." in lindung("stop").stdout
    states = store.read_now(lambda s: dict(s.execute(select(Case.exercise, Case.status)).all()))
    assert states == {True: "cancelled", False: "ringing"}


def test_the_list_names_every_scenario(lindung) -> None:  # type: ignore[no-untyped-def]
    result = lindung("list")
    assert result.exit_code == 0
    for name in ("earthquake_padang", "ferry_bali_strait", "mall_fire_jakarta"):
        assert name in result.stdout
