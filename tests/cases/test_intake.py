"""Answers of the intake in the case file: coded, corrected, left out, with their files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.intake import file_under, files_of, intake_of, note_asked, note_field
from bot.cases.opening import open_or_join_case
from bot.cases.people import people_of
from bot.store.database import Store
from bot.store.tables import Attachment, Case, CaseEvent, Message
from tests.factories import make_conversation, make_desk

Work = Callable[[Callable[[Session, Case], Any]], Any]


@pytest.fixture
def in_case(store: Store) -> Callable[..., Any]:
    """Run work with a fresh case of a topic: ``in_case(work, topic)``."""

    def run(work: Callable[[Session, Case], Any], topic: str = "consular_hospitalised") -> Any:
        def inside(session: Session) -> Any:
            make_desk(session)
            opened, _ = open_or_join_case(session, make_conversation(session), topic, "urgent", "asked")
            return work(session, opened)

        return store.write_now(inside)

    return run


def row(case: Case, name: str) -> Any:
    return next(one for one in intake_of(case) if one.field == name)


def steps(session: Session, kind: str) -> list[dict[str, Any]]:
    session.flush()
    events = session.scalars(select(CaseEvent).where(CaseEvent.kind == kind).order_by(CaseEvent.id))
    return [event.data for event in events]


def received(session: Session, case: Case, text: str = "") -> Message:
    message = Message(
        conversation_id=case.conversation_id, direction="in", author="traveller", kind="photo", text=text,
        content={"reply_to": "7"},
    )  # fmt: skip
    session.add(message)
    session.flush()
    session.add(Attachment(message_id=message.id, channel="telegram", kind="photo", file_id="f"))
    session.flush()
    return message


def test_an_answer_keeps_its_code_and_the_words_beside_it(in_case: Callable[..., Any]) -> None:
    def work(session: Session, case: Case) -> None:
        note_field(session, case, "insurance", "no", "nggak punya kak")
        found = row(case, "insurance")
        assert (found.code, found.text, found.asked, found.skipped) == ("no", "nggak punya kak", True, False)
        assert found.label == "fields.insurance"
        assert found.at == case.facts["insurance"]["at"]
        assert steps(session, "fact_noted") == [{"name": "insurance", "value": "no"}]

    in_case(work)


def test_the_intake_lists_what_is_to_be_asked_in_order(in_case: Callable[..., Any]) -> None:
    def work(session: Session, case: Case) -> None:
        assert [one.field for one in intake_of(case)][:3] == ["about", "hospital", "patient_awake"]
        assert not any(one.asked or one.skipped or one.code for one in intake_of(case))
        note_asked(case, "hospital")
        assert (row(case, "hospital").asked, row(case, "hospital").code) == (True, "")
        note_field(session, case, "about", "self")
        # Who writes himself is awake, and is not asked who he is to himself.
        assert {"patient_awake", "relation"}.isdisjoint(one.field for one in intake_of(case))
        note_field(session, case, "lawyer", "yes")
        assert intake_of(case)[-1].field == "lawyer"

    in_case(work)


def test_a_correction_keeps_what_was_said_before(in_case: Callable[..., Any]) -> None:
    def work(session: Session, case: Case) -> None:
        note_asked(case, "hospital")
        note_field(session, case, "hospital", "", "Pondok Indah")
        note_field(session, case, "hospital", "", "Siloam")
        assert row(case, "hospital").text == "Siloam"
        assert "asked" in case.facts["hospital"]
        assert steps(session, "fact_changed") == [{"name": "hospital", "before": "Pondok Indah"}]
        note_field(session, case, "hospital", "", "Siloam")
        assert len(steps(session, "fact_noted")) == 2, "the same answer twice is one"

    in_case(work)


def test_what_is_left_out_shows_and_takes_nothing_away(in_case: Callable[..., Any]) -> None:
    def work(session: Session, case: Case) -> None:
        note_field(session, case, "insurance", "skipped")
        assert (row(case, "insurance").skipped, row(case, "insurance").code) == (True, "")
        note_field(session, case, "insurance", "yes")
        note_field(session, case, "insurance", "skipped")
        assert (row(case, "insurance").skipped, row(case, "insurance").code) == (False, "yes")
        assert steps(session, "fact_changed") == []

    in_case(work)


def test_facts_of_the_older_kind_are_read_and_corrected(in_case: Callable[..., Any]) -> None:
    def work(session: Session, case: Case) -> None:
        case.facts = {"insurance": "no", "message": "some words"}
        assert row(case, "insurance").code == "no"
        assert "message" not in [one.field for one in intake_of(case)]
        note_field(session, case, "insurance", "yes")
        assert steps(session, "fact_changed") == [{"name": "insurance", "before": "no"}]
        assert case.facts["message"] == "some words"

    in_case(work)


def test_answers_mark_who_is_vulnerable_and_corrections_take_it_back(in_case: Callable[..., Any]) -> None:
    def work(session: Session, case: Case) -> None:
        case.vulnerable = ["alone"]
        note_field(session, case, "pregnant_along", "yes")
        note_field(session, case, "children_along", "yes")
        note_field(session, case, "ill_along", "unknown")
        assert case.vulnerable == ["alone", "pregnant", "child"]
        note_field(session, case, "pregnant_along", "no")
        assert case.vulnerable == ["alone", "child"]

    in_case(work, "consular_stranded")


def test_a_child_case_is_about_a_minor_from_the_first_answer(in_case: Callable[..., Any]) -> None:
    def work(session: Session, case: Case) -> None:
        note_field(session, case, "child_with", "", "a neighbour")
        assert [(one.role, one.is_minor) for one in people_of(session, case)] == [("concerned", True)]
        assert case.vulnerable == ["child"]

    in_case(work, "consular_child_welfare")


def test_a_file_is_kept_with_the_question_it_answers(in_case: Callable[..., Any]) -> None:
    def work(session: Session, case: Case) -> None:
        message, loose = received(session, case, "my insurance card"), received(session, case)
        loose.case_id = case.id
        file_under(session, case, "insurance", message)
        file_under(session, case, "insurance", message)
        assert message.content == {"reply_to": "7", "field": "insurance"}
        found = row(case, "insurance")
        assert (found.code, found.text, found.files) == ("attached", "my insurance card", (message.id,))
        assert [(one.message.id, one.field) for one in files_of(session, case)] == [
            (message.id, "insurance"),
            (loose.id, ""),
        ]

    in_case(work)


def test_a_second_file_and_a_later_answer_stay_together(in_case: Callable[..., Any]) -> None:
    def work(session: Session, case: Case) -> None:
        first, second = received(session, case), received(session, case)
        note_field(session, case, "insurance", "yes", "yes")
        file_under(session, case, "insurance", first)
        file_under(session, case, "insurance", second)
        assert (row(case, "insurance").code, row(case, "insurance").files) == ("yes", (first.id, second.id))
        note_field(session, case, "insurance", "no", "it ended")
        assert row(case, "insurance").files == (first.id, second.id)

    in_case(work)
