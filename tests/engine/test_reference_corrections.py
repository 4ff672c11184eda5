"""Corrections of an administrator, from the database to the numbers that people are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from bot.cli.reference import register
from bot.engine import reference_corrections
from bot.engine.context import ReferenceContext
from bot.engine.reference_corrections import TOPIC, in_force, keep_loaded, load, load_now
from bot.engine.runtime import Runtime
from bot.engine.service import Service
from bot.engine.texts import Texts
from bot.reference.numbers import numbers_for
from bot.reference.tables import apply_corrections, corrections, keyed_rows
from bot.settings import ROOT, Settings
from bot.store.database import Store, wake
from bot.store.tables import ReferenceCorrection, User


@pytest.fixture(autouse=True)
def no_corrections() -> Iterator[None]:
    yield
    apply_corrections({})


@pytest.fixture
def add(store: Store) -> Callable[..., int]:
    """Add a correction of the police of Andorra and tell those who wait."""

    def _user(session: Session) -> int:
        user = User(login="root", name="Root", password_hash="x", role="admin")
        session.add(user)
        session.flush()
        return user.id

    made_by = store.write_now(_user)

    def _add(value: str, **values: object) -> int:
        def _write(session: Session) -> int:
            row = ReferenceCorrection(
                **{
                    "table_name": "emergency_numbers", "row_key": "AD", "column": "police",
                    "old_value": "110",
                    "new_value": value, "confirmed_by": "Ms Font, police", "source": "letter",
                    "confirmed_on": date(2026, 11, 20), "made_by": made_by, **values,
                }
            )  # fmt: skip
            session.add(row)
            session.flush()
            wake(session, TOPIC)
            return row.id

        return store.write_now(_write)

    return _add


def police() -> list[str]:
    return [line.number for line in numbers_for("AD").police]


async def test_the_newest_correction_that_is_not_withdrawn_is_in_force(store: Store, add) -> None:
    add("911")
    newest = add("912")
    assert await load(store) is True
    assert police() == ["912"]
    assert await load(store) is False

    def _withdraw(session: Session) -> None:
        session.get_one(ReferenceCorrection, newest).withdrawn_at = datetime.now(UTC)

    store.write_now(_withdraw)
    assert load_now(store) is True
    assert police() == ["911"]
    assert [row.new_value for row in store.read_now(in_force).values()] == ["911"]


async def _until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not done():
            await asyncio.sleep(0.02)


async def test_a_change_is_applied_by_the_wake_up(store: Store, add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_corrections, "EVERY_S", 3600)
    stop = asyncio.Event()
    loop = asyncio.create_task(keep_loaded(store, stop))
    add("911")
    await _until(lambda: police() == ["911"])
    add("912")
    await _until(lambda: police() == ["912"])
    stop.set()
    store.bus.publish(TOPIC)
    await loop


async def test_a_lost_wake_up_is_made_good(store: Store, add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_corrections, "EVERY_S", 0.05)
    monkeypatch.setattr(store.bus, "publish", lambda topic: None)
    stop = asyncio.Event()
    loop = asyncio.create_task(keep_loaded(store, stop))
    add("911")
    await _until(lambda: police() == ["911"])
    stop.set()
    await loop


def test_corrections_made_through_another_connection_arrive(store: Store, add) -> None:
    other = Store(store.url)
    add("911")
    assert load_now(other) is True
    other.close()
    assert police() == ["911"]


def test_a_correction_of_a_row_that_is_gone_does_no_harm(store: Store, add) -> None:
    add("911", row_key="XX")
    add("x", table_name="no_such_table")
    assert load_now(store) is True
    assert police() == ["110"]
    assert set(corrections()) == {("emergency_numbers", "XX", "police")}


def test_the_reply_of_the_dialogue_has_the_corrected_number(store: Store, add) -> None:
    job = SimpleNamespace(in_jakarta=False, latitude=None, longitude=None, script="Latn")
    context = ReferenceContext(job, datetime(2026, 11, 24, tzinfo=UTC))

    def numbers() -> list[str]:
        return [line.number for line in context.numbers_for("AD").lines if line.kind == "police"]

    before = numbers()
    add("911")
    load_now(store)
    assert (before[0], numbers()) == ("110", ["911"])


def test_a_country_that_is_confirmed_throughout_is_not_told_as_doubtful(store: Store, add) -> None:
    job = SimpleNamespace(in_jakarta=False, latitude=None, longitude=None, script="Latn")
    context = ReferenceContext(job, datetime(2026, 11, 24, tzinfo=UTC))
    row = next(row for key, row, _ in keyed_rows("emergency_numbers") if key == "AD")
    assert context.numbers_for("AD").doubtful
    for column in ("general", "police", "ambulance", "fire"):
        if row[column]:
            add(row[column], row_key="AD", column=column)
    load_now(store)
    card = context.numbers_for("AD")
    assert (card.doubtful, card.checked) == (False, "2026-11-20")


@pytest.mark.parametrize("role", ["web", "engine", "courier"])
async def test_every_role_applies_what_is_in_force_and_each_change(
    store: Store, add, role: str, tmp_path: Path
) -> None:
    settings = Settings(
        database_url=store.url, base_url="http://x.test", secret_key="k" * 40, data_dir=tmp_path
    )
    service = Service(Runtime(settings, store, Texts(ROOT / "nlu_data"), nlu=None), frozenset({role}))
    add("911")
    loop = asyncio.create_task(service._loops["reference"](service._stop))
    await _until(lambda: police() == ["911"])
    add("912")
    await _until(lambda: police() == ["912"])
    service._stop.set()
    store.bus.publish(TOPIC)
    await loop


def test_the_command_counts_the_corrections_of_the_database(
    store: Store, add, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINDUNG_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINDUNG_DATABASE_URL", store.url)
    hotline = {"table_name": "home_lines", "row_key": "ID", "column": "number"}
    app = typer.Typer()
    register(app)

    def listed() -> str:
        arguments = ["reference", "check", "--table", "home_lines", "--on", "2026-11-24"]
        return CliRunner().invoke(app, arguments).output

    assert "older than a year (2025-10)       ID" in listed()
    add("+62 812 9007 0027", **hotline)
    after = listed()
    assert "With 1 corrections" in after
    assert "older than a year (2025-10)       ID" not in after
