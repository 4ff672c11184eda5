"""From what a platform handed over to stored rows. Webhooks and polling end here.

Everything is stored before it is acknowledged. What cannot be read, or cannot be stored, becomes a dead
letter with its bytes, so that one bad update never blocks the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from bot.channels.wire import UNREADABLE
from bot.messages.channel import ChannelAdapter
from bot.messages.errors import MalformedBody
from bot.messages.inbox import accept, bury
from bot.messages.types import Inbound
from bot.store.database import Store

log = structlog.get_logger(__name__)
DEAD_LETTERS = Counter("lindung_dead_letters_total", "Bodies and updates that could not be read.", ["source"])
REFUSALS = (StatementError, ValueError, TypeError, OverflowError)
"""A value may be refused by the database, by SQLAlchemy, or by the driver on its way there."""
Finish = Callable[[Session], None]


@dataclass(frozen=True)
class Received:
    """One body and what was read in it; ``problem`` says why nothing could be read."""

    body: bytes
    events: tuple[Inbound, ...] = ()
    problem: str = ""


def read(adapter: ChannelAdapter, body: bytes) -> Received:
    """Read a body. Whatever goes wrong becomes a problem, never an exception."""
    try:
        return Received(body, tuple(adapter.split(body)))
    except MalformedBody as error:
        return Received(body, problem=str(error))
    except Exception as error:  # A fault of ours: the sender must not be asked to repeat it for days.
        log.exception("reader_failed", channel=adapter.name)
        return Received(body, problem=f"The reader failed: {type(error).__name__}.")


async def keep(store: Store, source: str, received: Sequence[Received], finish: Finish | None = None) -> int:
    """Store bodies in one transaction and return how many new events they held.

    Args:
        source: name of the channel.
        finish: more to write in the same transaction (the polling offset).

    Raises:
        SQLAlchemyError: the database cannot take it now. Nothing is stored; do not acknowledge.
    """

    def _all(session: Session) -> tuple[int, int]:
        if finish is not None:
            finish(session)
        return _sum(_put(session, source, one) for one in received)

    def _one_by_one(session: Session) -> tuple[int, int]:
        if finish is not None:
            finish(session)
        return _sum(_put_or_bury(session, source, one) for one in received)

    try:
        new, buried = await store.write(_all)
    except REFUSALS as error:
        if not _is_refusal(error):
            raise
        log.warning("event_refused_by_database", source=source, error=type(error).__name__)
        new, buried = await store.write(_one_by_one)
    if buried:
        DEAD_LETTERS.labels(source).inc(buried)
    return new


def _put(session: Session, source: str, received: Received) -> tuple[int, int]:
    """Store one body's events and dead letters; return how many of each were new."""
    if received.problem:
        bury(session, source, received.problem, received.body)
        return 0, 1
    new = accept(
        session, [event for event in received.events if event.error_code != UNREADABLE], received.body
    )
    buried = 0
    for event in received.events:
        # A repeat of the same body must not make a second dead letter.
        if event.error_code == UNREADABLE and accept(session, [event]):
            bury(session, source, event.error_text, str((event.detail or {}).get("item", "")).encode())
            buried += 1
    return new, buried


def _put_or_bury(session: Session, source: str, received: Received) -> tuple[int, int]:
    """Store event by event; one that the database refuses becomes a dead letter."""
    if received.problem:
        return _put(session, source, received)
    new = buried = 0
    for event in received.events:
        try:
            with session.begin_nested():
                some, dead = _put(session, source, Received(received.body, (event,)))
        except REFUSALS as error:
            if not _is_refusal(error):
                raise
            bury(session, source, f"The database refused it: {type(error).__name__}.", received.body)
            some, dead = 0, 1
        new, buried = new + some, buried + dead
    return new, buried


def _is_refusal(error: Exception) -> bool:
    """Whether the database works, but will not take this value."""
    return isinstance(error, DataError | IntegrityError) or not isinstance(error, DBAPIError)


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    new = buried = 0
    for some, dead in pairs:
        new, buried = new + some, buried + dead
    return new, buried
