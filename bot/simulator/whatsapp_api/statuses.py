"""Status webhooks: sent, delivered, read, failed, played."""

from __future__ import annotations

from typing import Any

from bot.simulator.phones.models import PhoneRecord
from bot.simulator.whatsapp_api import identity
from bot.simulator.whatsapp_api.backend import SentMessage, WhatsAppBackend
from bot.simulator.whatsapp_api.envelope import WebhookItem, stamp
from bot.simulator.whatsapp_api.errors import GraphError

_STEPS = {
    "none": (),
    "sent": ("sent",),
    "delivered": ("sent", "delivered"),
    "read": ("sent", "delivered", "read"),
    "read_only": ("sent", "read"),
}
_PRICED = ("sent", "delivered", "read")


def status_item(sent: SentMessage, status: str, error: GraphError | None = None) -> WebhookItem:
    """One status. A failed one carries ``errors`` and no contact."""
    if sent.phone is None:
        ids = {"recipient_id": "".join(ch for ch in sent.input if ch.isdigit())}
    else:
        ids = identity.recipient(sent.phone, by_user_id=sent.by_user_id)
    body: dict[str, Any] = {"id": sent.id, "status": status, "timestamp": stamp(), **ids}
    if sent.opaque is not None:
        body["biz_opaque_callback_data"] = sent.opaque
    if error is not None:
        if not sent.by_user_id:
            body.pop("recipient_user_id", None)
        body["errors"] = [error.in_status()]
        return WebhookItem("statuses", body, None, sent.phone.id if sent.phone else None)
    if status in _PRICED:
        kind = "utility" if sent.template else "service"
        body["pricing"] = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": kind}
    contact = identity.contact(sent.phone) if sent.phone is not None else None
    return WebhookItem("statuses", body, contact, sent.phone.id if sent.phone else None)


def automatic(sent: SentMessage) -> list[WebhookItem]:
    """The statuses that follow by themselves, as far as the phone's ``receipts`` go."""
    if sent.phone is None:
        return []
    steps = _STEPS[sent.phone.receipts]
    if sent.phone.thread("whatsapp").blocked:
        steps = steps[:1]
    if steps:
        sent.final = sent.bubble.ticks = steps[-1]
    return [status_item(sent, step) for step in steps]


def reading(backend: WhatsAppBackend, phone: PhoneRecord) -> list[WebhookItem]:
    """The traveller opens the chat: everything the bot sent that is not read yet becomes read."""
    items = []
    for sent in backend.sent.values():
        if sent.phone is phone and sent.final not in ("read", "failed"):
            if sent.final in ("", "sent") and not phone.thread("whatsapp").blocked:
                items.append(status_item(sent, "delivered"))
            sent.final = sent.bubble.ticks = "read"
            items.append(status_item(sent, "read"))
    return items
