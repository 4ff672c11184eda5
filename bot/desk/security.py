"""Headers of every answer, and pages instead of bare errors."""

from __future__ import annotations

from typing import Any

import structlog
from litestar.connection import Request
from litestar.exceptions import HTTPException, NotAuthorizedException, PermissionDeniedException
from litestar.response import Redirect, Response
from sqlalchemy.exc import SQLAlchemyError

from bot.accounts.web import SecondFactorMissing
from bot.desk.labels import Labels
from bot.desk.pages import HTML, browser_language, is_fragment
from bot.desk.templating import render
from bot.desk.views.login import login_page

log = structlog.get_logger(__name__)
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


def add_headers(response: Response[Any]) -> Response[Any]:
    """Add the security headers, unless the handler set its own (media)."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def not_logged_in(request: Request[Any, Any, Any], _error: NotAuthorizedException) -> Response[str]:
    """Show the log-in form in place of the page; an open page shows it over itself and keeps what was typed."""
    if is_fragment(request):
        headers = {"HX-Reswap": "none", "HX-Trigger": '{"logged-out": ""}'}
        return _finish(Response("", status_code=401, headers=headers))
    if request.headers.get("accept", "").startswith("text/event-stream"):
        return _finish(Response("", status_code=401))
    return _finish(login_page(request, status_code=401, goal=request.url.path))


def no_second_factor(request: Request[Any, Any, Any], _error: SecondFactorMissing) -> Response[Any]:
    """Lead to the set-up of the second factor."""
    goal = "/desk/account/second-factor"
    if is_fragment(request):
        return _finish(Response("", status_code=403, headers={"HX-Redirect": goal}))
    if request.headers.get("accept", "").startswith("text/event-stream"):
        return _finish(Response("", status_code=403))
    return _finish(Redirect(goal, status_code=303))


def refused(request: Request[Any, Any, Any], error: PermissionDeniedException) -> Response[str]:
    """Say that the page is not for this role, or that the form is too old."""
    key = "error.form_old" if "form" in str(error.detail) else "error.role"
    return _error_page(request, key, 403)


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
    """Say what was wrong with a request."""
    key = "error.not_found" if error.status_code == 404 else "error.bad_request"
    return _error_page(request, key, error.status_code)


def database_down(request: Request[Any, Any, Any], error: SQLAlchemyError) -> Response[str]:
    """Say that nothing was stored."""
    log.error("desk_database_failed", path=request.url.path, error=type(error).__name__)
    return _error_page(request, "error.database", 503)


def crashed(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """Say that something of ours broke; the details are in the log."""
    log.error("desk_request_failed", path=request.url.path, exc_info=error)
    return _error_page(request, "error.ours", 500)


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    SecondFactorMissing: no_second_factor,
    NotAuthorizedException: not_logged_in,
    PermissionDeniedException: refused,
    HTTPException: http_error,
    SQLAlchemyError: database_down,
    Exception: crashed,
}


def _error_page(request: Request[Any, Any, Any], key: str, status_code: int) -> Response[str]:
    user = request.scope["state"].get("lindung_user")
    labels = Labels(user.interface_language if user is not None else browser_language(request))
    if is_fragment(request):
        text = render("_notice.html", t=labels, tone="bad", words=labels(key))
        headers = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"}
        return _finish(Response(text, status_code=status_code, media_type=HTML, headers=headers))
    text = render("error.html", t=labels, words=labels(key), user=user)
    return _finish(Response(text, status_code=status_code, media_type=HTML))


def _finish(response: Response[Any]) -> Response[Any]:
    """Exception handlers run outside ``after_request``, so that the headers are added here."""
    return add_headers(response)
