"""getUpdates, setWebhook, deleteWebhook, getWebhookInfo."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.telegram_api.backend import TelegramBackend, WebhookSettings
from bot.simulator.telegram_api.call import Call, Described
from bot.simulator.telegram_api.errors import bad_request
from bot.simulator.telegram_api.polling import BY_WEBHOOK, MAX_TIMEOUT, WEBHOOK_ACTIVE

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _allowed_updates(call: Call) -> None:
    kinds = call.params.json("allowed_updates", "Can't parse allowed_updates JSON object")
    if kinds is None:
        return
    if not isinstance(kinds, list):
        raise bad_request("Expected an Array of String as allowed updates")
    call.backend.updates.allowed = {str(kind) for kind in kinds} or None


async def get_updates(call: Call) -> list[dict[str, Any]]:
    """Pending updates, waiting up to ``timeout`` (0-50 s). 409 while a webhook is set."""
    if call.backend.webhook is not None:
        raise await call.backend.poll.refuse(WEBHOOK_ACTIVE)
    _allowed_updates(call)
    params = call.params
    return await call.backend.poll.get(
        params.number("offset"),
        params.number("limit", 100, 1, 100),
        params.number("timeout", 0, 0, MAX_TIMEOUT),
    )


def _check_url(url: str) -> None:
    """https on four ports, as from the cloud; on loopback also plain http, as a local server allows."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.hostname in _LOOPBACK:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.port not in (None, 443, 80, 88, 8443):
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


async def set_webhook(call: Call) -> Any:
    """Deliver updates to ``url`` from now on; an empty url takes the webhook away."""
    url = call.params.text("url")
    if not url:
        return await delete_webhook(call)
    secret = call.params.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _check_url(url)
    _allowed_updates(call)
    if call.params.flag("drop_pending_updates"):
        call.backend.updates.clear()
    new = WebhookSettings(url, secret, call.params.number("max_connections", 40, 1, 100))
    old = call.backend.webhook
    if old is not None and (old.url, old.secret_token, old.max_connections) == (
        url,
        secret,
        new.max_connections,
    ):
        return Described(True, "Webhook is already set")
    call.backend.poll.abort(BY_WEBHOOK)
    call.backend.webhook = new
    for update in call.backend.updates.slice(10**9):
        call.backend.updates.on_add(update)
    return Described(True, "Webhook was set")


async def delete_webhook(call: Call) -> Any:
    """Back to getUpdates; what waits stays unless ``drop_pending_updates``."""
    if call.params.flag("drop_pending_updates"):
        call.backend.updates.clear()
    had, call.backend.webhook = call.backend.webhook, None
    return Described(True, "Webhook was deleted" if had else "Webhook is already deleted")


def webhook_info(backend: TelegramBackend) -> dict[str, Any]:
    """The WebhookInfo object."""
    hook = backend.webhook
    info: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(backend.updates.pending),
    }
    if hook:
        info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
        if hook.last_error_date:
            info |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
    if backend.updates.allowed is not None:
        info["allowed_updates"] = sorted(backend.updates.allowed)
    return info


async def get_webhook_info(call: Call) -> dict[str, Any]:
    """How webhook delivery goes."""
    return webhook_info(call.backend)
