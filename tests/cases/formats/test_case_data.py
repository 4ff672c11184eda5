"""The snapshot: complete, typed, of one moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import ORMExecuteState, Session

from bot.cases.formats.case_data import NoSuchCase, read_case
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation
from tests.cases.formats.world import CODE, NOW, agree, make_case


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with one full case."""

    def setup(session: Session) -> None:
        agree(session, make_case(session))

    store.write_now(setup)
    return store


def test_all_parts_are_read(filled: Store) -> None:
    data = filled.read_now(lambda session: read_case(session, CODE, messages=True))
    assert (data.desk.code, data.desk.state, data.operator and data.operator.login) == (
        "jakarta-112",
        "ID",
        "siti",
    )
    assert [person.role for person in data.people] == ["reporter", "concerned", "owner"]
    assert [step.kind for step in data.timeline] == ["opened", "wrote"]
    assert [line.text for line in data.messages] == ["S-message <b>"]
    assert data.incident is not None
    assert data.incident.code == "JKT-2222-2"
    assert data.consents[0].state == "given"
    assert data.deadlines[0].kind == "promise"
    assert data.place.at == NOW
    assert data.changed_at == NOW + timedelta(seconds=12)


def test_messages_are_left_out_unless_asked_for(filled: Store) -> None:
    assert filled.read_now(lambda session: read_case(session, CODE)).messages == ()


@pytest.mark.parametrize("written", ["jkt-7k4r-5", "JKT 7K4R 5", " JKT7K4R5 "])
def test_a_code_is_found_as_people_write_it(store: Store, written: str) -> None:
    store.write_now(lambda session: make_case(session) and None)
    assert store.read_now(lambda session: read_case(session, written)).code == CODE


@pytest.mark.parametrize("written", ["", "JKT-0000-0", "no code", "💥"])
def test_no_such_case(store: Store, written: str) -> None:
    with pytest.raises(NoSuchCase, match="letter by letter"):
        store.read_now(lambda session: read_case(session, written))


def test_the_number_belongs_to_the_owner_of_the_phone(filled: Store) -> None:
    data = filled.read_now(lambda session: read_case(session, CODE))
    phones = {person.role: person.phone for person in data.people}
    assert phones == {"reporter": None, "concerned": None, "owner": "+86 138 0013 8000"}


def test_codes_and_own_words_are_told_apart(filled: Store) -> None:
    data = filled.read_now(lambda session: read_case(session, CODE))
    assert {fact.name: (fact.code, fact.text) for fact in data.facts} == {
        "breathing": ("gasping", None), "message": (None, "S-fact"), "people": ("3", "S-fact"),
    }  # fmt: skip


def test_a_coded_name_with_a_sentence_is_own_words(store: Store) -> None:
    store.write_now(lambda session: make_case(session, facts={"awake": "he opened his eyes"}) and None)
    (fact,) = store.read_now(lambda session: read_case(session, CODE)).facts
    assert (fact.code, fact.text) == (None, "he opened his eyes")


def test_silence_of_the_conversation_is_do_not_call(filled: Store) -> None:
    def silence(session: Session) -> None:
        session.scalars(select(Conversation)).one().silent = True

    filled.write_now(silence)
    rule = filled.read_now(lambda session: read_case(session, CODE)).contact_rule
    assert rule.do_not_call
    assert rule.never_unprompted


def test_a_reporter_in_another_country_is_marked(store: Store) -> None:
    store.write_now(lambda session: make_case(session, country="SA") and None)
    assert store.read_now(lambda session: read_case(session, CODE)).place.is_elsewhere


def test_a_mission_without_nationality_belongs_to_no_state_known(store: Store) -> None:
    def setup(session: Session) -> None:
        case = make_case(session)
        case.desk.kind = "mission"

    store.write_now(setup)
    assert store.read_now(lambda session: read_case(session, CODE)).desk.state is None


def test_what_changes_meanwhile_is_not_half_in_it(filled: Store) -> None:
    """A commit between two statements of the reading is either in all parts or in none."""

    def read(session: Session) -> tuple[str, list[str]]:
        done: list[bool] = []

        @event.listens_for(session, "do_orm_execute")
        def _disturb(state: ORMExecuteState) -> None:
            if done or "case_events" not in str(state.statement):
                return
            done.append(True)
            filled.write_now(change)

        data = read_case(session, CODE)
        assert done
        return data.status, [step.kind for step in data.timeline]

    def change(session: Session) -> None:
        case = session.scalars(select(Case)).one()
        case.status = "resolved"
        session.add(CaseEvent(case_id=case.id, kind="resolved", actor="siti", at=NOW))

    assert filled.read_now(read) == ("active", ["opened", "wrote"])
    after = filled.read_now(lambda session: read_case(session, CODE))
    assert (after.status, after.timeline[-1].kind) == ("resolved", "resolved")
