"""The start page with the queue, and the parts of it that refresh by themselves."""

from __future__ import annotations

from itertools import groupby

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Response
from sqlalchemy.orm import Session

from bot.desk.pages import Page
from bot.desk.queries.problems import Health, health
from bot.desk.queries.queue import QueueRow, queue
from bot.store.tables import User

Groups = list[tuple[str, list[QueueRow]]]


def load_desk(session: Session, user: User) -> tuple[Groups, Health]:
    """Return the queue in its groups, and the health of the service."""
    return grouped(queue(session, user)), health(session, user)


def grouped(rows: list[QueueRow]) -> Groups:
    """Return sorted rows under their headings."""
    return [(name, list(members)) for name, members in groupby(rows, key=lambda row: row.group)]


@get("/")
async def show_desk(page: NamedDependency[Page]) -> Response[str]:
    """Show the queue with no case open."""
    groups, state = await page.store.read(lambda session: load_desk(session, page.user))
    return page.html("desk.html", groups=groups, health=state, file=None)


@get("/queue")
async def show_queue(page: NamedDependency[Page]) -> Response[str]:
    """Return the rows of the queue."""
    rows = await page.store.read(lambda session: queue(session, page.user))
    return page.html("_queue.html", groups=grouped(rows))


@get("/health")
async def show_health(page: NamedDependency[Page]) -> Response[str]:
    """Return the strip that names what does not work."""
    state = await page.store.read(lambda session: health(session, page.user))
    return page.html("_health.html", health=state)


HANDLERS = [show_desk, show_queue, show_health]
