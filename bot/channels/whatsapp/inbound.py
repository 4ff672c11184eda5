"""One WhatsApp webhook → all that happened in it. Pure.

A body holds up to a thousand happenings over entry × changes × messages, statuses and errors. Each is
read by itself: one that nobody can read is kept as such and never costs the others.
"""

from __future__ import annotations

from typing import Any

from bot.channels import wire
from bot.channels.whatsapp.content import content_of
from bot.channels.whatsapp.errors import explain
from bot.channels.whatsapp.people import MAX_USER_ID, digits, sender_of
from bot.messages.errors import MalformedBody
from bot.messages.types import Inbound

CHANNEL = "whatsapp"
STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}


def parse_body(body: bytes, account: str, stamp: str = "") -> list[Inbound]:
    """Return everything in one webhook body, in its order.

    Args:
        account: our phone number id, where a value does not name its own.
        stamp: goes into the ids of account errors, which have none of their own: the same error counts
            once for each stamp.

    Raises:
        MalformedBody: the body as a whole is not a WhatsApp webhook.
    """
    envelope = wire.decode(body)
    entries = wire.array(wire.obj(envelope).get("entry"))
    if (
        not entries
        or wire.obj(envelope).get("object", "whatsapp_business_account") != "whatsapp_business_account"
    ):
        raise MalformedBody("The body is not a WhatsApp webhook: it has no entries of a WhatsApp account.")
    events: list[Inbound] = []
    try:
        for entry in entries:
            changes = wire.array(wire.obj(entry).get("changes"))
            if not changes:
                events.append(
                    wire.unreadable(CHANNEL, account, entry, "An entry of the webhook has no changes.")
                )
            for change in changes:
                events += _change(wire.obj(change), account, stamp)
    except RecursionError as error:
        raise MalformedBody("The body is nested too deeply.") from error
    return events


def _change(change: dict[str, Any], account: str, stamp: str) -> list[Inbound]:
    value = wire.obj(change.get("value"))
    reader = _Reader(wire.ident(wire.obj(value.get("metadata")).get("phone_number_id"), 64) or account, stamp)
    field = wire.text(change.get("field"), 64)
    if not value:
        return [wire.unreadable(CHANNEL, reader.account, change, "A change of the webhook has no value.")]
    if field not in ("messages", ""):
        return [reader.nothing(change, {"field": field})]
    reader.contacts = wire.array(value.get("contacts"))
    events: list[Inbound] = []
    for message in wire.array(value.get("messages")):
        events += reader.message(message)
    events += [reader.receipt(status) for status in wire.array(value.get("statuses"))]
    events += [reader.account_error(error) for error in wire.array(value.get("errors"))]
    return events or [
        reader.nothing(change, {"field": field, "keys": sorted(wire.text(key, 64) for key in value)[:10]})
    ]


class _Reader:
    """Reads what is in one value, filed under the number it was sent to."""

    def __init__(self, account: str, stamp: str) -> None:
        self.account = account
        self.stamp = stamp
        self.contacts: list[Any] = []

    def event(self, external_id: str, type: str, **fields: Any) -> Inbound:
        return Inbound(channel=CHANNEL, account=self.account, external_id=external_id, type=type, **fields)

    def nothing(self, item: dict[str, Any], detail: dict[str, Any]) -> Inbound:
        return self.event(f"ignored:{wire.fingerprint(item)}", "ignored", kind="unknown", detail=detail)

    def message(self, item: Any) -> list[Inbound]:
        message = wire.obj(item)
        if message.get("type") == "system":
            return self._system(message)
        sender = sender_of(message, self.contacts) if message else None
        if sender is None:
            return [wire.unreadable(CHANNEL, self.account, item, "A message names no sender.")]
        wamid = wire.ident(message.get("id"), 255)
        context = wire.obj(message.get("context"))
        frame: dict[str, Any] = {
            "sent_at": wire.moment(message.get("timestamp")),
            "sender": sender,
            "chat_id": sender.user_id,
            "is_private": not message.get("group_id"),
            "reply_to": wire.ident(context.get("id"), 255),
        }
        external_id = wamid or f"message:{wire.fingerprint(message)}"
        if message.get("type") in ("edit", "revoke"):
            return [self._changed(message, external_id, frame)]
        if message.get("type") == "request_welcome":
            return [self.event(external_id, "ignored", kind="unknown", **frame)]
        content = content_of(message)
        detail = dict(content.pop("detail", None) or {})
        if context.get("forwarded") or context.get("frequently_forwarded"):
            detail["forwarded"] = True
        frame.update(content, message_id=wamid, detail=detail or None)
        return [self.event(external_id, "message", **frame)]

    def _changed(self, message: dict[str, Any], external_id: str, frame: dict[str, Any]) -> Inbound:
        """Another text for an earlier message, or the message taken back."""
        change = wire.obj(message.get(str(message["type"])))
        original = wire.ident(change.get("original_message_id"), 255)
        if not original:
            return wire.unreadable(
                CHANNEL, self.account, message, "A changed message does not say which it was."
            )
        if message["type"] == "revoke":
            return self.event(external_id, "edit", message_id=original, detail={"deleted": True}, **frame)
        content = content_of(wire.obj(change.get("message")))
        return self.event(external_id, "edit", message_id=original, **{**frame, **content})

    def _system(self, message: dict[str, Any]) -> list[Inbound]:
        """A person changed the phone number, and with it the user id; a thread may hang on either."""
        body = wire.obj(message.get("system"))
        phone = digits(body.get("wa_id")) or digits(body.get("new_wa_id"))
        new_id = wire.ident(body.get("user_id"), MAX_USER_ID) or phone
        wamid = wire.ident(message.get("id"), 240) or f"system:{wire.fingerprint(message)}"
        old_ids = (
            wire.ident(body.get("previous_user_id"), MAX_USER_ID),
            wire.ident(message.get("from_user_id"), MAX_USER_ID),
            digits(message.get("from")),
        )
        changes = [old for old in dict.fromkeys(old_ids) if old and old != new_id]
        if body.get("type") not in ("user_changed_number", "user_changed_user_id", "customer_changed_number"):
            changes = []
        if not new_id or not changes:
            return [
                self.event(
                    wamid, "ignored", kind="unknown", detail={"system": wire.text(body.get("type"), 64)}
                )
            ]
        detail = {"new_user_id": new_id, **({"new_phone": phone} if phone else {})}
        events = []
        for number, old in enumerate(changes):
            sender = sender_of({"from_user_id": old}, [])
            events.append(
                self.event(
                    f"{wamid}:{number}" if number else wamid,
                    "identity",
                    sent_at=wire.moment(message.get("timestamp")),
                    sender=sender,
                    chat_id=old,
                    detail=detail,
                )
            )
        return events

    def receipt(self, item: Any) -> Inbound:
        """How far one of our messages came.

        No sender is named: receipts are no part of what a person says, and one that has to wait for our
        own note of the send must not hold back that person's next message.
        """
        status = wire.obj(item)
        wamid = wire.ident(status.get("id"), 230)
        word = wire.text(status.get("status"), 24)
        if not wamid or not word:
            return wire.unreadable(CHANNEL, self.account, item, "A status names no message.")
        code, explanation = _first_error(status)
        return self.event(
            f"{wamid}:{word}",
            "receipt" if word in STATUSES else "ignored",
            sent_at=wire.moment(status.get("timestamp")),
            chat_id=wamid[:160],
            message_id=wamid,
            status=STATUSES.get(word, word),
            error_code=code,
            error_text=explanation,
            tracking=wire.text(status.get("biz_opaque_callback_data"), 512),
        )

    def account_error(self, item: Any) -> Inbound:
        """An error of the whole account, without a message."""
        code, explanation = _first_error({"errors": [item]})
        return self.event(
            f"error:{self.stamp}:{wire.fingerprint(item)}", "account", error_code=code, error_text=explanation
        )


def _first_error(holder: dict[str, Any]) -> tuple[str, str]:
    """Return (code, sentence for the operator) of the first of ``errors``; empty without one."""
    errors = wire.array(holder.get("errors"))
    if not errors:
        return "", ""
    error = wire.obj(errors[0])
    details = wire.text(wire.obj(error.get("error_data")).get("details"), 500)
    said = details or wire.text(error.get("message"), 500) or wire.text(error.get("title"), 500)
    code = wire.ident(error.get("code"), 20)
    return code or "unknown", explain(code, said)
