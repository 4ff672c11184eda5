"""WhatsApp's error codes: what they mean for the courier, with a sentence for the operator. Pure.

Decided by the code; the HTTP status counts only where the code is unknown. Source: Meta's page of
error codes (see channels/README.md). The API answered, so it did not take the message: all are certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.channels import wire
from bot.messages.errors import SendError

PAIR_LIMIT = "131056"
WINDOW_CLOSED = "131047"


@dataclass(frozen=True)
class Meaning:
    """What a code means. ``wait_s``: seconds to let this chat rest."""

    text: str
    retryable: bool = False
    wait_s: float | None = None
    unreachable: bool = False


_TOKEN = Meaning(
    "WhatsApp refuses our access token or its rights. Nothing can be sent: an administrator must mend it."
)
_POLICY = Meaning(
    "WhatsApp has restricted our number. Nothing can be sent to this person: tell the supervisor."
)
_FAULT = Meaning(
    "WhatsApp has a fault of its own. The message was not sent; it is tried again.", retryable=True
)
_CALLS = Meaning(
    "Too many calls to WhatsApp at once. The message is sent a little later.", retryable=True, wait_s=30.0
)
_CONTENT = Meaning("WhatsApp does not accept this message. Write it differently, or tell the team.")
_DROPPED = Meaning("WhatsApp chose not to deliver this message. Try to reach the person another way.")

MEANINGS: dict[str, Meaning] = {
    "130429": Meaning(
        "Our number sends too much at once. The message is sent a little later.", retryable=True, wait_s=2.0
    ),
    PAIR_LIMIT: Meaning(
        "Too many messages to this person in a short time. The message is sent a little later.",
        retryable=True,
    ),
    WINDOW_CLOSED: Meaning(
        "More than 24 hours have passed since the person last wrote, so WhatsApp takes no free text. "
        "Wait for the person to write, or reach them another way."
    ),
    "131026": Meaning(
        "WhatsApp cannot deliver to this person (no WhatsApp, an old app, or blocked). "
        "Try to reach them another way.",
        unreachable=True,
    ),
    "131030": Meaning("Our test number may not write to this person. Add them to its list of recipients."),
    "131042": Meaning(
        "WhatsApp reports a problem with our payment. Nothing can be sent: tell the supervisor."
    ),
    "131062": Meaning(
        "WhatsApp does not take this kind of message for a person without a phone number. Use plain text."
    ),
    "131052": Meaning("WhatsApp could not fetch the file. Ask the person to send it again."),
    "131057": Meaning("WhatsApp is working on our number. The message is sent a little later.", True, 60.0),
    **dict.fromkeys(("190", "0", "3", "10", "131005", "131045"), _TOKEN),
    **dict.fromkeys(("368", "130497", "131031", "131048", "131064"), _POLICY),
    **dict.fromkeys(("1", "2", "131000", "131016"), _FAULT),
    **dict.fromkeys(("4", "17", "80007"), _CALLS),
    **dict.fromkeys(("130472", "131049", "131050"), _DROPPED),
    **dict.fromkeys(("100", "131008", "131009", "131021", "131051", "131053"), _CONTENT),
}


def meaning_of(code: str, http_status: int = 400) -> Meaning:
    """Return what a code means; by the HTTP status where we do not know it."""
    if code in MEANINGS:
        return MEANINGS[code]
    if code.isdigit() and (200 <= int(code) <= 299):
        return _TOKEN
    if code.isdigit() and 132000 <= int(code) <= 132999:
        return _CONTENT
    if http_status >= 500:
        return _FAULT
    if http_status == 429:
        return _CALLS
    return _TOKEN if http_status in (401, 403) else _CONTENT


def explain(code: str, said: str) -> str:
    """A sentence for the operator, with WhatsApp's own words where we do not know the code."""
    if code in MEANINGS:
        return MEANINGS[code].text
    return f"WhatsApp reports error {code or 'without a code'}: {said or 'no reason given'}"


def send_error(http_status: int, answer: Any, earlier_pair_limits: int = 0) -> SendError:
    """Map an answer that is no success.

    Args:
        answer: decoded JSON, or None when it was none.
        earlier_pair_limits: how often in a row this person's limit was hit: Meta asks to wait 4^n seconds.
    """
    error = wire.obj(wire.obj(answer).get("error"))
    code = wire.ident(error.get("code"), 20)
    meaning = meaning_of(code, http_status)
    said = wire.text(wire.obj(error.get("error_data")).get("details"), 300) or wire.text(
        error.get("message"), 300
    )
    text = meaning.text if code in MEANINGS or not said else f"{meaning.text} ({said})"
    if meaning is _CONTENT and said and code in MEANINGS:
        text = f"{text} ({said})"
    wait = min(4.0**earlier_pair_limits, 256.0) if code == PAIR_LIMIT else meaning.wait_s
    return SendError(
        code or str(http_status),
        text,
        retryable=meaning.retryable,
        retry_after_s=wait,
        unreachable=meaning.unreachable,
    )
