"""The store: short transactions in threads, one writer on SQLite, wake-ups after the commit."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bot.store.bus import Bus, LocalBus, PostgresBus
from bot.store.commits import CommitUnknown, current_transaction, has_committed
from bot.store.network import LIMITS

log = structlog.get_logger(__name__)
T = TypeVar("T")
ATTEMPTS = 4
WAKE = "wake_topics"
WRITES = "lindung_writes"


class Store:
    """Runs functions of a session in one short transaction each.

    ``read`` and ``write`` are for coroutines (the work happens in a thread), ``read_now`` and
    ``write_now`` for plain code. The function given may be run again after a lost connection or a
    serialisation failure, so it must do nothing but talk to the session. It is never committed twice:
    when the answer to a commit is lost, the database is asked what became of it.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # SQLite takes one writer at a time: queueing here is cheaper than waiting for its lock.
        self._writers = ThreadPoolExecutor(1 if self.is_sqlite else 8, thread_name_prefix="store-write")
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="store-read")
        self._write_lock = threading.RLock()
        self.bus: Bus = LocalBus() if self.is_sqlite else PostgresBus(url)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` on a read transaction in a thread and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in one committed transaction in a thread and return its result."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, self.write_now, work)

    def read_now(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` on a read transaction."""
        return self._attempt(lambda: self._read_once(work))

    def write_now(self, work: Callable[[Session], T]) -> T:
        """Run ``work`` in one committed transaction, then wake those who wait for its topics."""
        if not self.is_sqlite:
            return self._attempt(lambda: self._write_once(work))
        with self._write_lock:
            return self._attempt(lambda: self._write_once(work))

    def _read_once(self, work: Callable[[Session], T]) -> T:
        with self._sessions() as session:
            return work(session)

    def _write_once(self, work: Callable[[Session], T]) -> T:
        with self._sessions() as session:
            session.connection(execution_options={WRITES: True})
            result = work(session)
            session.flush()
            topics = sorted(session.info.pop(WAKE, ()))
            transaction = None if self.is_sqlite else current_transaction(session, topics)
            session.expunge_all()  # A failed commit would empty the rows that the caller is given.
            try:
                session.commit()
            except DBAPIError as error:
                if transaction is None or not error.connection_invalidated:
                    raise
                if not self._has_committed(transaction, error):
                    raise
        for topic in topics:
            self.bus.publish(topic)
        return result

    def _has_committed(self, transaction: str, error: DBAPIError) -> bool:
        """Ask what became of a commit whose answer was lost, so that nothing is done twice."""
        for attempt in range(ATTEMPTS):
            time.sleep(0.05 * 2**attempt)
            try:
                with self.engine.connect() as connection:
                    known = has_committed(connection, transaction)
            except DBAPIError:
                continue
            if known is not None:
                log.warning("commit_answer_lost", kept=known)
                return known
        raise CommitUnknown(
            "Nobody can tell whether the last change was kept. Look before you repeat it."
        ) from error

    def _attempt(self, run: Callable[[], T]) -> T:
        """Repeat after a lost connection or a conflict; anything else goes to the caller at once."""
        for attempt in range(ATTEMPTS):
            try:
                return run()
            except DBAPIError as error:
                if attempt == ATTEMPTS - 1 or not _is_passing(error):
                    raise
                time.sleep(0.05 * 2**attempt)
        raise AssertionError("unreachable")

    def now(self, session: Session) -> datetime:
        """Return the database's time, so that engines with different clocks agree."""
        if self.is_sqlite:
            return datetime.now(UTC)
        value: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return value.astimezone(UTC)

    def is_reachable(self) -> bool:
        """Whether the database answers."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def close(self) -> None:
        """Finish what runs and close all connections."""
        self.bus.close()
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self.engine.dispose()


def wake(session: Session, *topics: str) -> None:
    """Wake those who wait for these topics once the transaction has committed."""
    session.info.setdefault(WAKE, set()).update(topics)


def _is_passing(error: DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    state = getattr(error.orig, "sqlstate", None)
    if state in ("40001", "40P01", "55P03", "57P01", "57P02", "57P03"):
        return True
    return isinstance(error, OperationalError) and "locked" in str(error.orig)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # We begin transactions ourselves, see below.
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that turns into a write can fail at once with "locked"; an
        # immediate one waits its turn. Readers stay deferred, so that they never block a writer.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres_engine(url: str) -> Engine:
    return create_engine(
        url, pool_size=12, max_overflow=8, pool_pre_ping=False, pool_recycle=1800, connect_args=LIMITS
    )
