"""Reporter, person concerned and owner of the telephone are three persons."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.intake import note_field
from bot.cases.opening import open_or_join_case
from bot.cases.people import people_of, person, set_person
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, CasePerson, Desk
from tests.factories import make_conversation, make_desk


def new_case(session: Session, topic: str = "consular_arrest") -> Case:
    if session.scalar(select(func.count(Desk.id))) == 0:
        make_desk(session)
    return open_or_join_case(session, make_conversation(session), topic, "urgent", "asked")[0]


def noted(store: Store, *answers: tuple[str, str, str], topic: str = "consular_arrest") -> dict[str, Any]:
    """Note answers of the intake; returns what is known by role."""

    def work(session: Session) -> dict[str, Any]:
        case = new_case(session, topic)
        for name, code, text in answers:
            note_field(session, case, name, code, text)
        return {
            one.role: {"name": one.name, "relation": one.relation, "minor": one.is_minor, **one.facts}
            | ({"phone": one.phone} if one.phone else {})
            for one in people_of(session, case)
        }

    return store.write_now(work)


def test_who_reports_for_another_is_another(store: Store) -> None:
    found = noted(store, ("about", "other", ""), ("relation", "parent", "I am his mother"),
                  ("person_name", "", "Budi Santoso"), ("minor", "yes", "17"))  # fmt: skip
    assert found["reporter"] == {"name": "", "relation": "parent", "minor": False}
    assert found["concerned"] == {"name": "Budi Santoso", "relation": "", "minor": True}


def test_who_writes_for_oneself_has_one_name(store: Store) -> None:
    found = noted(store, ("about", "self", ""), ("person_name", "", "Dewi Lestari"))
    assert found["reporter"]["name"] == found["concerned"]["name"] == "Dewi Lestari"
    assert found["reporter"]["relation"] == "self"


def test_a_group_counts_the_reporter_in(store: Store) -> None:
    found = noted(store, ("about", "group", ""))
    assert (found["reporter"]["relation"], found["concerned"]["relation"]) == ("self", "group")


def test_a_correction_moves_the_reporter_out_again(store: Store) -> None:
    found = noted(store, ("about", "self", ""), ("about", "other", ""), ("person_name", "", "Budi"))
    assert (found["reporter"]["relation"], found["reporter"]["name"]) == ("", "")
    assert found["concerned"]["name"] == "Budi"


@pytest.mark.parametrize(("code", "same"), [("person", "concerned"), ("other", "")])
def test_a_borrowed_telephone_has_an_owner_of_its_own(store: Store, code: str, same: str) -> None:
    found = noted(store, ("phone_owner", code, ""))
    assert found["owner"]["same_as"] == same
    assert found["reporter"]["owns_phone"] is False


def test_the_own_telephone_makes_no_third_person(store: Store) -> None:
    assert set(noted(store, ("phone_owner", "mine", ""))) == {"reporter"}
    found = noted(store, ("phone_owner", "other", ""), ("phone_owner", "mine", ""))
    assert found["owner"]["same_as"] == "reporter"


def test_numbers_of_a_missing_person_and_the_age_of_a_child_are_kept(store: Store) -> None:
    found = noted(store, ("missing_phone", "+60123456789", "0123456789"), topic="consular_missing_person")
    assert found["concerned"]["phone"] == "+60123456789"
    found = noted(store, ("child_age", "9", "nine"), topic="consular_child_welfare")
    assert (found["concerned"]["age"], found["concerned"]["minor"]) == (9, True)


def test_what_is_not_known_and_left_out_changes_nobody(store: Store) -> None:
    assert noted(store, ("minor", "unknown", ""), ("person_name", "skipped", "")) == {}


def test_what_is_not_given_stays_and_changes_are_in_the_history(store: Store) -> None:
    def work(session: Session) -> None:
        case = new_case(session)
        set_person(session, case, "concerned", "siti", name="Budi", nationality="ID")
        set_person(session, case, "concerned", "siti", consent="given")
        set_person(session, case, "concerned", "siti", name="Budi")
        found = person(session, case, "concerned")
        assert found is not None
        assert (found.name, found.nationality, found.facts) == ("Budi", "ID", {"consent": "given"})
        assert session.scalar(select(func.count(CasePerson.id))) == 1
        events = session.scalars(select(CaseEvent).where(CaseEvent.kind == "person_noted")).all()
        assert [event.data["changed"] for event in events] == [["name", "nationality"], ["consent"]]
        assert "Budi" not in str([event.data for event in events]), "names stay out of the history"
        assert {event.actor for event in events} == {"siti"}

    store.write_now(work)


def test_a_minor_marks_the_case_and_long_words_fit(store: Store) -> None:
    def work(session: Session) -> None:
        case = new_case(session)
        found = set_person(session, case, "concerned", is_minor=True, name="x" * 500, phone="1" * 99)
        assert (len(found.name), len(found.phone or "")) == (200, 32)
        assert case.vulnerable == ["child"]
        set_person(session, case, "reporter", is_minor=False)
        assert [one.role for one in people_of(session, case)] == ["reporter", "concerned"]

    store.write_now(work)


def test_an_unknown_role_is_refused(store: Store) -> None:
    def work(session: Session) -> None:
        with pytest.raises(ValueError, match="reporter, concerned, owner"):
            set_person(session, new_case(session), "neighbour", name="x")

    store.write_now(work)
