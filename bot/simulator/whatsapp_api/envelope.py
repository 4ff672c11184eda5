"""Webhook bodies: entry × changes × value, and the bytes that are signed."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.config import SimulatorConfig


@dataclass(slots=True)
class WebhookItem:
    """One message or status. ``phone``/``bubble`` name the traveller's message it carries, if any."""

    field_name: str
    body: dict[str, Any]
    contact: dict[str, Any] | None
    phone: str | None = None
    bubble: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def _value(config: SimulatorConfig, items: list[WebhookItem], reorder: bool) -> dict[str, Any]:
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": config.whatsapp_display_number,
            "phone_number_id": config.whatsapp_phone_number_id,
        },
    }
    contacts: list[dict[str, Any]] = []
    for item in items:
        if item.contact is not None and item.contact not in contacts:
            contacts.append(item.contact)
    if contacts:
        value["contacts"] = contacts
    for item in items:
        value.setdefault(item.field_name, []).append(item.body)
        value |= item.extra
    return dict(reversed(value.items())) if reorder else value


def build(
    config: SimulatorConfig, items: list[WebhookItem], *, shape: str = "messages", reorder: bool = False
) -> dict[str, Any]:
    """One webhook for all ``items``.

    ``shape``: "messages" puts everything of a kind in one value, "changes" gives each item a change of its
    own, "entries" an entry of its own. ``reorder`` turns the keys of each value around: same content, other
    bytes, as when a webhook is delivered twice.
    """
    if shape == "messages":
        names = list(dict.fromkeys(item.field_name for item in items))
        groups = [[item for item in items if item.field_name == name] for name in names]
    else:
        groups = [[item] for item in items]
    changes = [{"value": _value(config, group, reorder), "field": "messages"} for group in groups]
    if shape == "entries":
        entries = [{"id": config.whatsapp_waba_id, "changes": [change]} for change in changes]
    else:
        entries = [{"id": config.whatsapp_waba_id, "changes": changes}]
    return {"object": "whatsapp_business_account", "entry": entries}


def encode(payload: dict[str, Any]) -> bytes:
    """JSON with escaped unicode and escaped slashes: re-serialising it breaks the signature."""
    return json.dumps(payload, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


def sign(body: bytes, app_secret: str) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def stamp(age_seconds: float = 0.0) -> str:
    """Unix seconds as a string, as in every webhook."""
    return str(int(time.time() - age_seconds))
