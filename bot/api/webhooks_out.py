"""The loop that tells other systems of what happens: scan, send, try again for a day, then give up aloud."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter as Counts
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
import msgspec
import structlog
from prometheus_client import Counter
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import __version__
from bot.api.housekeeping import prune
from bot.api.safe_http import SafeClient, UnsafeUrl
from bot.api.signing import HEADER, sign
from bot.api.webhook_events import give_back, move_mark, queue_events, take_lease
from bot.messages.inbox import bury, printable
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import DeadLetter, Webhook, WebhookDelivery

log = structlog.get_logger(__name__)
SENT = Counter("lindung_webhook_deliveries_total", "Deliveries to other systems.", ["result"])
AT_ONCE = 4
"""Deliveries on their way to one system."""
PAGE = 1000
HOLD = timedelta(seconds=30)
"""A row still "sending" after this long belongs to a process that died; it is sent again."""
FIRST_WAIT_S = 30.0
LONGEST_WAIT_S = 4 * 3600.0
GIVE_UP_AFTER = timedelta(hours=24)
NAP_S = 1.0
LOOK_BACK_EVERY_S = 10.0
PRUNE_EVERY_S = 600.0


@dataclass(frozen=True)
class Parcel:
    """One delivery, ready to be sent."""

    delivery_id: int
    webhook_id: int
    name: str
    url: str
    secret: str
    body: bytes
    kind: str


class WebhooksOut:
    """Runs until it is stopped; over several processes one scans and all send."""

    def __init__(self, store: Store, holder: str, client: SafeClient) -> None:
        self._store = store
        self._holder = holder
        self._client = client
        self._scanned = 0
        """Highest step looked at; of a process that has just begun: none."""
        self._running: dict[asyncio.Task[None], int] = {}
        """What is being sent → its webhook."""
        self._looked_back_at = self._pruned_at = float("-inf")

    async def run(self, stop: asyncio.Event) -> None:
        """Scan and send until ``stop`` is set; then finish what is under way."""
        waiter = self._store.bus.waiter("desk", "webhooks")
        try:
            while not stop.is_set():
                await self.scan()
                if not await self.send_due():
                    await waiter.wait(NAP_S)
        finally:
            self._store.bus.release(waiter)
            if stop.is_set():
                await self.finish()
                await self._store.write(
                    lambda session: give_back(session, self._store.now(session), self._holder)
                )
                await self._client.close()

    async def scan(self) -> None:
        """Make the deliveries of new steps, and now and then of steps that were committed late."""
        now = time.monotonic()
        look_back = now - self._looked_back_at >= LOOK_BACK_EVERY_S
        after = None if look_back else self._scanned
        while (last := await self._store.write(partial(self._scan_page, after=after))) is not None:
            after = last
        if look_back:
            self._looked_back_at = now
        if now - self._pruned_at >= PRUNE_EVERY_S:
            await self._store.write(lambda session: prune(session, self._store.now(session)))
            self._pruned_at = now

    def _scan_page(self, session: Session, after: int | None) -> int | None:
        """Look at a page of steps after the mark (None) or after a step; returns the last one."""
        moment = self._store.now(session)
        mark = take_lease(session, moment, self._holder)
        if mark is None:
            self._scanned = 0  # Whoever scans now goes on from the mark, and so do we if it comes back.
            return None
        webhooks = session.scalars(select(Webhook).where(Webhook.active)).all()
        last = queue_events(session, webhooks, mark if after is None else max(mark, after), PAGE)
        if last is not None:
            self._scanned = max(self._scanned, last)
        move_mark(session, moment, self._holder, mark)
        return last

    async def send_due(self) -> int:
        """Begin to send what is due; returns how many deliveries were taken.

        A system that does not answer takes up a few places at most, so that no other one waits for it.
        """
        busy = Counts(self._running.values())
        parcels = await self._store.write(lambda session: take_due(session, self._store.now(session), busy))
        for parcel in parcels:
            task = asyncio.create_task(self._send(parcel))
            self._running[task] = parcel.webhook_id
            task.add_done_callback(self._running.pop)
        return len(parcels)

    async def finish(self) -> None:
        """Wait for what is being sent."""
        if self._running:
            await asyncio.wait(self._running, timeout=20)

    async def _send(self, parcel: Parcel) -> None:
        status, error = await self._post(parcel)
        result = "delivered" if not error else "failed"
        SENT.labels(result).inc()
        if error:
            log.warning("webhook_failed", webhook=parcel.name, delivery_id=parcel.delivery_id, error=error)
        await self._store.write(
            lambda session: record_result(session, self._store.now(session), parcel, status, error)
        )

    async def _post(self, parcel: Parcel) -> tuple[int | None, str]:
        """Return the status of the answer and what was wrong, in words; empty when nothing was."""
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"Lindung/{__version__}",
            "Lindung-Event": parcel.kind,
            "Lindung-Delivery": str(parcel.delivery_id),
            HEADER: sign(parcel.secret, parcel.body, utcnow()),
        }
        try:
            status = await self._client.post(parcel.url, parcel.body, headers)
        except UnsafeUrl as error:
            return None, str(error)
        except TimeoutError:
            return None, "no answer within ten seconds"
        except (httpx.HTTPError, OSError) as error:
            return None, f"not reached ({type(error).__name__}: {error})"[:300]
        except Exception as error:  # A bug of ours must not hold up the deliveries of all others.
            log.exception("webhook_crashed", webhook=parcel.name)
            return None, f"failed here ({type(error).__name__})"
        if 200 <= status < 300:
            return status, ""
        moved = " (redirects are not followed)" if 300 <= status < 400 else ""
        return status, f"answered {status}{moved}"


def take_due(session: Session, now: datetime, busy: Counts[int]) -> list[Parcel]:
    """Take the deliveries that are due, the oldest step first; they stay ours for half a minute.

    Args:
        busy: how many deliveries are being sent to each webhook.
    """
    is_due = (WebhookDelivery.state.in_(("queued", "sending")), WebhookDelivery.due_at <= now)
    waiting = session.scalars(
        select(Webhook).where(
            Webhook.active, Webhook.id.in_(select(WebhookDelivery.webhook_id).where(*is_due).distinct())
        )
    ).all()
    parcels: list[Parcel] = []
    for webhook in waiting:
        due = (
            select(WebhookDelivery.id)
            .where(WebhookDelivery.webhook_id == webhook.id, *is_due)
            .order_by(WebhookDelivery.event_id)
            .limit(max(0, AT_ONCE - busy[webhook.id]))
            .with_for_update(skip_locked=True)
        )
        taken = session.execute(
            update(WebhookDelivery)
            .where(WebhookDelivery.id.in_(due.scalar_subquery()))
            .values(state="sending", attempts=WebhookDelivery.attempts + 1, due_at=now + HOLD)
            .returning(WebhookDelivery.id, WebhookDelivery.payload)
            .execution_options(synchronize_session=False)
        ).all()
        parcels += [_parcel(row_id, webhook, payload) for row_id, payload in taken]
    return sorted(parcels, key=lambda parcel: parcel.delivery_id)


def _parcel(row_id: int, webhook: Webhook, payload: dict[str, Any]) -> Parcel:
    return Parcel(
        row_id,
        webhook.id,
        webhook.name,
        webhook.url,
        webhook.secret,
        msgspec.json.encode(payload),
        str(payload.get("kind", "")),
    )


def record_result(session: Session, now: datetime, parcel: Parcel, status: int | None, error: str) -> None:
    """Note how a delivery went: delivered, tried again later, or dead after a day."""
    row = session.get(WebhookDelivery, parcel.delivery_id, with_for_update=True)
    if row is None or row.state != "sending":
        return  # The webhook was removed, or its deliveries were replayed meanwhile.
    row.status, row.error = status, printable(error)
    if not error:
        row.state, row.delivered_at = "delivered", now
        return
    if now - row.created_at < GIVE_UP_AFTER:
        row.state, row.due_at = "queued", now + timedelta(seconds=wait_s(row.attempts))
        return
    row.state = "dead"
    _tell_people(session, row.webhook_id, parcel.name, error)


def wait_s(attempts: int) -> float:
    """Return the seconds before the next attempt: 30 s, doubled each time, four hours at most."""
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(attempts - 1, 20))
    # A tenth of chance, so that a system that comes back is not met by everything at once.
    return longest * random.uniform(0.9, 1.0) if attempts > 1 else longest


def _tell_people(session: Session, webhook_id: int, name: str, error: str) -> None:
    """Put one dead letter on the problems page for each webhook, however many deliveries die."""
    known = session.scalars(
        select(DeadLetter.id).where(
            DeadLetter.source == "webhook",
            DeadLetter.reference_id == webhook_id,
            DeadLetter.closed_at.is_(None),
        )
    ).first()
    if known is None:
        bury(
            session,
            "webhook",
            f"Webhook {name} was not reached for a day: {error}. Ask the partner to mend it, then send what "
            f"it missed: lindung webhook replay {name} --since <time>.",
            None,
            webhook_id,
        )
