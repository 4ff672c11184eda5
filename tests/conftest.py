"""What all tests share: both databases, a runtime, and the environment they run in."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

# Before anything loads the vector's library: threads that spin cost more than they bring.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text

from bot.store.base import Base
from bot.store.database import Store
from bot.store.migrate import migrate
from tests.postgres import Cluster

# No test judges by the clock: an example may take as long as a busy machine lets it.
settings.register_profile("lindung", deadline=None)
settings.load_profile("lindung")

POSTGRES = "LINDUNG_TEST_POSTGRES_URL"
BACKENDS = ("sqlite", "postgres")


def pytest_configure(config: pytest.Config) -> None:
    """Start the private cluster once, in the process that the workers inherit from."""
    if hasattr(config, "workerinput") or os.environ.get(POSTGRES):
        return
    cluster = Cluster()
    cluster.start()
    os.environ[POSTGRES] = cluster.url
    config.add_cleanup(cluster.stop)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that each test gets a copy of."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    store = Store(f"sqlite:///{path}")
    migrate(store)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> str:
    """Address of this worker's own migrated database."""
    base = os.environ[POSTGRES]
    name = f"lindung_{worker_id}_{os.getpid()}"
    engine = create_engine(base, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    url = base.rsplit("/", 1)[0] + f"/{name}"
    store = Store(url)
    migrate(store)
    store.close()
    return url


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty, migrated database: once on SQLite, once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "lindung.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("postgres_url")
    engine = create_engine(url)
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    engine.dispose()
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store over an empty database."""
    store = Store(database_url)
    yield store
    store.close()
