"""A code from another phone: it adds, and reads nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.elsewhere import REPLY, add_by_code, is_verified, verify_phone
from bot.cases.endings import cancel
from bot.cases.ownership import NotYours, claim, write
from bot.engine.texts import Texts
from bot.settings import ROOT
from bot.store.database import Store
from bot.store.tables import Case, Message, OutboxItem
from tests.cases.making import kinds, make_people, open_case, steps
from tests.factories import make_conversation


def test_words_reach_the_operator_and_nothing_goes_out(store: Store) -> None:
    def work(session: Session) -> None:
        siti = make_people(session)["siti"]
        case = open_case(session, "emergency_domestic_violence", watched=True)
        other = make_conversation(session, "whatsapp")
        claim(session, case.id, siti)
        write(session, case.id, siti, "I am reading")
        sent = len(session.scalars(select(OutboxItem)).all())
        before = (case.status, case.urgency, case.operator_id, case.watched)
        assert add_by_code(session, other, case.code, "she is fine, close it") == REPLY
        line = session.scalars(select(Message).where(Message.author == "system")).one()
        assert (line.conversation_id, line.text) == (case.conversation_id, "she is fine, close it")
        assert line.content["verified"] is False
        assert (case.status, case.urgency, case.operator_id, case.watched) == before
        assert len(session.scalars(select(OutboxItem)).all()) == sent
        assert (case.marks["added_from_elsewhere"], case.marks["unanswered"]) == (True, line.id)
        step = steps(session, case.id)[-1]
        assert (step.kind, step.data["conversation_id"]) == ("added_from_elsewhere", other.id)
        assert other.country == make_conversation(session).country  # It learnt nothing of the case.

    store.write_now(work)


def test_right_wrong_and_ended_codes_sound_the_same_and_a_person_looks(store: Store) -> None:
    def work(session: Session) -> None:
        people = make_people(session)
        case = open_case(session)
        ended = open_case(session, "chat_complaint", "routine")
        cancel(session, ended.id, people["siti"], "written twice", False)
        wrong = case.code[:5] + ("X" if case.code[5] != "X" else "W") + case.code[6:]
        replies = {
            add_by_code(session, make_conversation(session), code, "hello")
            for code in (case.code, wrong, ended.code, "nonsense")
        }
        assert replies == {REPLY}
        asked = session.scalars(select(Case).where(Case.topic == "chat_human").order_by(Case.id)).all()
        assert [case.code in one.reason for one in asked] == [True, False, False]
        assert kinds(session, ended.id)[-1] == "cancelled"
        assert ended.status == "cancelled"

    store.write_now(work)


def test_the_reply_exists_in_all_languages() -> None:
    texts = Texts(ROOT / "nlu_data")
    assert all(REPLY in texts.keys(language) for language in ("id", "en", "zh", "fr"))


def test_an_operator_who_holds_the_case_verifies_a_phone(store: Store) -> None:
    def work(session: Session) -> None:
        people = make_people(session)
        case, other = open_case(session), make_conversation(session)
        with pytest.raises(NotYours):
            verify_phone(session, case.id, other, people["siti"])
        claim(session, case.id, people["siti"])
        assert not is_verified(case, other)
        verify_phone(session, case.id, other, people["siti"])
        verify_phone(session, case.id, other, people["siti"])
        assert is_verified(case, other)
        assert is_verified(case, case.conversation)
        assert kinds(session, case.id).count("phone_verified") == 1
        add_by_code(session, other, case.code, "I am his brother")
        assert steps(session, case.id)[-1].data["verified"] is True

    store.write_now(work)


def test_the_own_phone_needs_no_code(store: Store) -> None:
    def work(session: Session) -> None:
        make_people(session)
        case = open_case(session)
        assert add_by_code(session, case.conversation, case.code, "hello") == REPLY
        assert "added_from_elsewhere" not in case.marks

    store.write_now(work)
