"""The content of one Telegram message: its kind, words, position, file, contact. Pure."""

from __future__ import annotations

from typing import Any

from bot.channels import wire
from bot.channels.telegram.commands import read_command
from bot.messages.types import Media

FILES = {
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
}
"""Fields that hold one file, with our kind. ``animation`` comes first: ``document`` is set beside it."""
SERVICE = frozenset(
    (
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "pinned_message",
        "message_auto_delete_timer_changed",
        "write_access_allowed",
        "chat_background_set",
        "chat_shared",
        "users_shared",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "boost_added",
        "proximity_alert_triggered",
        "connected_website",
    )
)
"""Messages that Telegram writes about a chat; nobody said anything in them."""
FRAME = frozenset(
    (
        "message_id",
        "message_thread_id",
        "from",
        "sender_chat",
        "sender_boost_count",
        "sender_business_bot",
        "date",
        "business_connection_id",
        "chat",
        "forward_origin",
        "forward_from",
        "forward_from_chat",
        "forward_date",
        "forward_from_message_id",
        "forward_signature",
        "forward_sender_name",
        "is_topic_message",
        "is_automatic_forward",
        "reply_to_message",
        "external_reply",
        "quote",
        "reply_to_story",
        "via_bot",
        "edit_date",
        "has_protected_content",
        "is_from_offline",
        "media_group_id",
        "author_signature",
        "entities",
        "caption_entities",
        "link_preview_options",
        "effect_id",
        "show_caption_above_media",
        "has_media_spoiler",
        "reply_markup",
        "paid_star_count",
        "caption",
    )
)
"""Fields around the content."""
_DEPTH = 8


def content_of(message: dict[str, Any], language_code: str) -> dict[str, Any]:
    """Return the content as fields of an ``Inbound``; an unknown kind keeps every word found in it."""
    for read in (_text, _place, _photo, _file, _sticker, _contact):
        found = read(message, language_code)
        if found is not None:
            return found
    fields = sorted(key for key in message if key not in FRAME)
    words = wire.text(message.get("caption")) or "\n".join(_words({key: message[key] for key in fields}, 0))
    return {
        "kind": "unknown",
        "text": words[: wire.MAX_TEXT],
        "detail": {"fields": [wire.text(field, 64) for field in fields[:10]]},
    }


def is_service(message: dict[str, Any]) -> bool:
    """Whether the message only reports something about the chat."""
    return not SERVICE.isdisjoint(message)


def _text(message: dict[str, Any], language_code: str) -> dict[str, Any] | None:
    words = wire.text(message.get("text"))
    if not words:
        return None
    return read_command(words, language_code) if words.startswith("/") else {"kind": "text", "text": words}


def _place(message: dict[str, Any], _code: str) -> dict[str, Any] | None:
    venue, location = wire.obj(message.get("venue")), wire.obj(message.get("location"))
    if venue:
        title, address = wire.text(venue.get("title"), 500), wire.text(venue.get("address"), 500)
        place = wire.position(venue.get("location") or location, name=title, address=address)
        return {"kind": "venue", "position": place} if place else None
    live = "live_period" in location
    place = wire.position(location, live=live)
    return {"kind": "live_location" if live else "location", "position": place} if place else None


def _photo(message: dict[str, Any], _code: str) -> dict[str, Any] | None:
    sizes = [
        size for size in map(wire.obj, wire.array(message.get("photo"))) if wire.ident(size.get("file_id"))
    ]
    if not sizes:
        return None

    def area(size: dict[str, Any]) -> float:
        return (wire.number(size.get("width")) or 0.0) * (wire.number(size.get("height")) or 0.0)

    return _with_file("photo", max(sizes, key=area), message, "image/jpeg")


def _file(message: dict[str, Any], _code: str) -> dict[str, Any] | None:
    for field, kind in FILES.items():
        file = wire.obj(message.get(field))
        if wire.ident(file.get("file_id")):
            return _with_file(kind, file, message)
    return None


def _with_file(
    kind: str, file: dict[str, Any], message: dict[str, Any], mime_type: str = ""
) -> dict[str, Any]:
    media = Media(
        kind=kind,
        file_id=wire.ident(file.get("file_id"), 255),
        mime_type=wire.text(file.get("mime_type"), 120) or mime_type or None,
        file_name=wire.text(file.get("file_name"), 255) or None,
        size=wire.whole(file.get("file_size")),
        duration_s=wire.whole(file.get("duration")),
    )
    return {"kind": kind, "media": media, "text": wire.text(message.get("caption"))}


def _sticker(message: dict[str, Any], _code: str) -> dict[str, Any] | None:
    sticker = message.get("sticker")
    return (
        {"kind": "sticker", "text": wire.text(sticker.get("emoji"), 32)}
        if isinstance(sticker, dict)
        else None
    )


def _contact(message: dict[str, Any], _code: str) -> dict[str, Any] | None:
    card = wire.obj(message.get("contact"))
    phone = wire.text(card.get("phone_number"), 40)
    if not phone:
        return None
    name = " ".join(
        part for part in (wire.text(card.get(k), 100) for k in ("first_name", "last_name")) if part
    )
    owner = wire.ident(card.get("user_id"))
    own = bool(owner) and owner == wire.ident(wire.obj(message.get("from")).get("id"))
    return {"kind": "contact", "contact": {"name": name, "phone": phone, "own": own}}


def _words(value: Any, depth: int) -> list[str]:
    """Every text inside a kind we do not know: a cry for help may come in a kind of tomorrow."""
    if depth > _DEPTH:
        return []
    if isinstance(value, list):
        return [words for item in value for words in _words(item, depth + 1)]
    if not isinstance(value, dict):
        return []
    found: list[str] = []
    for key, item in value.items():
        if key in ("text", "caption", "question", "title", "description") and isinstance(item, str):
            found.append(wire.text(item, 4096))
        else:
            found += _words(item, depth + 1)
    return [words for words in found if words]
