"""Each migration forwards and backwards, with rows in the tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, text

from bot.notify.trials import send_trial
from bot.store.base import utcnow
from bot.store.database import WRITES, Store
from bot.store.migrate import HEAD, migrate, migration_config, pending
from bot.store.tables import AuditEntry, Push, ReferenceCorrection, User
from tests.cases.people import danger, make_away
from tests.factories import make_desk


@pytest.fixture(params=["sqlite", "postgres"])
def own_store(request: pytest.FixtureRequest, tmp_path: Path):
    """A migrated store of this test alone: its schema is taken down again."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'own.db'}")
        migrate(store)
        yield store
        store.close()
        return
    shared = request.getfixturevalue("postgres_url")
    name = f"{shared.rsplit('/', 1)[1]}_migrations"
    engine = create_engine(shared, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    store = Store(f"{shared.rsplit('/', 1)[0]}/{name}")
    migrate(store)
    yield store
    store.close()
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


def go(store: Store, revision: str) -> None:
    with store.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        (command.downgrade if revision < HEAD else command.upgrade)(migration_config(connection), revision)


def test_corrections_go_and_come_and_other_rows_stay(own_store: Store) -> None:
    def _fill(session) -> None:
        user = User(login="root", name="Root", password_hash="x", role="admin")
        session.add_all([user, AuditEntry(actor="a", action="kept")])
        session.flush()
        session.add(
            ReferenceCorrection(
                table_name="home_lines", row_key="ID", column="number", new_value="+62 812 1111 2222",
                confirmed_by="x", confirmed_on=date(2026, 11, 20), source="y", made_by=user.id,
            )
        )  # fmt: skip

    own_store.write_now(_fill)
    kept = own_store.read_now(lambda session: session.query(ReferenceCorrection).one())
    assert (kept.confirmed_on, kept.old_value, kept.withdrawn_at) == (date(2026, 11, 20), "", None)
    go(own_store, "0001")
    assert pending(own_store)
    assert not inspect(own_store.engine).has_table("reference_correction")
    migrate(own_store)
    assert not pending(own_store)
    assert inspect(own_store.engine).has_table("reference_correction")
    assert own_store.read_now(lambda session: session.query(ReferenceCorrection).count()) == 0
    assert own_store.read_now(lambda session: session.query(AuditEntry).filter_by(action="kept").count()) == 1


def test_trial_calls_go_with_their_revision_and_other_calls_stay(own_store: Store) -> None:
    def _fill(session) -> None:
        desk = make_desk(session)
        make_away(session, desk, "siti")
        danger(session)  # Calls siti.
        send_trial(session, session.query(User).filter_by(login="siti").one(), 1, utcnow())

    def _cases(session) -> list[bool]:
        return [push.case_id is None for push in session.query(Push).order_by(Push.id)]

    own_store.write_now(_fill)
    assert own_store.read_now(_cases) == [False, True]
    go(own_store, "0003")
    assert own_store.read_now(_cases) == [False]
    migrate(own_store)
    assert own_store.read_now(_cases) == [False]
    with own_store.engine.connect() as connection:
        columns = {column["name"]: column for column in inspect(connection).get_columns("pushes")}
        uniques = inspect(connection).get_unique_constraints("pushes")
        indexes = {index["name"] for index in inspect(connection).get_indexes("pushes")}
    assert columns["case_id"]["nullable"]
    assert [entry["column_names"] for entry in uniques] == [["case_id", "epoch", "step", "target_id"]]
    assert "ix_pushes_due" in indexes
