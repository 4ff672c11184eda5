"""Graph API errors: code, title, HTTP status, body."""

from __future__ import annotations

import secrets
from typing import Any

# Titles and HTTP statuses as on the platform's page of error codes.
KNOWN: dict[int, tuple[str, int]] = {
    0: ("AuthException", 401),
    1: ("API Unknown", 400),
    2: ("API Service", 503),
    4: ("API Too Many Calls", 400),
    10: ("Permission Denied", 403),
    100: ("Invalid parameter", 400),
    190: ("Access token has expired", 401),
    368: ("Temporarily blocked for policies violations", 403),
    80007: ("Rate limit issues", 400),
    130429: ("Rate limit hit", 429),
    130472: ("User's number is part of an experiment", 400),
    130497: ("Business account is restricted from messaging users in this country.", 403),
    131000: ("Something went wrong", 500),
    131005: ("Access denied", 403),
    131008: ("Required parameter is missing", 400),
    131009: ("Parameter value is not valid", 400),
    131016: ("Service unavailable", 503),
    131021: ("Recipient cannot be sender", 400),
    131026: ("Message undeliverable", 400),
    131031: ("Account has been locked", 403),
    131042: ("Business eligibility payment issue", 400),
    131047: ("Re-engagement message", 400),
    131048: ("Spam rate limit hit", 429),
    131049: ("Meta chose not to deliver.", 400),
    131050: (
        "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages.",
        400,
    ),
    131051: ("Unsupported message type", 400),
    131052: ("Media download error", 400),
    131053: ("Media upload error", 400),
    131056: ("(Business Account, Consumer Account) pair rate limit hit", 400),
    131062: ("Business-scoped User ID (BSUID) recipients are not supported for this message", 400),
    132000: ("Template Param Count Mismatch", 400),
    132001: ("Template does not exist", 404),
    132005: ("Template Hydrated Text Too Long", 400),
    132012: ("Template Parameter Format Mismatch", 400),
}
_DETAILS = {
    131026: "Message Undeliverable.",
    131047: "Message failed to send because more than 24 hours have passed since the customer last replied "
    "to this number.",
    131056: "Message failed to send because there were too many messages sent from this phone number to the "
    "same phone number in a short period of time.",
    130429: "Message failed to send because there were too many messages sent from this phone number in a "
    "short period of time.",
}


class GraphError(Exception):
    """An error of the Graph API; ``body()`` is what goes over the wire."""

    def __init__(
        self,
        code: int,
        details: str = "",
        *,
        message: str = "",
        status: int | None = None,
        subcode: int | None = None,
        type: str = "OAuthException",
    ) -> None:
        title, usual_status = KNOWN.get(code, ("Unknown error", 400))
        self.code = code
        self.title = title
        self.details = details or _DETAILS.get(code, "")
        self.message = message or f"(#{code}) {title}"
        self.status = usual_status if status is None else status
        self.subcode = subcode
        self.type = type
        super().__init__(f"{self.message} {self.details}".strip())

    def body(self) -> dict[str, Any]:
        """The JSON of a failed call."""
        error: dict[str, Any] = {"message": self.message, "type": self.type, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        return {"error": error}

    def in_status(self) -> dict[str, Any]:
        """The element of ``errors`` in a status webhook."""
        return {
            "code": self.code,
            "title": self.title,
            "message": self.title,
            "error_data": {"details": self.details or self.title},
            "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        }


def missing(name: str) -> GraphError:
    """131008."""
    return GraphError(131008, f"Parameter '{name}' is missing or empty.")


def invalid(details: str) -> GraphError:
    """131009."""
    return GraphError(131009, details)


def parameter(message: str) -> GraphError:
    """100."""
    return GraphError(100, message=f"(#100) {message}")


def from_fault(error: dict[str, Any]) -> GraphError:
    """The error a fault asks for."""
    return GraphError(
        int(error["code"]),
        str(error.get("details", "")),
        message=str(error.get("message", "")),
        status=error.get("status"),
        subcode=error.get("subcode"),
    )
