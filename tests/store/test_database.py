"""The store: commits, wake-ups, migrations, both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import OperationalError, StatementError
from sqlalchemy.orm import Session

from bot.store.base import Base
from bot.store.commits import CommitUnknown, is_outage
from bot.store.database import Store, wake
from bot.store.migrate import HEAD, migrate, migration_config, pending
from bot.store.tables import AuditEntry, Lease


def entries(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


async def test_write_commits_and_returns(store: Store) -> None:
    def work(session: Session) -> int:
        session.add(AuditEntry(actor="a", action="one"))
        session.flush()
        return 7

    assert await store.write(work) == 7
    assert await store.read(entries) == ["one"]


async def test_failed_write_leaves_nothing_and_wakes_nobody(store: Store) -> None:
    waiter = store.bus.waiter("desk")

    def work(session: Session) -> None:
        session.add(AuditEntry(actor="a", action="one"))
        wake(session, "desk")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await store.write(work)
    assert await store.read(entries) == []
    assert await waiter.wait(0.1) == set()


async def test_wake_reaches_waiters_after_the_commit(store: Store) -> None:
    waiter = store.bus.waiter("desk", "case*")
    await asyncio.sleep(0.2)  # PostgreSQL's listener connects in a thread of its own.

    def work(session: Session) -> None:
        session.add(AuditEntry(actor="a", action="one"))
        wake(session, "desk", "case:7", "elsewhere")

    await store.write(work)
    seen: set[str] = set()
    while not seen >= {"desk", "case:7"}:
        woken = await waiter.wait(5)
        assert woken, "no wake-up came"
        seen |= woken
    assert "elsewhere" not in seen


async def test_wake_crosses_processes_on_postgres(postgres_url: str) -> None:
    here, there = Store(postgres_url), Store(postgres_url)
    try:
        waiter = there.bus.waiter("outbox")
        await asyncio.sleep(0.5)
        await here.write(lambda session: wake(session, "outbox"))
        assert await waiter.wait(5) == {"outbox"}
    finally:
        here.close()
        there.close()


async def test_many_writers_lose_nothing(store: Store) -> None:
    def work(number: int) -> None:
        store.write_now(lambda session: session.add(AuditEntry(actor="a", action=str(number))))

    await asyncio.gather(*(asyncio.to_thread(work, number) for number in range(40)))
    assert sorted(map(int, await store.read(entries))) == list(range(40))


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    jakarta = timezone(timedelta(hours=7))
    at = datetime(2026, 11, 24, 3, 0, tzinfo=jakarta)
    store.write_now(lambda session: session.add(Lease(name="x", holder="h", until=at)))
    found = store.read_now(lambda session: session.get_one(Lease, "x").until)
    assert found == at
    assert found.tzinfo == UTC


def test_naive_times_are_refused(store: Store) -> None:
    with pytest.raises(Exception, match="time zone"):
        store.write_now(lambda session: session.add(Lease(name="x", holder="h", until=datetime(2026, 1, 1))))


def test_migrations_make_the_schema_that_the_tables_describe(store: Store) -> None:
    assert not pending(store)
    migrate(store)  # A second run changes nothing.
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_revision_is_the_one_named(store: Store) -> None:
    with store.engine.connect() as connection:
        script = ScriptDirectory.from_config(migration_config(connection))
    assert script.get_current_head() == HEAD


def test_a_lost_connection_is_mended(postgres_url: str) -> None:
    store = Store(postgres_url)
    try:
        own = store.read_now(lambda session: session.execute(text("SELECT pg_backend_pid()")).scalar())
        other = Store(postgres_url)
        other.write_now(lambda session: session.execute(text(f"SELECT pg_terminate_backend({own})")))
        other.close()
        store.write_now(lambda session: session.add(AuditEntry(actor="a", action="after")))
        assert "after" in store.read_now(entries)
    finally:
        store.close()


@pytest.mark.parametrize("kept", [True, False])
def test_a_commit_whose_answer_is_lost_is_neither_doubled_nor_dropped(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    store = Store(postgres_url)
    store.write_now(lambda session: session.query(AuditEntry).delete())
    commit = store.engine.dialect.do_commit
    left = [1]

    def lose_the_answer(connection: Any) -> None:
        if left.pop() if left else 0:
            if kept:
                commit(connection)
            connection.dbapi_connection.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        commit(connection)

    def work(session: Session) -> AuditEntry:
        entry = AuditEntry(actor="a", action="once")
        session.add(entry)
        return entry

    monkeypatch.setattr(store.engine.dialect, "do_commit", lose_the_answer)
    try:
        entry = store.write_now(work)
        assert (entry.action, left) == ("once", [])
        assert store.read_now(entries) == ["once"]
    finally:
        store.close()


def test_what_cannot_be_known_is_an_error_and_not_a_guess(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(postgres_url)

    def lose_the_server(connection: Any) -> None:
        connection.dbapi_connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    def away(_self: Engine) -> Connection:
        raise OperationalError("connect", {}, psycopg.OperationalError("connection refused"))

    def work(session: Session) -> None:
        session.add(AuditEntry(actor="a", action="unknown"))
        session.flush()
        monkeypatch.setattr(Engine, "connect", away)

    monkeypatch.setattr(store.engine.dialect, "do_commit", lose_the_server)
    try:
        with pytest.raises(CommitUnknown):
            store.write_now(work)
    finally:
        monkeypatch.undo()
        store.close()


def test_an_outage_is_told_from_a_refused_value(store: Store) -> None:
    away = OperationalError("connect", {}, psycopg.OperationalError("connection refused"))
    assert is_outage(away)
    assert is_outage(CommitUnknown("?"))
    with pytest.raises(StatementError) as refused:
        store.write_now(lambda session: session.add(Lease(name="x", holder="h", until=None)))
    assert not is_outage(refused.value)
    assert not is_outage(ValueError("no"))
