"""Errors in the exact form of the Bot API server."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer other than ok: HTTP status, description, optional ``parameters``."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON the server sends."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(message: str) -> ApiError:
    """400. As the server does, the first letter is made small unless an upper-case word begins there."""
    if len(message) >= 2 and not (message[1] == "_" or message[1].isupper()):
        message = message[0].lower() + message[1:]
    return ApiError(400, f"Bad Request: {message}")


def forbidden(message: str) -> ApiError:
    """403."""
    return ApiError(403, f"Forbidden: {message}")


def conflict(message: str) -> ApiError:
    """409."""
    return ApiError(409, f"Conflict: {message}")


def too_many_requests(seconds: int) -> ApiError:
    """429 with the seconds to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def from_fault(error: dict[str, Any]) -> ApiError:
    """The error a fault asks for; usual descriptions are filled in."""
    code = int(error["code"])
    parameters = dict(error.get("parameters") or {})
    if code == 429:
        parameters.setdefault("retry_after", int(error.get("retry_after", 1)))
        usual = f"Too Many Requests: retry after {parameters['retry_after']}"
    else:
        usual = {
            400: "Bad Request: chat not found",
            401: "Unauthorized",
            403: "Forbidden: bot was blocked by the user",
            404: "Not Found",
            409: "Conflict: terminated by other getUpdates request; make sure that only one bot "
            "instance is running",
            413: "Request Entity Too Large",
            502: "Bad Gateway",
        }.get(code, "Internal Server Error")
    return ApiError(code, str(error.get("description") or usual), parameters or None)
