"""One Telegram Update → what happened. Pure.

The reader asks for no field it can do without: python-telegram-bot raises where one is missing, but a
message whose words can be read is a message (so is one of a kind that does not exist yet).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.channels import wire
from bot.channels.telegram.content import content_of, is_service
from bot.messages.errors import MalformedBody
from bot.messages.types import Inbound, Sender

CHANNEL = "telegram"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "message_reaction")
"""What we ask Telegram for."""


def parse_update(update: Any, account: str) -> list[Inbound]:
    """Return what one Update says: one event.

    Args:
        update: decoded JSON.
        account: the bot's id.

    Raises:
        MalformedBody: it is no Update, or nobody can tell who wrote where.
    """
    update_id = wire.ident(wire.obj(update).get("update_id"))
    if not update_id:
        raise MalformedBody("The body is not a Telegram update: it has no update_id.")
    reader = _Reader(account, update_id)
    for name, read in (
        ("message", reader.message),
        ("edited_message", reader.edited),
        ("callback_query", reader.tap),
        ("my_chat_member", reader.member),
        ("message_reaction", reader.reaction),
    ):
        if name in update:
            if not isinstance(update[name], dict):
                raise MalformedBody(f"'{name}' of the update is not an object.")
            return [read(update[name])]
    kinds = sorted(wire.text(key, 64) for key in update if key != "update_id")
    return [reader.event("ignored", kind="unknown", detail={"update": kinds[:5]})]


class _Reader:
    """Reads the kinds of updates of one account."""

    def __init__(self, account: str, update_id: str) -> None:
        self.account = account
        self.update_id = update_id

    def event(self, type: str, **fields: Any) -> Inbound:
        return Inbound(channel=CHANNEL, account=self.account, external_id=self.update_id, type=type, **fields)

    def message(self, message: dict[str, Any]) -> Inbound:
        return self._written(message, "message", wire.moment(message.get("date")))

    def edited(self, message: dict[str, Any]) -> Inbound:
        """Another text, another caption, or the next point of a live position."""
        at = wire.moment(message.get("edit_date")) or wire.moment(message.get("date"))
        return self._written(message, "edit", at)

    def _written(self, message: dict[str, Any], type: str, at: datetime | None) -> Inbound:
        chat = wire.obj(message.get("chat"))
        sender = _sender(message.get("from"), chat)
        if sender is None:
            if _is_public(chat):
                return self.event("ignored", kind="unknown", detail={"chat": wire.text(chat.get("type"), 32)})
            raise MalformedBody("The message names neither a sender nor a private chat.")
        if is_service(message) or wire.obj(message.get("from")).get("is_bot") is True:
            return self.event("ignored", sender=sender, kind="unknown", sent_at=at)
        content = content_of(message, sender.language_code or "")
        detail = {**(content.pop("detail", None) or {}), **_circumstances(message)}
        reply = wire.obj(message.get("reply_to_message"))
        return self.event(
            type,
            sent_at=at,
            sender=sender,
            message_id=_message_id(message, chat),
            reply_to=_message_id(reply, wire.obj(reply.get("chat")) or chat),
            detail=detail or None,
            **_where(chat, sender),
            **content,
        )

    def tap(self, query: dict[str, Any]) -> Inbound:
        """A tapped button; its message may be too old to be shown to us (date 0) or missing."""
        message = wire.obj(query.get("message"))
        chat = wire.obj(message.get("chat"))
        sender = _sender(query.get("from"), chat)
        if sender is None:
            raise MalformedBody("The tap names no sender.")
        payload, tap_id = wire.text(query.get("data"), 64), wire.ident(query.get("id"))
        return self.event(
            "message" if payload else "ignored",
            sender=sender,
            kind="button",
            text=_title(message, payload),
            payload=payload,
            tap_id=tap_id,
            reply_to=_message_id(message, chat),
            **_where(chat, sender),
        )

    def member(self, change: dict[str, Any]) -> Inbound:
        """The bot was blocked or let in again. In groups this says nothing about a person."""
        chat = wire.obj(change.get("chat"))
        sender = _sender(change.get("from"), chat)
        status = wire.text(wire.obj(change.get("new_chat_member")).get("status"), 32)
        at = wire.moment(change.get("date"))
        if sender is None or _is_public(chat) or not status:
            return self.event("ignored", kind="unknown", sent_at=at)
        blocked = status in ("kicked", "left")
        return self.event(
            "reachability",
            sent_at=at,
            sender=sender,
            status="blocked" if blocked else "reachable",
            **_where(chat, sender),
        )

    def reaction(self, change: dict[str, Any]) -> Inbound:
        """An emoji on one of our messages; no emoji left means that it was taken back."""
        chat = wire.obj(change.get("chat"))
        user = wire.obj(change.get("user"))
        at = wire.moment(change.get("date"))
        sender = _sender(user, chat) if user or not _is_public(chat) else None
        if sender is None:
            return self.event("ignored", kind="reaction", sent_at=at)
        emojis = [wire.text(wire.obj(one).get("emoji"), 32) for one in wire.array(change.get("new_reaction"))]
        return self.event(
            "message",
            sent_at=at,
            sender=sender,
            kind="reaction",
            text="".join(emojis)[:64],
            reply_to=_message_id(change, chat),
            **_where(chat, sender),
        )


def _sender(user: Any, chat: dict[str, Any]) -> Sender | None:
    """Who wrote; in a private chat the chat itself is the person."""
    person = wire.obj(user)
    user_id = wire.ident(person.get("id"))
    if not user_id:
        if _is_public(chat):
            return None
        person, user_id = chat, wire.ident(chat.get("id"))
        if not user_id or user_id.startswith("-"):
            return None
    names = (wire.text(person.get(key), 100) for key in ("first_name", "last_name"))
    return Sender(
        user_id=user_id,
        display_name=" ".join(name for name in names if name),
        username=wire.text(person.get("username"), 100) or None,
        language_code=wire.text(person.get("language_code"), 20) or None,
    )


def _is_public(chat: dict[str, Any]) -> bool:
    return chat.get("type") in ("group", "supergroup", "channel") or wire.ident(chat.get("id")).startswith(
        "-"
    )


def _where(chat: dict[str, Any], sender: Sender) -> dict[str, Any]:
    """Replies always go to the person alone: what is said to one in danger is not for a group."""
    return {"chat_id": sender.user_id, "is_private": not _is_public(chat)}


def _message_id(message: dict[str, Any], chat: dict[str, Any]) -> str:
    """Message numbers count per chat, so those of a group carry its id."""
    number = wire.ident(message.get("message_id"), 32)
    return f"{wire.ident(chat.get('id'), 32)}:{number}" if number and _is_public(chat) else number


def _circumstances(message: dict[str, Any]) -> dict[str, Any]:
    album = wire.ident(message.get("media_group_id"), 64)
    forwarded = "forward_origin" in message or "forward_date" in message
    return {**({"album": album} if album else {}), **({"forwarded": True} if forwarded else {})}


def _title(message: dict[str, Any], payload: str) -> str:
    """What stands on the tapped button, read from the message it hangs on."""
    for row in wire.array(wire.obj(message.get("reply_markup")).get("inline_keyboard")):
        for button in map(wire.obj, wire.array(row)):
            if payload and button.get("callback_data") == payload:
                return wire.text(button.get("text"), 200)
    return ""
