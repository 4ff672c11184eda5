"""Webhook delivery as Meta does it: signed, at least once, repeated until 200, in no guaranteed order.

The first attempts of one phone go in order; a webhook that failed is repeated on its own, so that later
ones pass it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

import httpx

from bot.simulator.config import SimulatorConfig
from bot.simulator.delivery.plan import DeliveryPlan, Parcel
from bot.simulator.whatsapp_api.envelope import WebhookItem, build, encode, sign

MAX_ATTEMPTS = 40
LONGEST_WAIT = 3600.0


def retry_delay(failures: int) -> float:
    """Seconds before the next attempt: at once, then ever rarer, at most an hour apart."""
    return 0.0 if failures <= 1 else min(2.0 ** (failures - 1), LONGEST_WAIT)


class WhatsAppDelivery:
    """Posts webhooks to the service. ``on_delivered`` is told of each item that got its 200."""

    def __init__(
        self, config: SimulatorConfig, client: httpx.AsyncClient, on_delivered: Callable[[WebhookItem], None]
    ) -> None:
        self.config = config
        self.client = client
        self.on_delivered = on_delivered
        self.plan: DeliveryPlan[WebhookItem] = DeliveryPlan()
        self.attempts = 0
        self.undelivered = 0
        self.last_error = ""
        self._lines: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def offer(self, item: WebhookItem) -> None:
        """Take a message or status in."""
        self.release(self.plan.offer(item))

    def release(self, parcels: list[Parcel[WebhookItem]]) -> None:
        """Post parcels."""
        for parcel in parcels:
            line = self._lines.setdefault(parcel.items[0].phone or "", asyncio.Lock())
            self.undelivered += 1
            task = asyncio.create_task(self._deliver(parcel, line))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, parcel: Parcel[WebhookItem], line: asyncio.Lock) -> None:
        body = encode(build(self.config, parcel.items, shape=parcel.shape))
        async with line:
            done = await self._post(body)
        failures = 0
        while not done and failures < MAX_ATTEMPTS:
            failures += 1
            await asyncio.sleep(max(retry_delay(failures) * self.config.retry_scale, 0.001))
            done = await self._post(body)
        self.undelivered -= 1
        if done:
            for item in parcel.items:
                self.on_delivered(item)
        for _ in range(parcel.copies - 1):
            await self._post(encode(build(self.config, parcel.items, shape=parcel.shape, reorder=True)))

    async def _post(self, body: bytes) -> bool:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": sign(body, self.config.whatsapp_app_secret),
        }
        self.attempts += 1
        try:
            answer = await self.client.post(self.config.whatsapp_webhook_url, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self.last_error = str(error) or type(error).__name__
            return False
        if answer.status_code != 200:
            self.last_error = f"HTTP {answer.status_code}"
        return answer.status_code == 200

    async def verify(self) -> tuple[bool, str]:
        """Do what the app dashboard does when a webhook is entered. Returns success and an explanation."""
        challenge = str(secrets.randbelow(10**10))
        query = {
            "hub.mode": "subscribe",
            "hub.challenge": challenge,
            "hub.verify_token": self.config.whatsapp_verify_token,
        }
        try:
            answer = await self.client.get(self.config.whatsapp_webhook_url, params=query)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return False, f"The webhook cannot be reached: {error or type(error).__name__}"
        if answer.status_code != 200:
            return False, f"The webhook answered HTTP {answer.status_code} instead of 200."
        if answer.text != challenge:
            return False, "The webhook did not answer with the challenge."
        return True, "The webhook is verified."

    def close(self) -> None:
        """Stop every attempt."""
        for task in self._tasks:
            task.cancel()
