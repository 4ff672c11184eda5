"""Who wrote: business-scoped user id where WhatsApp gives one, else the phone number. Pure.

People with a username may hide their number: it is then missing or empty. The number is an alias only.
"""

from __future__ import annotations

from typing import Any

from bot.channels import wire
from bot.messages.types import Sender

MAX_USER_ID = 150


def sender_of(message: dict[str, Any], contacts: list[Any]) -> Sender | None:
    """Return who wrote a message; None when it names nobody."""
    contact = _contact(message, contacts)
    given = wire.ident(message.get("from"), MAX_USER_ID)
    phone = digits(given) or digits(contact.get("wa_id"))
    user_id = (
        wire.ident(message.get("from_user_id"), MAX_USER_ID)
        or wire.ident(contact.get("user_id"), MAX_USER_ID)
        or phone
        or given
    )
    if not user_id:
        return None
    profile = wire.obj(contact.get("profile"))
    return Sender(
        user_id=user_id,
        display_name=wire.text(profile.get("name"), 200),
        username=wire.text(profile.get("username"), 100) or None,
        phone=phone or None,
    )


def _contact(message: dict[str, Any], contacts: list[Any]) -> dict[str, Any]:
    """The contact that belongs to a message; in a batch there may be several, in any order."""
    known = [wire.obj(contact) for contact in contacts]
    for mine, theirs in (("from_user_id", "user_id"), ("from", "wa_id")):
        wanted = wire.ident(message.get(mine))
        for contact in known:
            if wanted and wire.ident(contact.get(theirs)) == wanted:
                return contact
    # BR and MX numbers may differ between the two fields; with a single contact there is no doubt,
    # unless both give an id that says otherwise.
    if len(known) == 1 and not (message.get("from_user_id") and known[0].get("user_id")):
        return known[0]
    return {}


def digits(value: Any) -> str:
    """A phone number without plus; empty for anything else."""
    number = wire.ident(value, MAX_USER_ID).removeprefix("+")
    return number if number.isascii() and number.isdigit() and 5 <= len(number) <= 20 else ""
