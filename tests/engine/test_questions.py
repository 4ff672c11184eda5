"""Which question is open, and what taps and digits answer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.ownership import take_conversation
from bot.engine.questions import open_question, read_digit, read_tap
from bot.messages.outbox import say
from bot.messages.types import Button
from bot.store.database import Store
from bot.store.tables import Conversation, OutboxItem
from tests.factories import make_conversation, make_desk, make_user

CHOICES = (Button("Yes", "trapped:yes"), Button("No", "trapped:no"), Button("Malaysia", "country:MY"))


def ask(session: Session) -> tuple[Conversation, int]:
    conversation = make_conversation(session)
    message = say(session, conversation, "bot", "Is anyone trapped?", CHOICES)
    open_question(session, conversation, message, CHOICES)
    session.flush()
    return conversation, message.id


def test_the_wire_payload_names_the_message(store: Store) -> None:
    def work(session: Session) -> tuple[list[str], int]:
        _, message_id = ask(session)
        item = session.scalars(select(OutboxItem)).one()
        return [b["payload"] for b in item.payload["buttons"]], message_id

    payloads, message_id = store.write_now(work)
    assert payloads[0] == f"{message_id}:trapped:yes"
    assert all(len(payload.encode()) <= 64 for payload in payloads)


def test_a_tap_on_the_open_question_counts_and_a_stale_one_does_not(store: Store) -> None:
    def work(session: Session) -> None:
        conversation, first = ask(session)
        assert not read_tap(conversation, f"{first}:trapped:yes").stale
        later = say(session, conversation, "bot", "How many?", CHOICES)
        open_question(session, conversation, later, CHOICES)
        assert read_tap(conversation, f"{first}:trapped:yes").stale
        assert not read_tap(conversation, f"{first}:country:MY").stale
        assert read_tap(conversation, f"{first}:country:MY").payload == "country:MY"

    store.write_now(work)


def test_a_claim_closes_the_question(store: Store) -> None:
    def work(session: Session) -> None:
        conversation, message_id = ask(session)
        user = make_user(session, make_desk(session))
        take_conversation(session, conversation.id, user.id)
        assert read_tap(conversation, f"{message_id}:trapped:yes").stale
        assert read_digit(session, conversation, "1") is None

    store.write_now(work)


def test_bare_digits_choose(store: Store) -> None:
    def work(session: Session) -> None:
        conversation, _ = ask(session)
        for text, payload in (
            ("2", "trapped:no"),
            (" 1. ", "trapped:yes"),
            ("３", "country:MY"),
            ("(2)", "trapped:no"),
        ):
            answer = read_digit(session, conversation, text)
            assert answer is not None
            assert answer.payload == payload
        for text in ("4", "0", "2 people", "112", "", "55"):
            assert read_digit(session, conversation, text) is None

    store.write_now(work)
