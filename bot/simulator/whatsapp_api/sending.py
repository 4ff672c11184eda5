"""POST /<phone number id>/messages: checks, limits, and the message on the phone."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.whatsapp_api import checks
from bot.simulator.whatsapp_api.backend import TYPING_SECONDS, SentMessage, WhatsAppBackend, new_wamid
from bot.simulator.whatsapp_api.content import read_content
from bot.simulator.whatsapp_api.envelope import WebhookItem
from bot.simulator.whatsapp_api.errors import GraphError, invalid, parameter
from bot.simulator.whatsapp_api.statuses import automatic, status_item


@dataclass(slots=True)
class Sent:
    """The answer to the bot and the webhooks that follow it."""

    response: dict[str, Any]
    webhooks: list[WebhookItem] = field(default_factory=list)


def _mark_read(backend: WhatsAppBackend, body: dict[str, Any]) -> Sent:
    """``status: read``, with or without the typing sign."""
    if body.get("status") != "read":
        raise parameter("Param status must be one of {read}.")
    message_id = checks.text(body, "message_id", "message_id", 512)
    if message_id not in backend.received:
        raise parameter(f"Invalid message_id '{message_id}': no message with this id was received.")
    typing = body.get("typing_indicator")
    if typing is not None and (not isinstance(typing, dict) or typing.get("type") != "text"):
        raise parameter("Param typing_indicator['type'] must be one of {text}.")
    phone, bubble = backend.received[message_id]
    for other in phone.thread("whatsapp").bubbles:
        if other.side == "phone" and other.id <= bubble.id:
            backend.phones.tick(phone, "whatsapp", other.id, "read")
    if typing is not None:
        phone.thread("whatsapp").typing_until = time.time() + TYPING_SECONDS
    backend.phones.publish(phone)
    return Sent({"success": True})


def _react(backend: WhatsAppBackend, sent: SentMessage) -> None:
    """A reaction sits on the traveller's own bubble instead of being one."""
    target = backend.received.get(sent.bubble.platform_id)
    if target is None:
        raise parameter("Invalid message_id in reaction: no message with this id was received.")
    target[1].reaction = sent.bubble.text
    backend.phones.update(target[0], "whatsapp", target[1])


def _check_base(body: dict[str, Any]) -> str:
    if body.get("messaging_product") != "whatsapp":
        raise parameter("The parameter messaging_product is required.")
    if body.get("recipient_type", "individual") != "individual":
        raise parameter("Param recipient_type must be one of {individual}.")
    opaque = body.get("biz_opaque_callback_data")
    if opaque is not None and (not isinstance(opaque, str) or len(opaque) > 512):
        raise parameter("Param biz_opaque_callback_data must be at most 512 characters long.")
    context = body.get("context")
    if context is not None and (
        not isinstance(context, dict) or not isinstance(context.get("message_id"), str)
    ):
        raise parameter("Param context['message_id'] must be a string.")
    kind = body.get("type", "text")
    if not isinstance(kind, str):
        raise parameter("Param type must be a string.")
    return kind


def _show(backend: WhatsAppBackend, sent: SentMessage, body: dict[str, Any]) -> None:
    if sent.phone is None:
        return
    bubble, thread = sent.bubble, sent.phone.thread("whatsapp")
    context = body.get("context") or {}
    target = thread.find(platform_id=context.get("message_id"))
    bubble.reply_to = target.id if target else None
    bubble.platform_id, bubble.raw, thread.started = sent.id, body, True
    backend.phones.show(sent.phone, "whatsapp", bubble)
    backend.phones.publish(sent.phone)


def send(backend: WhatsAppBackend, body: Any, failure: GraphError | None = None) -> Sent:
    """Handle one request body. ``failure`` makes an accepted message fail by status afterwards.

    Raises ``GraphError`` when the platform would refuse at once.
    """
    if not isinstance(body, dict):
        raise parameter("Invalid parameter")
    if "status" in body:
        if body.get("messaging_product") != "whatsapp":
            raise parameter("The parameter messaging_product is required.")
        return _mark_read(backend, body)
    kind = _check_base(body)
    if not body.get("to") and not body.get("recipient"):
        raise parameter("The parameter to is required.")
    bubble = read_content(backend, kind, body)
    phone, given, by_user_id = backend.recipient(body)
    if given.strip("+").replace(" ", "") == backend.config.whatsapp_display_number:
        raise GraphError(131021)
    if by_user_id and phone is None:
        raise invalid("recipient is not a business-scoped user ID of this business portfolio.")
    backend.pace(phone)
    closed = backend.window_error(phone, kind) if phone is not None else None
    if closed is not None and phone is not None and phone.window_report == "error":
        raise closed
    sent = SentMessage(
        new_wamid(phone.number if phone else "0"),
        phone,
        bubble,
        by_user_id,
        given,
        body.get("biz_opaque_callback_data"),
        kind == "template",
    )
    contact = (
        {"input": given, "user_id": phone.bsuid}
        if by_user_id and phone
        else {"input": given, "wa_id": phone.number if phone else "".join(ch for ch in given if ch.isdigit())}
    )
    message = {"id": sent.id, **({"message_status": "accepted"} if kind == "template" else {})}
    answer = Sent({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})
    failure = failure or closed or (GraphError(131026) if phone is None and "." not in given else None)
    if kind == "reaction" and failure is None:
        _react(backend, sent)
    backend.sent[sent.id] = sent
    if failure is not None:
        sent.final = bubble.ticks = "failed"
        answer.webhooks = [status_item(sent, "failed", failure)]
        return answer
    if kind != "reaction" and phone is not None and not phone.thread("whatsapp").blocked:
        _show(backend, sent, body)
    answer.webhooks = automatic(sent)
    return answer
