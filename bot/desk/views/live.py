"""The stream of live updates that each open page listens to."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Stream

from bot.accounts.logins import user_of
from bot.accounts.web import SESSION_COOKIE
from bot.cases.codes import find_code, find_old_code
from bot.desk.feed import Event, Feed
from bot.desk.pages import Page
from bot.desk.queries.case_file import case_file

CHECK_S = 30.0
"""A log-out elsewhere, a closed account or an expired session ends the stream after this long."""


@get("/live")
async def live(page: NamedDependency[Page], feed: NamedDependency[Feed], case: FromQuery[str] = "") -> Stream:
    """Stream ``alarm``, ``chime``, ``queue``, ``case:<code>``, ``health`` and ``beat`` events."""
    code = find_code(case) or find_old_code(case) or ""
    if code and await page.store.read(lambda session: case_file(session, page.user, code, limit=1)) is None:
        code = ""
    return Stream(
        _events(page, feed, code),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _events(page: Page, feed: Feed, code: str) -> AsyncIterator[bytes]:
    token = page.request.cookies.get(SESSION_COOKIE, "")
    checked_at = time.monotonic()
    yield b"retry: 1000\n\n"
    async for event in feed.events(page.user.id, code):
        yield event.encode()
        if time.monotonic() - checked_at > CHECK_S:
            checked_at = time.monotonic()
            if await page.store.read(lambda session: user_of(session, token)) is None:
                yield Event("goodbye").encode()
                return


HANDLERS = [live]
