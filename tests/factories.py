"""Makes rows for tests: one function a thing, sensible defaults."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.messages.inbox import accept
from bot.messages.types import Inbound, Sender
from bot.store.base import utcnow
from bot.store.tables import Conversation, Desk, Identity, User

_numbers = itertools.count(1)


def make_desk(session: Session, **values: Any) -> Desk:
    """Return the duty desk of Jakarta, or one with other values."""
    defaults: dict[str, Any] = {
        "code": "jakarta-112", "name": "Jakarta 112", "prefix": "JKT", "kind": "112",
        "languages": ["id", "en"], "coverage": {"countries": ["ID"]}, "is_duty": True,
    }  # fmt: skip
    desk = Desk(**{**defaults, **values})
    session.add(desk)
    session.flush()
    return desk


def make_user(session: Session, desk: Desk, login: str = "siti", **values: Any) -> User:
    """Return an operator of a desk, whose screen is open."""
    user = User(
        login=login, name=login.title(), password_hash="-", desk_id=desk.id,
        **{"languages": ["id", "en"], "last_seen_at": utcnow(), **values},
    )  # fmt: skip
    session.add(user)
    session.flush()
    return user


def make_conversation(session: Session, channel: str = "telegram", **values: Any) -> Conversation:
    """Return a conversation with its identity."""
    number = next(_numbers)
    identity = Identity(channel=channel, account="1", user_id=f"u{number}", display_name="Dewi")
    session.add(identity)
    session.flush()
    conversation = Conversation(identity_id=identity.id, chat_id=f"c{number}", **{"language": "en", **values})
    session.add(conversation)
    session.flush()
    return conversation


def inbound(text: str = "hello", user: str = "u1", channel: str = "telegram", **values: Any) -> Inbound:
    """Return a received text message with a new id."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "channel": channel, "account": "1", "external_id": f"e{number}", "type": "message",
        "sent_at": utcnow(), "sender": Sender(user_id=user, display_name="Dewi"), "chat_id": user,
        "message_id": f"m{number}", "text": text,
    }  # fmt: skip
    return Inbound(**{**defaults, **values})


def receive(session: Session, *events: Inbound) -> int:
    """Store events as the webhook does."""
    return accept(session, events, b"{}")


def ago(moment: datetime | None = None, **difference: float) -> datetime:
    """Return a time before now."""
    from datetime import timedelta

    return (moment or utcnow()) - timedelta(**difference)
