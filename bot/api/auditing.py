"""Refused calls in the audit trail: who, what, and why not, before the answer leaves."""

from __future__ import annotations

import time
from typing import Any

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy.exc import SQLAlchemyError

from bot.accounts.audit import note
from bot.api.admission import ACTOR
from bot.store.database import Store

log = structlog.get_logger(__name__)
REFUSED = "api_refused"
STRANGER = "api:?"
STRANGERS_PER_MINUTE = 60
"""More calls of strangers are counted in the metrics of the web server, not written into the database."""


class AuditRefusals:
    """Middleware of the interface's routes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._minute = 0
        self._strangers = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; note refusals on the way back."""

        async def _noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._note(scope, message["status"])
            await send(message)

        await self._app(scope, receive, _noting)

    async def _note(self, scope: Any, status: int) -> None:
        # The limit of calls notes itself once a minute; an outage of the database cannot be noted.
        if status < 400 or status in (429, 503):
            return
        actor = scope["state"].get(ACTOR, STRANGER)
        if actor == STRANGER and not self._may_note_stranger():
            return
        store: Store = scope["litestar_app"].state.runtime.store
        target = f"{scope['method']} {scope['path']}".replace("\x00", "")
        try:
            await store.write(lambda session: note(session, actor, REFUSED, target, str(status)))
        except SQLAlchemyError as error:
            log.error("api_refusal_not_noted", status=status, error=type(error).__name__)

    def _may_note_stranger(self) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._strangers = minute, 0
        self._strangers += 1
        return self._strangers <= STRANGERS_PER_MINUTE
