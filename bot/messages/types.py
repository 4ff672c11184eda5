"""What crosses the border between a platform and the service.

``split`` of an adapter turns one webhook body into :class:`Inbound` items; the courier gives an
adapter an :class:`Outgoing` and gets a :class:`SendResult` or a ``SendError``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

MESSAGE_KINDS = (
    "text",
    "button",
    "location",
    "live_location",
    "venue",
    "photo",
    "voice",
    "audio",
    "video",
    "document",
    "contact",
    "sticker",
    "reaction",
    "unknown",
)
"""Kinds of a message; ``button`` covers taps and list choices."""


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """A shared position, WGS 84 degrees; accuracy in metres."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None
    name: str | None = None
    address: str | None = None
    live: bool = False


class Media(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that the platform holds for us; ``file_id`` is the platform's."""

    kind: str
    file_id: str
    mime_type: str | None = None
    file_name: str | None = None
    size: int | None = None
    sha256: str | None = None
    duration_s: int | None = None


class Sender(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who wrote. ``user_id`` is the identity (Telegram user id; WhatsApp business-scoped user id or
    ``wa_id`` where the platform gives no other); ``phone`` is an alias and may be missing."""

    user_id: str
    display_name: str = ""
    username: str | None = None
    phone: str | None = None
    language_code: str | None = None


class Inbound(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that happened on a platform.

    type: ``message``, ``edit``, ``receipt``, ``reachability`` (blocked or back), ``identity``
    (the platform's user id changed), ``account`` (error of the whole account) or ``ignored``.
    """

    channel: str
    account: str
    external_id: str
    """Unique for (channel, account): update id, wamid, or wamid + status."""
    type: str
    sent_at: datetime | None = None
    sender: Sender | None = None
    chat_id: str = ""
    """Where replies go (Telegram chat id; WhatsApp user id or phone)."""
    is_private: bool = True
    message_id: str = ""
    """The platform's id of the message spoken of."""
    kind: str = "text"
    text: str = ""
    payload: str = ""
    """Payload of a tapped button or chosen list row."""
    tap_id: str = ""
    """Telegram callback query id, to be answered so that the button stops spinning."""
    position: Position | None = None
    media: Media | None = None
    contact: dict[str, Any] | None = None
    reply_to: str = ""
    status: str = ""
    """Of a receipt: sent, delivered, read, failed. Of reachability: blocked, reachable."""
    error_code: str = ""
    error_text: str = ""
    tracking: str = ""
    """Our outbox id, echoed by the platform where it can."""
    detail: dict[str, Any] | None = None


class Button(msgspec.Struct, frozen=True, omit_defaults=True):
    """A choice offered under a message. ``payload`` at most 44 bytes: the message id goes before it."""

    title: str
    payload: str
    description: str = ""


class Outgoing(msgspec.Struct, frozen=True, omit_defaults=True):
    """One platform message to send, already cut to the platform's limits by ``render``."""

    chat_id: str
    text: str
    buttons: tuple[Button, ...] = ()
    list_title: str = ""
    """Caption of the button that opens a list (WhatsApp, more than three choices), or of the button that
    shares a position (Telegram)."""
    ask_position: bool = False
    position: Position | None = None
    tracking: str = ""


class SendResult(msgspec.Struct, frozen=True):
    """The platform took the message; ``external_id`` is its id there."""

    external_id: str
