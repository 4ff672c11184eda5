"""Where the platforms deliver: verify, read, store, and only then acknowledge.

Answers: 200 stored (also what could not be read: it is a dead letter now, and asking for it again would
hold up the sender's next messages); 401 not from the platform, nothing stored; 413 too large; 503 the
database is away, so the platform must deliver again.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from prometheus_client import Histogram
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.receiving import Received, keep, read
from bot.channels.whatsapp.signature import challenge
from bot.engine.runtime import Runtime
from bot.messages.channel import ChannelAdapter

log = structlog.get_logger(__name__)
AnyRequest = Request[Any, Any, Any]
SECONDS = Histogram(
    "lindung_webhook_seconds",
    "Time from the first byte of a webhook to its acknowledgement.",
    ["channel", "status"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5),
)
RETRY_AFTER_S = "5"
"""Without it Telegram waits up to two minutes after an outage."""


def webhook_handlers(runtime: Runtime) -> list[HTTPRouteHandler]:
    """Return the routes of the channels; one that is not set up answers 404."""
    return [telegram_webhook, whatsapp_challenge, whatsapp_webhook]


@post("/telegram/webhook", status_code=200, include_in_schema=False, opt={"exclude_from_csrf": True})
async def telegram_webhook(request: AnyRequest) -> Response[bytes]:
    """Take one Update."""
    return await _receive(request, "telegram")


@post("/whatsapp/webhook", status_code=200, include_in_schema=False, opt={"exclude_from_csrf": True})
async def whatsapp_webhook(request: AnyRequest) -> Response[bytes]:
    """Take a batch of messages and statuses."""
    return await _receive(request, "whatsapp")


@get("/whatsapp/webhook", include_in_schema=False)
async def whatsapp_challenge(request: AnyRequest) -> Response[str]:
    """Answer Meta's check of our address."""
    runtime: Runtime = request.app.state.runtime
    answer = challenge(request.query_params, runtime.settings.whatsapp_verify_token)
    if answer is None:
        return Response("The verify token is not ours.", status_code=403, media_type="text/plain")
    return Response(answer, media_type="text/plain")


async def _receive(request: AnyRequest, channel: str) -> Response[bytes]:
    runtime: Runtime = request.app.state.runtime
    started = asyncio.get_running_loop().time()
    adapter = runtime.adapters.get(channel)
    status = 404 if adapter is None else await _take(request, runtime, adapter)
    SECONDS.labels(channel, str(status)).observe(asyncio.get_running_loop().time() - started)
    headers = {"Retry-After": RETRY_AFTER_S} if status == 503 else {}
    return Response(b"{}", status_code=status, media_type="application/json", headers=headers)


async def _take(request: AnyRequest, runtime: Runtime, adapter: ChannelAdapter) -> int:
    """Return the HTTP status."""
    body = await _body(request, adapter.capabilities.max_webhook_bytes)
    if body is None:
        return 413
    received = await asyncio.to_thread(_verify_and_read, adapter, dict(request.headers), body)
    if received is None:
        log.warning("webhook_not_from_platform", channel=adapter.name)
        return 401
    try:
        await keep(runtime.store, adapter.name, [received])
    except (SQLAlchemyError, OSError, RuntimeError) as error:  # RuntimeError: the store is closing.
        log.error("webhook_not_stored", channel=adapter.name, error=type(error).__name__)
        return 503
    return 200


def _verify_and_read(adapter: ChannelAdapter, headers: dict[str, str], body: bytes) -> Received | None:
    return read(adapter, body) if adapter.verify(headers, body) else None


async def _body(request: AnyRequest, limit: int) -> bytes | None:
    """Read the raw body; None as soon as it is larger than ``limit``."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:12]) > limit:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            return None
    return bytes(body)
