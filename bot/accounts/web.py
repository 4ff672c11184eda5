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

from bot.accounts.login_sessions import SESSION_LASTS, TOUCH_AFTER, Origin, session_of, touch
from bot.accounts.permissions import roles_with
from bot.settings import Settings
from bot.store.base import utcnow
from bot.store.tables import LoginSession, User

SESSION_COOKIE = "lindung_session"
VISITOR_COOKIE = "lindung_visitor"
"""Binds the log-in form to the browser it was shown in."""
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "_csrf"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
AUTOMATIC = ("/live", "/queue", "/health", "/waiting", "/transcript", "/parts", "/presence")
"""Ends of the addresses that an open screen fetches by itself: no sign that somebody is there."""
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


class SecondFactorMissing(NotAuthorizedException):
    """This role works only with a second factor, and this log-in has none yet."""


async def current_user(connection: ASGIConnection[Any, Any, Any, Any]) -> User | None:
    """Return who is logged in, looked up once a request; None for strangers."""
    found = await current_session(connection)
    return found[0] if found is not None else None


async def current_session(connection: ASGIConnection[Any, Any, Any, Any]) -> tuple[User, LoginSession] | None:
    """Return who is logged in and with which session, looked up once a request."""
    state = connection.scope["state"]
    if "lindung_session" not in state:
        token = connection.cookies.get(SESSION_COOKIE, "")
        store = connection.app.state.runtime.store
        found = await store.read(lambda session: session_of(session, token)) if token else None
        state["lindung_session"] = found
        state["lindung_user"] = found[0] if found is not None else None
        if found is not None and _is_done_by_hand(connection) and found[1].last_seen_at + TOUCH_AFTER < utcnow():
            await store.write(lambda session: touch(session, token))
    known: tuple[User, LoginSession] | None = state["lindung_session"]
    return known


def _is_done_by_hand(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    is_reading = str(connection.scope.get("method")) in SAFE_METHODS
    return not (is_reading and connection.scope["path"].endswith(AUTOMATIC))


def require(permission: str, *, before_second_factor: bool = False) -> Guard:
    """Return a guard that lets in only people whose role holds a permission.

    Args:
        before_second_factor: True for the pages on which a second factor is set up.
    """
    return require_role(roles_with(permission), before_second_factor=before_second_factor)


def require_role(roles: frozenset[str], *, before_second_factor: bool = False) -> Guard:
    """Return a guard that lets in only people of these roles, and only requests made by our own pages."""

    async def _guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        found = await current_session(connection)
        if found is None:
            raise NotAuthorizedException("Log in to see this page.")
        user, login_session = found
        if user.role not in roles:
            raise PermissionDeniedException(f"Your role ({user.role}) does not open this page.")
        settings: Settings = connection.app.state.runtime.settings
        if needs_second_factor(settings, user, login_session) and not before_second_factor:
            raise SecondFactorMissing("Set up a second factor first.")
        if str(connection.scope.get("method")) not in SAFE_METHODS:
            await check_csrf(connection, csrf_token(settings, connection.cookies.get(SESSION_COOKIE, "")))

    return _guard


def needs_second_factor(settings: Settings, user: User, login_session: LoginSession) -> bool:
    """Whether a person must set up a second factor before anything else."""
    return user.role in settings.second_factor_roles and not login_session.second_factor


def origin_of(request: Request[Any, Any, Any]) -> Origin:
    """Return where a request comes from. Behind a proxy the server has put the client's address there."""
    host = request.client.host if request.client is not None else ""
    return Origin(host, request.headers.get("user-agent", ""))


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
