"""The other phones that gave the code of a case and wrote to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.elsewhere import MARK, is_verified
from bot.store.tables import Case, CaseEvent, Conversation


@dataclass(frozen=True)
class SecondPhone:
    """A phone that is not the case's own, and whether an operator has made sure who writes there."""

    conversation_id: int
    channel: str
    name: str
    """As the platform shows it: no proof of who writes."""
    messages: int
    last_at: datetime
    verified: bool


def second_phones(session: Session, case: Case, history: Sequence[CaseEvent]) -> list[SecondPhone]:
    """Return the phones that wrote to a case from elsewhere, the one that wrote last first.

    Args:
        history: the steps of the case, the newest first.
    """
    written: dict[int, list[datetime]] = {}
    for step in history:
        if step.kind == MARK and isinstance(step.data.get("conversation_id"), int):
            written.setdefault(step.data["conversation_id"], []).append(step.at)
    if not written:
        return []
    rows = session.scalars(select(Conversation).where(Conversation.id.in_(written)))
    talks = {talk.id: talk for talk in rows}
    return [
        SecondPhone(
            conversation_id=talk.id,
            channel=talk.identity.channel,
            name=talk.identity.display_name or "",
            messages=len(times),
            last_at=times[0],
            verified=is_verified(case, talk),
        )
        for talk_id, times in written.items()
        if (talk := talks.get(talk_id)) is not None
    ]
