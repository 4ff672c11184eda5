"""Errors as RFC 9457 problems: what happened, and what to do now."""

from __future__ import annotations

from typing import Any

import structlog
from litestar.connection import Request
from litestar.exceptions import HTTPException
from litestar.exceptions.responses import create_exception_response
from litestar.response import Response
from msgspec import UNSET
from sqlalchemy.exc import SQLAlchemyError

from bot.api.shapes import FieldError, ProblemDetails

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
RETRY_AFTER_S = "5"
AnyRequest = Request[Any, Any, Any]

_KNOWN: dict[int, tuple[str, str, str]] = {
    400: (
        "invalid-request",
        "The request cannot be used",
        "Mend what the errors name; /schema describes every field.",
    ),
    404: ("not-found", "There is nothing here", "Check the path; /schema lists every one."),
    405: (
        "method-not-allowed",
        "This path does not know the method",
        "Use a method that the Allow header names.",
    ),
    413: ("too-large", "The body is too large", "Send at most 64 KiB; cut long texts."),
    415: ("unsupported-media-type", "The body is not JSON", "Send application/json."),
}


class Problem(Exception):
    """A refusal that is meant; nothing was changed.

    Args:
        kind: short name, last part of the problem's type.
        do: what the caller should do now.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str,
        do: str,
        *,
        headers: dict[str, str] | None = None,
        did_you_mean: list[str] | None = None,
        errors: list[FieldError] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail
        self.do = do
        self.headers = headers or {}
        self.did_you_mean = did_you_mean
        self.errors = errors


def invalid(field: str, message: str) -> Problem:
    """Return the problem of one value that cannot be used."""
    kind, title, do = _KNOWN[400]
    return Problem(400, kind, title, message, do, errors=[FieldError(field=field, message=message)])


def problem_response(request: AnyRequest, problem: Problem) -> Response[ProblemDetails]:
    """Return a problem as its response."""
    body = ProblemDetails(
        type=f"urn:lindung:problem:{problem.kind}",
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        what_to_do=problem.do,
        instance=request.url.path,
        errors=problem.errors or UNSET,
        did_you_mean=problem.did_you_mean or UNSET,
    )
    headers = {"Cache-Control": "no-store", **problem.headers}
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def of_http(request: AnyRequest, error: HTTPException) -> Response[ProblemDetails]:
    """Return an error of the framework as a problem."""
    status = error.status_code
    kind, title, do = _KNOWN.get(status, _KNOWN[400] if status < 500 else _OURS)
    detail = error.detail if status < 500 else title
    headers = {name.title(): value for name, value in (error.headers or {}).items()}
    problem = Problem(status, kind, title, f"{detail}.", do, headers=headers, errors=_errors(error.extra))
    return problem_response(request, problem)


_OURS = (
    "internal",
    "Something of ours broke",
    "Repeat the call later with the same Idempotency-Key, or tell us.",
)


def of_database(request: AnyRequest, error: SQLAlchemyError) -> Response[ProblemDetails]:
    """Say that the database is away, so that nothing was stored."""
    log.error("api_database_failed", path=request.url.path, error=type(error).__name__)
    problem = Problem(
        503, "unavailable", "The database does not answer", "Nothing can be read or stored at the moment.",
        "Repeat the call with the same Idempotency-Key. For a life in danger do not wait: use the phone.",
        headers={"Retry-After": RETRY_AFTER_S},
    )  # fmt: skip
    return problem_response(request, problem)


def of_crash(request: AnyRequest, error: Exception) -> Response[ProblemDetails]:
    """Say that something of ours broke; the details are in the log alone."""
    log.error("api_request_failed", path=request.url.path, exc_info=error)
    kind, title, do = _OURS
    return problem_response(request, Problem(500, kind, title, "The call was not carried out.", do))


def outside_routes(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Answer what no route took (404, 405): below ``/api/`` as a problem, elsewhere as usual."""
    if request.url.path.startswith(PREFIX):
        return of_http(request, error)
    return create_exception_response(request, error)


EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {
    Problem: problem_response,
    HTTPException: of_http,
    SQLAlchemyError: of_database,
    Exception: of_crash,
}
APP_EXCEPTION_HANDLERS: dict[int | type[Exception], Any] = {HTTPException: outside_routes}
"""For the application: paths and methods that no route knows."""


def _errors(extra: Any) -> list[FieldError] | None:
    if not isinstance(extra, list):
        return None
    return [
        FieldError(field=str(item.get("key", "body")), message=str(item.get("message", "")))
        for item in extra
        if isinstance(item, dict)
    ]
