"""The time in which a platform lets us answer freely, and what happens to a line after it.

WhatsApp takes free text for 24 hours after the person's last message; then only templates that were
approved beforehand. A line that cannot go is *parked*: it waits as ``held`` until the person writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import Conversation, OutboxItem

Fate = Literal["now", "template", "parked"]
WINDOWS = {"whatsapp": timedelta(hours=24)}
MARGIN = timedelta(minutes=1)
"""A line written in the last minute may arrive too late; the platform's clock decides, not ours."""
PARKED = "parked"


def what_will_happen(
    session: Session,
    conversation: Conversation,
    *,
    now: datetime | None = None,
    templates: Mapping[str, str] | None = None,
) -> Fate:
    """Say what becomes of a line written now, before it is written.

    Args:
        templates: language → name of the approved template that asks the person to write.

    Returns:
        now: it is sent. template: only an approved template can go, the words wait behind it.
        parked: the words wait until the person writes.
    """
    window = WINDOWS.get(conversation.identity.channel)
    if window is None:
        return "now"
    last = conversation.last_inbound_at
    if last is not None and (now or utcnow()) < last + window - MARGIN:
        return "now"
    return "template" if (templates or {}).get(conversation.language or "") else "parked"


def park(session: Session, message_id: int) -> int:
    """Keep the unsent parts of a line until the person writes; returns how many."""
    return _move(
        session,
        [OutboxItem.message_id == message_id, OutboxItem.state == "queued"],
        state="held",
        error_code=PARKED,
        error="The 24 hours are over. It goes as soon as the person writes.",
    )


def release_parked(session: Session, conversation_id: int, *, without: Sequence[str] = ()) -> int:
    """The person wrote: send what waited for it, in the order it was written; returns how many lines.

    Lines of the bot stay: they answered something else.

    Args:
        without: authors whose lines stay too.
    """
    return _move(
        session,
        [
            OutboxItem.conversation_id == conversation_id,
            OutboxItem.state == "held",
            OutboxItem.author.not_in(("bot", *without)),
        ],
        state="queued",
        due_at=utcnow(),
        attempts=0,
        error_code=None,
        error=None,
    )


def drop_parked_status(session: Session, conversation_id: int) -> int:
    """Void the parked status lines of a conversation, because things stand otherwise now; returns how many."""
    return _move(
        session,
        [
            OutboxItem.conversation_id == conversation_id,
            OutboxItem.state == "held",
            OutboxItem.error_code == PARKED,
            OutboxItem.author == "status",
        ],
        state="suppressed",
        error_code=None,
        error=None,
    )


def _move(session: Session, where: list[object], **values: object) -> int:
    moved = session.execute(
        update(OutboxItem)
        .where(*where)  # type: ignore[arg-type]
        .values(**values)
        .returning(OutboxItem.id)
        .execution_options(synchronize_session=False)
    ).all()
    if moved:
        wake(session, "outbox", "desk")
    return len(moved)
