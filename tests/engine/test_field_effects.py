"""Proposals of the consular intake, applied to the case they belong to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import consents
from bot.cases.intake import intake_of
from bot.cases.opening import open_or_join_case
from bot.cases.people import people_of
from bot.dialogue.effects import AnswerConsent, NoteField, SetNationality
from bot.engine.effects import Scene, apply_effect
from bot.store.database import Store
from bot.store.tables import Case, Conversation, Message
from tests.factories import make_conversation, make_desk

RUNTIME: Any = None
ARREST = "consular_arrest"


def scene(session: Session, *topics: tuple[str, str]) -> Scene:
    make_desk(session)
    conversation = make_conversation(session)
    for topic, urgency in topics:
        open_or_join_case(session, conversation, topic, urgency, "asked")
    message = Message(conversation_id=conversation.id, direction="in", author="traveller", kind="photo", text="")
    session.add(message)
    session.flush()
    return Scene(session, RUNTIME, conversation, message)


def the_case(session: Session, conversation: Conversation, topic: str) -> Case:
    mine = select(Case).where(Case.conversation_id == conversation.id, Case.topic == topic)
    return session.scalars(mine).one()


def test_a_field_goes_to_the_case_of_its_topic(store: Store) -> None:
    def work(session: Session) -> None:
        here = scene(session, (ARREST, "urgent"), ("emergency_medical", "critical"))
        apply_effect(here, NoteField(ARREST, "held_where", state="asked"))
        apply_effect(here, NoteField(ARREST, "lawyer", "no", "he has none"))
        found = {row.field: row for row in intake_of(the_case(session, here.conversation, ARREST))}
        assert (found["lawyer"].code, found["lawyer"].text) == ("no", "he has none")
        assert (found["held_where"].asked, found["held_where"].text) == (True, "")
        assert the_case(session, here.conversation, "emergency_medical").facts == {}

    store.write_now(work)


def test_without_a_case_of_its_topic_it_goes_to_the_open_one_or_nowhere(store: Store) -> None:
    def work(session: Session) -> None:
        here = scene(session, ("chat_human", "routine"))
        apply_effect(here, NoteField(ARREST, "lawyer", "no"))
        assert the_case(session, here.conversation, "chat_human").facts["lawyer"]["code"] == "no"
        alone = Scene(session, RUNTIME, make_conversation(session), here.message)
        apply_effect(alone, NoteField(ARREST, "lawyer", "no"))

    store.write_now(work)


def test_a_file_is_filed_with_the_message_that_brought_it(store: Store) -> None:
    def work(session: Session) -> None:
        here = scene(session, (ARREST, "urgent"))
        apply_effect(here, NoteField(ARREST, "charge", state="filed"))
        case = the_case(session, here.conversation, ARREST)
        assert (here.message.case_id, here.message.content["field"]) == (case.id, "charge")
        assert case.facts["charge"]["files"] == [here.message.id]

    store.write_now(work)


def test_the_passport_is_that_of_whom_it_is_about(store: Store) -> None:
    def work(session: Session) -> None:
        here = scene(session, (ARREST, "urgent"))
        apply_effect(here, SetNationality("ID"))
        case = the_case(session, here.conversation, ARREST)
        assert case.nationality == "ID"
        assert [(one.role, one.nationality) for one in people_of(session, case)] == [("concerned", "ID")]

    store.write_now(work)


def test_an_answer_to_a_question_of_consent_is_kept(store: Store) -> None:
    def work(session: Session) -> None:
        here = scene(session, (ARREST, "urgent"))
        case = the_case(session, here.conversation, ARREST)
        asked = consents.ask(session, case, "beijing", "siti")
        apply_effect(here, AnswerConsent("consent:0:yes"))
        assert asked.state == "asked"
        apply_effect(here, AnswerConsent(f"consent:{asked.id}:yes"))
        assert consents.may_tell(session, case, "beijing").allowed

    store.write_now(work)
