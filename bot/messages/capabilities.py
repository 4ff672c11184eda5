"""What each platform can show (limits from its documentation)."""

from __future__ import annotations

from bot.messages.channel import Capabilities

TELEGRAM = Capabilities(
    text_limit=4096,
    body_limit_with_buttons=4096,
    max_buttons=10,
    max_list_rows=0,
    button_title_limit=40,
    row_title_limit=40,
    has_receipts=False,
    seconds_per_message=1.0,
    burst=3,
    max_webhook_bytes=1_000_000,
)
WHATSAPP = Capabilities(
    text_limit=4096,
    body_limit_with_buttons=1024,
    max_buttons=3,
    max_list_rows=10,
    button_title_limit=20,
    row_title_limit=24,
    has_receipts=True,
    seconds_per_message=6.0,
    burst=20,
    max_webhook_bytes=3 * 1024 * 1024 + 65_536,
)
# What another system reports has a thread too, to which nothing can be sent: see bot.api.partner_channel.
_BY_CHANNEL = {"telegram": TELEGRAM, "whatsapp": WHATSAPP, "exercise": TELEGRAM, "partner": TELEGRAM}


def capabilities_of(channel: str) -> Capabilities:
    """Return what a channel can show."""
    return _BY_CHANNEL[channel]
