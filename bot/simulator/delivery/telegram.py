"""Webhook delivery as the Bot API server does it.

One queue a chat: the next update of a chat is not sent before the one in front got a 2xx. Callback queries,
membership changes and reactions have queues of their own. First retry at once, then 2, 4, 8 … seconds.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from bot.simulator.delivery.plan import DeliveryPlan
from bot.simulator.telegram_api.backend import TelegramBackend, WebhookSettings
from bot.simulator.telegram_api.updates import StoredUpdate

REQUEST_SECONDS = 60.0


def retry_delay(failures: int) -> float:
    """Seconds before the attempt after ``failures`` failures in a row: 0, 2, 4 … 64, then 60-120."""
    if failures <= 1:
        return 0.0
    delay = 2.0 ** (failures - 1)
    return delay if delay <= 64 else random.uniform(60.0, 120.0)


class TelegramDelivery:
    """Posts pending updates to the webhook. ``on_answer`` gets the JSON of a 2xx answer."""

    def __init__(
        self,
        backend: TelegramBackend,
        client: httpx.AsyncClient,
        *,
        scale: float,
        on_answer: Callable[[Any], Awaitable[None]],
    ) -> None:
        self.backend = backend
        self.client = client
        self.scale = scale
        self.on_answer = on_answer
        self.plan: DeliveryPlan[StoredUpdate] = DeliveryPlan()
        self.attempts = 0
        self._queues: dict[str, deque[tuple[StoredUpdate, int]]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(40)
        self._queued: set[int] = set()

    def offer(self, update: StoredUpdate) -> None:
        """Take a new update in; without a webhook it waits for getUpdates."""
        if self.backend.webhook is None or update.update_id in self._queued:
            return
        self._queued.add(update.update_id)
        self.release(self.plan.offer(update))

    def release(self, parcels: list[Any]) -> None:
        """Queue parcels; a deliberate disorder leaves the queue of the chat."""
        single = len(parcels) > 1
        for number, parcel in enumerate(parcels):
            update = parcel.items[0]
            key = f"disorder:{update.update_id}" if single else update.queue
            self._queues.setdefault(key, deque()).append((update, parcel.copies))
            if key not in self._workers:
                self._workers[key] = asyncio.create_task(self._work(key, number * 0.02))

    async def _work(self, key: str, wait: float) -> None:
        queue, failures = self._queues[key], 0
        await asyncio.sleep(wait)
        while queue:
            update, copies = queue[0]
            hook = self.backend.webhook
            gone = update.update_id not in self.backend.updates.pending or update.expires_at <= time.time()
            if hook is None or gone:
                queue.popleft()
                self._queued.discard(update.update_id)
                continue
            wait_seconds = await self._attempt(hook, update)
            if wait_seconds is None:
                if copies > 1:
                    await self._attempt(hook, update)
                queue.popleft()
                self._queued.discard(update.update_id)
                self.backend.updates.confirm(update.update_id)
                failures = 0
                continue
            failures += 1
            await asyncio.sleep(max(retry_delay(failures) * self.scale, wait_seconds, 0.001))
        del self._queues[key], self._workers[key]

    async def _attempt(self, hook: WebhookSettings, update: StoredUpdate) -> float | None:
        """One POST. None on success, otherwise the seconds the service asked to wait (0.0 usually)."""
        headers = {"Content-Type": "application/json"}
        if hook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret_token
        content = json.dumps(update.to_json(), ensure_ascii=False).encode()
        async with self._slots:
            self.attempts += 1
            try:
                answer = await self.client.post(
                    hook.url, content=content, headers=headers, timeout=REQUEST_SECONDS
                )
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                return self._failed(hook, str(error) or type(error).__name__, 0.0)
        if not answer.is_success:
            asked = answer.headers.get("Retry-After", "")
            seconds = min(float(asked), 3600.0) if asked.isdigit() else 0.0
            return self._failed(
                hook,
                f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}",
                seconds * self.scale,
            )
        try:
            await self.on_answer(answer.json())
        except ValueError:
            return None
        return None

    def _failed(self, hook: WebhookSettings, message: str, seconds: float) -> float:
        hook.last_error_date, hook.last_error_message = int(time.time()), message
        return seconds

    def close(self) -> None:
        """Stop every worker."""
        for task in self._workers.values():
            task.cancel()
