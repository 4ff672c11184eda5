"""The transcript of a conversation: every line with what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.queries.people import names_of
from bot.store.tables import Attachment, Message, OutboxItem

SHOWN = 200
"""Newest lines shown at first; the others on request."""
_RANK = (
    "failed",
    "unsure",
    "held",
    "suppressed",
    "errored",
    "queued",
    "sending",
    "wired",
    "sent",
    "delivered",
    "read",
)


@dataclass(frozen=True)
class Choice:
    """A button that was offered; ``tapped_at`` when it was chosen."""

    title: str
    tapped_at: datetime | None = None


@dataclass(frozen=True)
class Sending:
    """How far the slowest part of a line got."""

    outbox_id: int
    state: str
    error: str
    at: datetime | None
    parts: int = 1


@dataclass
class Line:
    """One line of the transcript."""

    id: int
    author: str
    direction: str
    kind: str
    text: str
    at: datetime
    sent_at: datetime | None
    language: str | None
    suppressed: bool
    operator: str = ""
    late_minutes: int | None = None
    edited_at: datetime | None = None
    before: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    position: dict[str, Any] | None = None
    contact: dict[str, Any] | None = None
    attachments: list[Attachment] = field(default_factory=list)
    sending: Sending | None = None
    elsewhere: str = ""
    """Written on another phone that named the case's code: ``unverified`` or ``verified`` by an operator."""
    reply_to: str = ""
    """First words of the line that this one answers."""
    card: str = ""
    """The phrase card that this line sent."""
    sentence: str = ""
    """The canned sentence that this line sent, with ``values`` filled in."""
    values: dict[str, str] = field(default_factory=dict)
    coded: list[dict[str, str]] = field(default_factory=list)
    """What this line answers: card and code."""
    parse: dict[str, Any] = field(default_factory=dict)


def transcript(session: Session, conversation_id: int, *, limit: int = SHOWN) -> tuple[list[Line], bool]:
    """Return the newest lines of a conversation, oldest first, and whether there are earlier ones."""
    newest = session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.id.desc())
        .limit(limit + 1)
    ).all()
    messages = list(reversed(newest[:limit]))
    ids = [message.id for message in messages]
    operators = names_of(session, {message.user_id for message in messages if message.user_id})
    files = _attachments(session, ids)
    sendings = _sendings(session, ids)
    taps = _taps(messages)
    by_external = {message.external_id: message for message in messages if message.external_id}
    lines = []
    for message in messages:
        line = _line(message, operators, files.get(message.id, []), sendings.get(message.id))
        line.choices = _choices(message, taps)
        answered = by_external.get(str(message.content.get("reply_to") or ""))
        line.reply_to = answered.text[:80] if answered is not None else ""
        lines.append(line)
    return lines, len(newest) > limit


def _line(
    message: Message, operators: dict[int, str], files: list[Attachment], sending: Sending | None
) -> Line:
    content = message.content or {}
    return Line(
        id=message.id,
        author=message.author,
        direction=message.direction,
        kind=message.kind,
        text=message.text,
        at=message.created_at,
        sent_at=message.sent_at,
        language=message.language,
        suppressed=message.suppressed or (sending is not None and sending.state == "suppressed"),
        operator=operators.get(message.user_id or 0, ""),
        late_minutes=content.get("late_minutes"),
        edited_at=message.edited_at,
        before=[str(text) for text in content.get("before_edit") or []],
        position=content.get("position"),
        contact=content.get("contact"),
        elsewhere=_elsewhere(content),
        attachments=files,
        sending=sending,
        card=str(content.get("card") or ""),
        sentence=str(content.get("sentence") or ""),
        values=dict(content.get("values") or {}),
        coded=list(content.get("coded") or []),
        parse=message.parse or {},
    )


def _elsewhere(content: dict[str, Any]) -> str:
    if "from_conversation" not in content:
        return ""
    return "verified" if content.get("verified") else "unverified"


def _attachments(session: Session, message_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    for file in session.scalars(
        select(Attachment).where(Attachment.message_id.in_(message_ids)).order_by(Attachment.id)
    ):
        found.setdefault(file.message_id, []).append(file)
    return found


def _sendings(session: Session, message_ids: Sequence[int]) -> dict[int, Sending]:
    """Return the worst part of each sent line: a failed or unsure part is what the operator must see."""
    worst: dict[int, OutboxItem] = {}
    counts: dict[int, int] = {}
    for item in session.scalars(
        select(OutboxItem).where(OutboxItem.message_id.in_(message_ids)).order_by(OutboxItem.id)
    ):
        counts[item.message_id] = counts.get(item.message_id, 0) + 1
        seen = worst.get(item.message_id)
        if seen is None or _rank(item.state) < _rank(seen.state):
            worst[item.message_id] = item
    return {
        message_id: Sending(item.id, item.state, item.error or "", state_time(item), counts[message_id])
        for message_id, item in worst.items()
    }


def state_time(item: OutboxItem) -> datetime | None:
    """Return when an outbox row reached its present state, where that is kept."""
    times = {
        "sending": item.wired_at,
        "wired": item.wired_at,
        "sent": item.sent_at,
        "delivered": item.delivered_at,
        "read": item.read_at,
        "errored": item.due_at,
    }
    return times.get(item.state)


def _rank(state: str) -> int:
    return _RANK.index(state) if state in _RANK else 0


def _taps(messages: Sequence[Message]) -> dict[str, list[tuple[int, datetime]]]:
    """Return, by payload as it came back, the taps as (id of the tap's line, time)."""
    taps: dict[str, list[tuple[int, datetime]]] = {}
    for message in messages:
        payload = (message.content or {}).get("payload")
        if message.direction == "in" and payload:
            taps.setdefault(str(payload), []).append((message.id, message.sent_at or message.created_at))
    return taps


def _choices(message: Message, taps: dict[str, list[tuple[int, datetime]]]) -> list[Choice]:
    """The payload on the wire names its question (``<message id>:<payload>``); some choices come without."""
    choices = []
    for button in (message.content or {}).get("buttons") or []:
        named = taps.get(f"{message.id}:{button.get('payload')}", [])
        bare = [tap for tap in taps.get(str(button.get("payload")), []) if tap[0] > message.id]
        made = [*named, *bare]
        choices.append(Choice(str(button.get("title", "")), made[0][1] if made else None))
    return choices
