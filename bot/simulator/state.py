"""One simulator: both stand-ins, the phones, and the delivery to the service, wired together."""

from __future__ import annotations

import httpx

from bot.simulator.config import SimulatorConfig
from bot.simulator.delivery.telegram import TelegramDelivery
from bot.simulator.delivery.whatsapp import WhatsAppDelivery
from bot.simulator.events import EventHub
from bot.simulator.faults import FaultBook
from bot.simulator.media import MediaStore
from bot.simulator.outgoing import OutgoingLog
from bot.simulator.phones.actions import Action, ActionError
from bot.simulator.phones.book import PhoneBook
from bot.simulator.phones.models import Bubble, PhoneRecord
from bot.simulator.telegram_api.backend import TelegramBackend, WebhookSettings
from bot.simulator.telegram_api.routes import run_webhook_answer
from bot.simulator.telegram_api.traveller import TelegramTraveller
from bot.simulator.telegram_api.updates import StoredUpdate
from bot.simulator.whatsapp_api.backend import WhatsAppBackend
from bot.simulator.whatsapp_api.envelope import WebhookItem
from bot.simulator.whatsapp_api.traveller import WhatsAppTraveller


class Simulator:
    """Everything in memory; a restart begins anew."""

    def __init__(self, config: SimulatorConfig) -> None:
        self.config = config
        self.hub = EventHub()
        self.phones = PhoneBook(self.hub)
        self.media = MediaStore()
        self.faults = FaultBook()
        self.log = OutgoingLog()
        self.client = httpx.AsyncClient(
            timeout=30.0, trust_env=False, limits=httpx.Limits(max_connections=60)
        )
        self.telegram = TelegramBackend(config, self.phones, self.media)
        self.telegram_delivery = TelegramDelivery(
            self.telegram,
            self.client,
            scale=config.retry_scale,
            on_answer=lambda body: run_webhook_answer(self, body),
        )
        self.telegram.updates.on_add = self._update_added
        self.telegram.updates.on_taken = self._update_taken
        if config.telegram_webhook_preset:
            self.telegram.webhook = WebhookSettings(
                config.telegram_webhook_url, config.telegram_webhook_secret
            )
        self.whatsapp = WhatsAppBackend(config, self.phones, self.media)
        self.whatsapp_delivery = WhatsAppDelivery(config, self.client, self._webhook_delivered)
        self._travellers: dict[str, TelegramTraveller | WhatsAppTraveller] = {
            "telegram": TelegramTraveller(self.telegram),
            "whatsapp": WhatsAppTraveller(self.whatsapp, self.whatsapp_delivery.offer),
        }

    def _update_added(self, update: StoredUpdate) -> None:
        self.telegram_delivery.offer(update)
        self.telegram.poll.wake()

    def _update_taken(self, update: StoredUpdate) -> None:
        phone = self.phones.get(update.phone)
        if phone is not None and update.kind == "message":
            self.phones.tick(phone, "telegram", update.bubble, "read")

    def _webhook_delivered(self, item: WebhookItem) -> None:
        phone = self.phones.get(item.phone)
        if phone is not None and item.field_name == "messages":
            self.phones.tick(phone, "whatsapp", item.bubble, "delivered")

    def act(self, phone: PhoneRecord, action: Action) -> Bubble:
        """Let a phone do something on the platform on its screen. Raises ``ActionError``."""
        functions = self._travellers[phone.platform].actions()
        if action.kind not in functions:
            raise ActionError(f'"kind" must be one of: {", ".join(sorted(functions))}.')
        return functions[action.kind](phone, action)

    def block(self, phone: PhoneRecord, blocked: bool) -> None:
        """Block or unblock the bot on the platform on the screen."""
        self._travellers[phone.platform].block(phone, blocked)

    def read(self, phone: PhoneRecord) -> int:
        """The traveller looks at the chat: WhatsApp reports it. Returns the number of statuses."""
        traveller = self._travellers["whatsapp"]
        return (
            traveller.read(phone)
            if phone.platform == "whatsapp" and isinstance(traveller, WhatsAppTraveller)
            else 0
        )

    def set_pacing(self, on: bool) -> None:
        """Switch the sending limits of both platforms."""
        self.telegram.pacing = self.whatsapp.pacing = on

    def reset(self) -> None:
        """Take phones, messages, faults and plans away; webhook, profile and templates stay."""
        self.telegram_delivery.plan.clear()
        self.whatsapp_delivery.plan.clear()
        self.telegram.reset()
        self.whatsapp.reset()
        self.faults.clear()
        self.log.clear()
        self.phones.clear()
        self.set_pacing(self.config.pacing)

    def release(self) -> None:
        """End everything that waits, so that the server can stop."""
        self.hub.close()
        self.telegram.poll.close()

    async def close(self) -> None:
        """Stop delivery and free the connections."""
        self.release()
        self.telegram_delivery.close()
        self.whatsapp_delivery.close()
        await self.client.aclose()
