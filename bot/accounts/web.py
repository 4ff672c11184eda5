"""Log-in on web pages: the cookie, who is asking, roles, and the token against forged requests."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from litestar.connection import ASGIConnection, Request
from litestar.datastructures import Cookie
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from bot.accounts.logins import SESSION_LASTS, user_of
from bot.settings import Settings
from bot.store.tables import User

SESSION_COOKIE = "lindung_session"
VISITOR_COOKIE = "lindung_visitor"
"""Binds the log-in form to the browser it was shown in."""
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "_csrf"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


async def current_user(connection: ASGIConnection[Any, Any, Any, Any]) -> User | None:
    """Return who is logged in, looked up once a request; None for strangers."""
    if "lindung_user" not in connection.scope["state"]:
        token = connection.cookies.get(SESSION_COOKIE, "")
        store = connection.app.state.runtime.store
        user = await store.read(lambda session: user_of(session, token)) if token else None
        connection.scope["state"]["lindung_user"] = user
    found: User | None = connection.scope["state"]["lindung_user"]
    return found


def require_role(roles: frozenset[str]) -> Guard:
    """Return a guard that lets in only people of these roles, and only requests made by our own pages."""

    async def _guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        user = await current_user(connection)
        if user is None:
            raise NotAuthorizedException("Log in to see this page.")
        if user.role not in roles:
            raise PermissionDeniedException(f"Your role ({user.role}) does not open this page.")
        if str(connection.scope.get("method")) not in SAFE_METHODS:
            settings: Settings = connection.app.state.runtime.settings
            await check_csrf(connection, csrf_token(settings, connection.cookies.get(SESSION_COOKIE, "")))

    return _guard


def csrf_token(settings: Settings, secret: str) -> str:
    """Return the token that pages of this session carry (bound to the cookie, kept nowhere)."""
    return hmac.new(settings.secret_key.encode(), f"csrf:{secret}".encode(), hashlib.sha256).hexdigest()


async def check_csrf(connection: ASGIConnection[Any, Any, Any, Any], expected: str) -> None:
    """Refuse a changing request that does not come from one of our pages.

    Raises:
        PermissionDeniedException: the token is missing or belongs to another session.
    """
    given = connection.headers.get(CSRF_HEADER, "")
    if not given and isinstance(connection, Request):
        given = str((await connection.form()).get(CSRF_FIELD, ""))
    from_elsewhere = connection.headers.get("sec-fetch-site") == "cross-site"
    if from_elsewhere or not hmac.compare_digest(given.encode(), expected.encode()):
        raise PermissionDeniedException("This form is out of date. Load the page again and repeat the step.")


def session_cookie(settings: Settings, token: str) -> Cookie:
    """Return the cookie of a new log-in."""
    return _cookie(settings, SESSION_COOKIE, token, int(SESSION_LASTS.total_seconds()))


def visitor_cookie(settings: Settings) -> Cookie:
    """Return the cookie that a log-in form is bound to."""
    return _cookie(settings, VISITOR_COOKIE, secrets.token_urlsafe(24), 3600 * 12)


def no_session_cookie(settings: Settings) -> Cookie:
    """Return the cookie that takes the log-in away."""
    return _cookie(settings, SESSION_COOKIE, "", 0)


def _cookie(settings: Settings, name: str, value: str, max_age: int) -> Cookie:
    return Cookie(
        key=name,
        value=value,
        max_age=max_age,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.base_url.startswith("https://"),
    )
