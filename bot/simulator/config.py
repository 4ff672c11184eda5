"""Settings of the simulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

_ENVIRONMENT = {
    "telegram_token": "LINDUNG_TELEGRAM_TOKEN",
    "telegram_webhook_secret": "LINDUNG_TELEGRAM_WEBHOOK_SECRET",
    "whatsapp_token": "LINDUNG_WHATSAPP_TOKEN",
    "whatsapp_phone_number_id": "LINDUNG_WHATSAPP_PHONE_NUMBER_ID",
    "whatsapp_app_secret": "LINDUNG_WHATSAPP_APP_SECRET",
    "whatsapp_verify_token": "LINDUNG_WHATSAPP_VERIFY_TOKEN",
    "whatsapp_api_version": "LINDUNG_WHATSAPP_API_VERSION",
}


@dataclass(frozen=True, slots=True)
class SimulatorConfig:
    """Everything both stand-ins have to know; the defaults work without any setting.

    ``retry_scale`` multiplies every waiting time of webhook retries (1.0 is as slow as the platforms,
    tests use a small fraction). ``telegram_webhook_preset`` starts with the webhook already set to the
    service, as after an earlier ``setWebhook``.
    """

    service_url: str = "http://127.0.0.1:8000"
    telegram_token: str = "6200000001:AAsimulatorSimulatorSimulator000000"
    telegram_webhook_secret: str = "simulator-telegram-secret"
    telegram_webhook_path: str = "/telegram/webhook"
    telegram_webhook_preset: bool = False
    telegram_bot_username: str = "lindung_simulator_bot"
    whatsapp_token: str = "simulator-whatsapp-token"
    whatsapp_phone_number_id: str = "106540352242922"
    whatsapp_waba_id: str = "102290129340398"
    whatsapp_app_secret: str = "simulator-app-secret"
    whatsapp_verify_token: str = "simulator-verify-token"
    whatsapp_api_version: str = "v26.0"
    whatsapp_webhook_path: str = "/whatsapp/webhook"
    whatsapp_display_number: str = "62215550112"
    whatsapp_country_code: str = "62"
    contact_name: str = "Lindung"
    pacing: bool = True
    retry_scale: float = 1.0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> SimulatorConfig:
        """Take over the channel settings of the service that are set; keep the defaults otherwise."""
        values: dict[str, Any] = {
            field: environ[name] for field, name in _ENVIRONMENT.items() if environ.get(name)
        }
        return replace(cls(), **values)

    @property
    def telegram_bot_id(self) -> int:
        """The bot's user id: the part of the token before the colon."""
        head = self.telegram_token.split(":", 1)[0]
        return int(head) if head.isdigit() else 6200000001

    @property
    def telegram_webhook_url(self) -> str:
        """Where the service takes Telegram's updates."""
        return self.service_url.rstrip("/") + self.telegram_webhook_path

    @property
    def whatsapp_webhook_url(self) -> str:
        """Where the service takes WhatsApp's webhooks."""
        return self.service_url.rstrip("/") + self.whatsapp_webhook_path
