"""The only list of channels."""

from __future__ import annotations

import hashlib
import hmac
import logging

from bot.cases.drills.channel import ExerciseChannel
from bot.channels.telegram.adapter import TelegramAdapter
from bot.channels.whatsapp.adapter import WhatsAppAdapter
from bot.messages.channel import ChannelAdapter
from bot.settings import Settings


def build_adapters(settings: Settings) -> dict[str, ChannelAdapter]:
    """Return an adapter for each channel that is configured, by its name."""
    # At INFO these two write every address into the log, and Telegram's addresses hold the token.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    exercise = ExerciseChannel()
    adapters: dict[str, ChannelAdapter] = {exercise.name: exercise}
    if settings.has_telegram:
        adapters["telegram"] = TelegramAdapter(
            settings.telegram_token, settings.telegram_api_url, telegram_secret(settings)
        )
    if settings.has_whatsapp:
        adapters["whatsapp"] = WhatsAppAdapter(
            settings.whatsapp_token,
            settings.whatsapp_phone_number_id,
            settings.whatsapp_app_secret,
            settings.whatsapp_api_url,
            settings.whatsapp_api_version,
        )
    return adapters


def telegram_secret(settings: Settings) -> str:
    """What Telegram repeats with every webhook; derived from our key where none is given, so that
    webhooks are never taken unproved."""
    if settings.telegram_webhook_secret:
        return settings.telegram_webhook_secret
    return hmac.new(settings.secret_key.encode(), b"telegram-webhook", hashlib.sha256).hexdigest()
