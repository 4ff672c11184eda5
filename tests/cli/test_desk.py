"""``lindung desk``: hours, shifts, parents, contacts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.accounts.seed import seed_desks
from bot.cli import desk, user
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.migrate import migrate
from bot.store.tables import Desk, DutyShift


@pytest.fixture
def database(tmp_path: Path) -> Store:
    store = Store(f"sqlite:///{tmp_path / 'cli.db'}")
    migrate(store)
    store.write_now(seed_desks)
    yield store
    store.close()


@pytest.fixture
def run(tmp_path: Path, database: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", database.url)
    monkeypatch.setenv("COLUMNS", "240")
    app = typer.Typer()
    user.register(app)
    desk.register(app)
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def row(store: Store, code: str) -> Desk:
    return store.read_now(lambda session: session.query(Desk).filter_by(code=code).one())


def test_the_list_shows_desks_with_people_and_counts_the_contacts(run: Callable[..., Any]) -> None:
    shown = run("desk", "list").output
    assert "kbri-paris" in shown
    assert "kbri-riyadh" not in shown
    assert "contacts that nobody has staffed" in shown
    assert "kbri-riyadh" in run("desk", "list", "--all").output


def test_hours_are_set_and_shown_on_the_desks_own_clock(run: Callable[..., Any], database: Store) -> None:
    assert "always" in run("desk", "hours", "kbri-paris").output
    done = run("desk", "hours", "kbri-paris", "mon-fri 9:00-17:00")
    assert done.exit_code == 0, done.output
    assert "mon-fri 09:00-17:00 (Europe/Paris)" in run("desk", "hours", "kbri-paris").output
    assert row(database, "kbri-paris").hours["fri"] == [["09:00", "17:00"]]
    assert run("desk", "hours", "kbri-paris", "always").exit_code == 0
    assert row(database, "kbri-paris").hours == {}


def test_a_mission_is_staffed_and_gets_a_roster(run: Callable[..., Any], database: Store) -> None:
    refused = run("desk", "edit", "kbri-riyadh", "--staffed")
    assert refused.exit_code == 2
    assert "Nobody has an account" in refused.stderr
    assert run("user", "add", "fatimah", "--desk", "kbri-riyadh").exit_code == 0
    assert run("desk", "edit", "kbri-riyadh", "--staffed").exit_code == 0
    start = utcnow() + timedelta(days=1)
    times = [f"{start + timedelta(hours=hours):%Y-%m-%d %H:%M}" for hours in (0, 8)]
    added = run("desk", "shift", "add", "kbri-riyadh", "fatimah", *times, "--role", "officer")
    assert added.exit_code == 0, added.output
    (shift,) = database.read_now(lambda session: session.query(DutyShift).all())
    # Riyadh is three hours ahead of UTC, all year.
    assert shift.starts_at == start.replace(second=0, microsecond=0) - timedelta(hours=3)
    listed = run("desk", "shift", "list", "kbri-riyadh").output
    assert "fatimah" in listed
    assert times[0] in listed
    assert run("desk", "shift", "remove", "kbri-riyadh", str(shift.id)).exit_code == 0
    assert "Nobody is on the roster" in run("desk", "shift", "list", "kbri-riyadh").output


def test_parent_ladder_contact_and_coverage_are_changed(run: Callable[..., Any], database: Store) -> None:
    done = run(
        "desk", "edit", "kbri-paris", "--parent", "kbri-beijing", "--ladder", "desk=30,supervisor=40",
        "--phone", "+33 1 00", "--source", "letter 3/2026", "--subdivisions", "FR-IDF",
        "--cities", "Paris, Lyon",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    found = row(database, "kbri-paris")
    assert found.parent_id == row(database, "kbri-beijing").id
    assert found.ladder == {"desk": 30, "supervisor": 40}
    assert found.contact["phone"] == "+33 1 00"
    assert (found.coverage["subdivisions"], found.coverage["cities"]) == (["FR-IDF"], ["Paris", "Lyon"])


def test_a_new_desk_gets_its_parent(run: Callable[..., Any], database: Store) -> None:
    done = run(
        "desk", "add", "surabaya-112", "--prefix", "SBY", "--kind", "112", "--countries", "ID",
        "--cities", "Surabaya", "--parent", "jakarta-112",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert row(database, "surabaya-112").parent_id == row(database, "jakarta-112").id


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("desk", "hours", "kbri-paris", "nine to five"), "mon-fri 08:00-16:00"),
        (("desk", "hours", "nowhere"), "lindung desk list"),
        (("desk", "edit", "kbri-paris", "--ladder", "desk"), "number of seconds"),
        (("desk", "edit", "kbri-paris", "--parent", "beijing-city"), "another country's service"),
        (("desk", "edit", "kbri-paris", "--phone", "+33 1"), "where the number comes from"),
        (("desk", "add", "x2", "--prefix", "JKT"), "belongs to Jakarta 112"),
        (("desk", "shift", "add", "kbri-paris", "ghost", "2030-01-01 08:00", "2030-01-01 09:00"), "user"),
        (("desk", "shift", "add", "kbri-paris", "ghost", "tomorrow", "later"), "2026-11-24 22:00"),
        (("desk", "shift", "remove", "kbri-paris", "99"), "no shift 99"),
    ],
)  # fmt: skip
def test_mistakes_are_told_in_a_sentence(
    run: Callable[..., Any], arguments: tuple[str, ...], words: str
) -> None:
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert words in " ".join(done.stderr.split())
    assert "Traceback" not in done.output
