"""What is known of a line's way to the traveller, in words that claim nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.desk.labels import Labels
from bot.messages.capabilities import capabilities_of

RETRYABLE = ("unsure", "failed", "held")
TROUBLE = ("errored", *RETRYABLE)
_TONES = {
    "queued": "waiting",
    "sending": "waiting",
    "errored": "warning",
    "unsure": "warning",
    "held": "warning",
    "failed": "bad",
    "suppressed": "muted",
    "wired": "waiting",
    "sent": "ok",
    "delivered": "ok",
    "read": "ok",
}
CHANNEL_NAMES = {"telegram": "Telegram", "whatsapp": "WhatsApp", "partner": "Partner"}


@dataclass(frozen=True)
class Delivery:
    """How far a line got. ``tone``: ok, waiting, warning, bad or muted."""

    state: str
    words: str
    tone: str
    explanation: str = ""
    at: datetime | None = None
    retry_id: int | None = None
    """Outbox row that an operator may send again."""


def channel_name(channel: str) -> str:
    """Return how a channel is called."""
    return CHANNEL_NAMES.get(channel, channel)


def delivery(
    labels: Labels, state: str, channel: str, error: str, at: datetime | None, outbox_id: int, reachable: bool
) -> Delivery:
    """Return the words for one outbox row.

    Args:
        error: the platform's sentence or ours, for failed, held, unsure and errored rows.
        at: when it reached this state, where known.
        reachable: False when the person blocked the bot or left the platform.
    """
    name = channel_name(channel)
    has_receipts = capabilities_of(channel).has_receipts if channel in CHANNEL_NAMES else False
    key = f"delivery.{state}"
    if state == "sent" and not has_receipts:
        key = "delivery.sent_no_receipts"
    explanation = ""
    if state in TROUBLE:
        advice = labels.find(f"delivery.do.{state}", channel=name)
        if state == "failed" and not reachable:
            advice = labels("delivery.do.unreachable", channel=name)
        explanation = " ".join(part for part in (error, advice) if part)
    return Delivery(
        state=state,
        words=labels.find(key, state, channel=name),
        tone=_TONES.get(state, "muted"),
        explanation=explanation,
        at=at,
        retry_id=outbox_id if state in RETRYABLE else None,
    )
