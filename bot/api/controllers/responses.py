"""Refusals as the schema page shows them, with an example each."""

from __future__ import annotations

from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example

from bot.api.problems import MEDIA_TYPE
from bot.api.shapes import ProblemDetails

_EXAMPLES: dict[int, tuple[str, str, str, str, str]] = {
    400: (
        "The request cannot be used",
        "invalid-request",
        "The request cannot be used",
        "'XX' is no topic; /schema lists them.",
        "Mend what the errors name; /schema describes every field.",
    ),
    401: (
        "No token, or one that is unknown, expired or revoked; or a bad signature",
        "unauthorized",
        "The call is not authorised",
        "The token is expired.",
        "Ask the administrator for a new token.",
    ),
    403: (
        "The token lacks a scope, or nobody consented",
        "missing-scope",
        "The token may not do this",
        "The token lacks the scope cases:write.",
        "Ask the administrator for a token with cases:write.",
    ),
    404: (
        "Nothing is there that this token may see",
        "no-such-case",
        "There is no such case for this token",
        "No case has this code, or it belongs to a desk that the token is not for.",
        "Did you mean JKT-7K4P-2?",
    ),
    409: (
        "Not as things stand",
        "illegal-change",
        "The case cannot be changed so",
        "Case JKT-7K4P-2 is closed: nobody would see an update. Nothing was changed.",
        "Hand the matter in anew by POST /api/v1/cases and name the old code, or phone the desk.",
    ),
    413: (
        "The body is too large",
        "too-large",
        "The body is too large",
        "The body is larger than 64 KiB.",
        "Send at most 64 KiB; cut long texts.",
    ),
    429: (
        "Too many calls; the Retry-After header says how long to wait",
        "too-many-requests",
        "Too many calls",
        "More than 120 calls within a minute.",
        "Wait 12 seconds, then go on.",
    ),
    503: (
        "The database does not answer; nothing was stored",
        "unavailable",
        "The database does not answer",
        "Nothing can be read or stored at the moment.",
        "Repeat the call with the same Idempotency-Key.",
    ),
}
READING = (400, 401, 403, 404, 429, 503)
WRITING = (*READING, 409, 413)
SIGNED = (400, 401, 404, 409, 413, 429, 503)


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """Return what the schema page shows of these statuses."""
    return {status: _spec(status) for status in statuses}


def _spec(status: int) -> ResponseSpec:
    description, kind, title, detail, do = _EXAMPLES[status]
    value = {
        "type": f"urn:lindung:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "what_to_do": do,
        "instance": "/api/v1/cases",
    }
    return ResponseSpec(
        ProblemDetails,
        generate_examples=False,
        description=description,
        media_type=MEDIA_TYPE,
        examples=[Example(summary=title, value=value)],
    )
