"""Two cases of one matter."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from bot.cases.duplicates import mark_duplicate
from bot.cases.endings import close
from bot.cases.ladder import lapse
from bot.cases.ownership import NotYours, claim, resolve
from bot.cases.states import IllegalChange
from bot.store.database import Store
from bot.store.tables import Case, Message
from tests.cases.making import kinds, make_people, open_case


def test_messages_and_gravity_go_over(store: Store) -> None:
    def work(session: Session) -> tuple[Case, Case, int | None, list[str]]:
        siti = make_people(session)["siti"]
        case = open_case(session, "consular_arrest", "urgent", facts={"where": "A", "since": "1"})
        of = open_case(session, "chat_human", "routine", conversation=case.conversation, facts={"where": "B"})
        line = Message(
            conversation_id=case.conversation_id, case_id=case.id, direction="in", author="traveller"
        )
        session.add(line)
        mark_duplicate(session, case, of, siti)
        session.refresh(line)
        return case, of, line.case_id, kinds(session, of.id)

    case, of, message_case, history = store.write_now(work)
    assert (case.status, case.outcome_code, case.duplicate_of_id) == ("closed", "duplicate", of.id)
    assert message_case == of.id
    assert (of.urgency, of.status, of.facts) == ("urgent", "ringing", {"where": "B", "since": "1"})
    assert "duplicate_joined" in history


def test_another_person_in_danger_is_a_duplicate_only_for_a_supervisor(store: Store) -> None:
    def work(session: Session) -> tuple[str, str, int | None]:
        people = make_people(session)
        case, of = open_case(session), open_case(session)
        with pytest.raises(IllegalChange, match="only a supervisor"):
            mark_duplicate(session, case, of, people["siti"])
        refused, pointer = case.status, case.duplicate_of_id
        mark_duplicate(session, case, of, people["rina"], "one family, one phone each")
        return refused, case.status, pointer

    assert store.write_now(work) == ("ringing", "closed", None)


def test_what_cannot_be_a_duplicate(store: Store) -> None:
    def work(session: Session) -> None:
        people = make_people(session)
        case = open_case(session, "consular_arrest", "urgent")
        same = case.conversation
        with pytest.raises(IllegalChange, match="itself"):
            mark_duplicate(session, case, case, people["siti"])
        ended = open_case(session, "chat_complaint", "routine", conversation=same)
        close(session, ended.id, people["siti"], "answered")
        with pytest.raises(IllegalChange, match="has ended"):
            mark_duplicate(session, case, ended, people["siti"])
        drill = open_case(session, "chat_human", "routine", conversation=same, exercise=True)
        with pytest.raises(IllegalChange, match="exercise"):
            mark_duplicate(session, case, drill, people["siti"])
        other = open_case(session, "chat_human", "routine", conversation=same)
        claim(session, case.id, people["wei"])
        with pytest.raises(NotYours, match="Wei holds"):
            mark_duplicate(session, case, other, people["siti"])
        mark_duplicate(session, other, case, people["siti"])
        with pytest.raises(IllegalChange, match="already"):
            mark_duplicate(session, other, case, people["siti"])

    store.write_now(work)


def test_filing_an_ended_case_takes_nobodys_voice(store: Store) -> None:
    def work(session: Session) -> tuple[str, int, int]:
        siti = make_people(session)["siti"]
        case = open_case(session, "consular_arrest", "urgent")
        of = open_case(session, conversation=case.conversation)
        claim(session, case.id, siti)
        resolve(session, case.id, siti, "told twice")
        claim(session, of.id, siti)
        lapse(session, of, "the screen is gone")  # Siti may be typing still: the bot stays silent.
        epoch = of.conversation.ownership_epoch
        mark_duplicate(session, case, of, siti)
        return of.conversation.owner, epoch, of.conversation.ownership_epoch

    owner, before, after = store.write_now(work)
    assert (owner, before) == ("operator", after)
