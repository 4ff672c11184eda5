"""Who may call: the token is known, alive, not too fast and has the scope. Every call is audited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.handlers import BaseRouteHandler
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.api.problems import Problem
from bot.api.tokens import Caller, hash_of, state_of
from bot.store.database import Store
from bot.store.tables import ApiToken, AuditEntry, Desk

PER_MINUTE = 120
WINDOW = timedelta(seconds=60)
CALLED = "api_called"
LIMITED = "api_limited"
ACTOR = "api_actor"
_CALLER = "api_caller"
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


def admit_with_token(per_minute: int) -> Guard:
    """Return a guard that asks for a token with the scope that the route names in ``opt``."""

    async def _guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        scope = handler.opt.get("scope")
        if scope is None:
            return
        token = _bearer(connection)
        store: Store = connection.app.state.runtime.store
        call = f"{connection.scope.get('method')} {connection.url.path}"

        def _admit(session: Session) -> Caller | Problem:
            return admit(session, store.now(session), token, scope, call, per_minute)

        outcome = await store.write(_admit) if token else _no_token()
        if isinstance(outcome, Problem):
            connection.scope["state"][ACTOR] = getattr(outcome, "actor", "api:?")
            raise outcome
        connection.scope["state"][ACTOR] = outcome.actor
        connection.scope["state"][_CALLER] = outcome

    return _guard


def caller_of(request: Request[Any, Any, Any]) -> Caller:
    """Return who calls, as the guard found out."""
    caller: Caller = request.scope["state"][_CALLER]
    return caller


def admit(
    session: Session, now: datetime, token: str, scope: str, call: str, per_minute: int = PER_MINUTE
) -> Caller | Problem:
    """Admit one call and note it, or return why not. A problem that knows who called has an ``actor``."""
    # Locking the token makes its calls wait for each other here, so that the count is exact.
    row = session.scalars(
        select(ApiToken).where(ApiToken.token_hash == hash_of(token)).with_for_update()
    ).first()
    if row is None:
        return _refusal("The token is not known here.", "Check the token; ask for a new one if it is lost.")
    actor = f"api:{row.name}"
    state = state_of(row, now)
    if state != "active":
        return _named(_refusal(f"The token is {state}.", "Ask the administrator for a new token."), actor)
    limited = slow_down(session, actor, now, per_minute)
    if limited is not None:
        return _named(limited, actor)
    note(session, actor, CALLED, call)
    row.last_used_at = now
    if scope not in row.scopes:
        return _named(_no_scope(scope), actor)
    desk = session.get(Desk, row.desk_id) if row.desk_id is not None else None
    return Caller(
        row.id, row.name, frozenset(row.scopes),
        desk.id if desk else None, desk.code if desk else None, desk.kind if desk else None,
    )  # fmt: skip


def slow_down(session: Session, actor: str, now: datetime, per_minute: int) -> Problem | None:
    """Return the problem of a caller who has used up the last minute; the first refusal is audited."""
    mine = (AuditEntry.at > now - WINDOW, AuditEntry.actor == actor)
    count, first = session.execute(
        select(func.count(), func.min(AuditEntry.at)).where(*mine, AuditEntry.action == CALLED)
    ).one()
    if count < per_minute:
        return None
    wait_s = max(1, ceil((first + WINDOW - now).total_seconds()))
    if not session.scalar(select(func.count()).where(*mine, AuditEntry.action == LIMITED)):
        note(session, actor, LIMITED, "", f"{per_minute} calls a minute")
    return Problem(
        429, "too-many-requests", "Too many calls", f"More than {per_minute} calls within a minute.",
        f"Wait {wait_s} seconds, then go on; use webhooks or updated_since instead of asking often.",
        headers={"Retry-After": str(wait_s)},
    )  # fmt: skip


def _bearer(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    kind, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _named(problem: Problem, actor: str) -> Problem:
    problem.actor = actor  # type: ignore[attr-defined]
    return problem


def _no_token() -> Problem:
    return _refusal("There is no token in the call.", "Send the header: Authorization: Bearer lnd_…")


def _refusal(detail: str, do: str) -> Problem:
    return Problem(
        401, "unauthorized", "The call is not authorised", detail, do,
        headers={"WWW-Authenticate": 'Bearer realm="Lindung"'},
    )  # fmt: skip


def _no_scope(scope: str) -> Problem:
    return Problem(
        403, "missing-scope", "The token may not do this", f"The token lacks the scope {scope}.",
        f"Ask the administrator for a token with {scope}.",
    )  # fmt: skip
