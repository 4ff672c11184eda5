"""How a traveller is named in webhooks, with and without number, with and without BSUID."""

from __future__ import annotations

from typing import Any

from bot.simulator.phones.models import PhoneRecord


def _number(phone: PhoneRecord, field: str) -> dict[str, str]:
    if phone.share_number == "omitted":
        return {}
    return {field: "" if phone.share_number == "empty" else phone.number}


def contact(phone: PhoneRecord) -> dict[str, Any]:
    """The element of ``contacts`` beside a message."""
    profile: dict[str, str] = {"name": phone.name}
    if phone.username:
        profile["username"] = phone.username
    return {
        "profile": profile,
        **_number(phone, "wa_id"),
        **({"user_id": phone.bsuid} if phone.share_user_id else {}),
    }


def sender(phone: PhoneRecord) -> dict[str, str]:
    """``from`` and ``from_user_id`` of a message."""
    return {**_number(phone, "from"), **({"from_user_id": phone.bsuid} if phone.share_user_id else {})}


def recipient(phone: PhoneRecord, *, by_user_id: bool) -> dict[str, str]:
    """``recipient_id`` and ``recipient_user_id`` of a status."""
    ids = {} if by_user_id and phone.share_number != "yes" else {"recipient_id": phone.number}
    if phone.share_user_id:
        ids["recipient_user_id"] = phone.bsuid
    return ids
