"""What must hold after every fault: nothing lost, doubled or out of order, nothing stuck, one case a cry."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.database import Store
from bot.store.tables import (
    Case,
    CaseEvent,
    Conversation,
    DeadLetter,
    DialogueEvent,
    Identity,
    InboundUpdate,
    Message,
    OutboxItem,
)
from tests.end_to_end.traffic import Line

SENT = ("wired", "sent", "delivered", "read")


@dataclass(frozen=True)
class Account:
    """All rows of one person."""

    transcript: list[Message]
    inbound: list[InboundUpdate]
    outbox: list[OutboxItem]
    cases: list[Case]
    events: list[CaseEvent]
    dialogue: list[DialogueEvent]


def account_of(session: Session, line: Line) -> Account:
    """Read what the service knows of a phone."""
    conversation = session.scalars(
        select(Conversation).join(Identity).where(Identity.user_id.in_(line.user_ids))
    ).one()

    def rows(table):  # type: ignore[no-untyped-def]
        return list(
            session.scalars(select(table).where(table.conversation_id == conversation.id).order_by(table.id))
        )

    cases = rows(Case)
    events = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id.in_([case.id for case in cases])).order_by(CaseEvent.id)
    )
    return Account(
        rows(Message), rows(InboundUpdate), rows(OutboxItem), cases, list(events), rows(DialogueEvent)
    )


async def check(
    store: Store, lines: list[Line], *, resends: bool = False, in_order: bool = True
) -> Counter[str]:
    """Check every phone; return how many outbox rows ended in each state.

    Args:
        resends: processes died while sending, so that lines may be unsure and safety lines come twice.
        in_order: the platform delivered in the order of writing (Telegram; WhatsApp promises none).
    """
    states: Counter[str] = Counter()
    for line in lines:
        account = await asyncio.to_thread(
            store.read_now, lambda session, line=line: account_of(session, line)
        )
        screen = await line.phone.messages(side="bot")
        _messages_once(account, line, in_order)
        _answered(account)
        _lines_once(account, screen, resends)
        _lines_in_order(account, screen)
        _cases_once(account, line)
        states.update(row.state for row in account.outbox)
    letters = await asyncio.to_thread(
        store.read_now, lambda session: list(session.scalars(select(DeadLetter)))
    )
    assert [letter.reason for letter in letters] == []
    return states


def _messages_once(account: Account, line: Line, in_order: bool) -> None:
    received = [message for message in account.transcript if message.direction == "in"]
    texts = [message.text for message in received]
    assert Counter(texts) == Counter(line.written)
    if in_order and line.platform == "telegram":
        assert texts == line.written
    accepted = [row.message_id for row in account.inbound if row.type == "message"]
    assert accepted == [message.id for message in received], "the transcript is not in order of acceptance"


def _answered(account: Account) -> None:
    """Every message went to its end, and the person heard something or the operator was told."""
    messages = [row for row in account.inbound if row.type == "message"]
    assert {row.state for row in messages} == {"handled"}
    if messages[0].channel == "telegram":
        ends = [row.handled_at for row in messages]
        assert ends == sorted(ends), "a later message was answered first"
    said = [message for message in account.transcript if message.direction == "out"]
    # Without the dialogue an open critical case gets no further line: the operator is told instead.
    told = [m for m in account.transcript if m.direction == "in" and (m.parse or {}).get("failed")]
    assert len(said) + len(told) >= len(messages)
    heard = [
        event.event["message_id"]
        for event in account.dialogue
        if event.event.get("event") == "user" and event.event.get("message_id")
    ]
    assert len(heard) == len(set(heard)), "the dialogue was told a message twice"


def _lines_once(account: Account, screen: list[dict], resends: bool) -> None:  # type: ignore[type-arg]
    """On the screen is what was sent: each line once, but for what the rows themselves declare unsure."""
    shown = Counter(bubble["text"] for bubble in screen)
    least: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for row in account.outbox:
        text = row.payload["text"]
        assert row.state in (*SENT, "unsure", "suppressed"), (row.state, row.error)
        if row.state == "unsure":
            assert resends, row.error
            assert row.error, "an unsure line does not say why"
            most[text] += 1
        elif row.state in SENT:
            least[text] += 1
            most[text] += row.attempts if row.author == "safety" and resends else 1
    assert shown.keys() <= most.keys()
    for text in most:
        assert least[text] <= shown[text] <= most[text], (text, least[text], shown[text], most[text])


def _lines_in_order(account: Account, screen: list[dict]) -> None:  # type: ignore[type-arg]
    place = {bubble["platform_id"]: number for number, bubble in enumerate(screen)}
    ordinary = [
        place[row.external_id]
        for row in account.outbox
        if row.priority == 1 and row.state in SENT and row.external_id in place
    ]
    assert ordinary, "no line could be matched with the screen"
    assert ordinary == sorted(ordinary), "lines came out of order"


def _cases_once(account: Account, line: Line) -> None:
    critical = [case for case in account.cases if case.urgency == "critical"]
    assert len(critical) == (1 if line.cries else 0), [(case.kind, case.reason) for case in critical]
    for case in critical:
        kinds = Counter(event.kind for event in account.events if event.case_id == case.id)
        assert (kinds["opened"], kinds["first_answer"]) == (1, 1), kinds
        assert kinds["rang"] >= 1
        assert "112" in " ".join(m.text for m in account.transcript if m.author == "safety")
