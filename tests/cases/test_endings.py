"""Cancel, close, reopen, resolve with a code."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.cases.endings import cancel, close, reopen
from bot.cases.outcomes import CODES, OutcomeNeeded
from bot.cases.ownership import NotYours, claim, resolve, write
from bot.cases.states import IllegalChange
from bot.store.database import Store
from bot.store.tables import Case
from tests.cases.making import kinds, make_people, open_case, person, steps


@pytest.fixture
def case_id(store: Store) -> int:
    """A critical case that Siti holds and has written in."""

    def work(session: Session) -> int:
        people = make_people(session)
        case = open_case(session)
        claim(session, case.id, people["siti"])
        write(session, case.id, people["siti"], "I am reading")
        return case.id

    return store.write_now(work)


def look(store: Store, case_id: int, *names: str) -> list[Any]:
    return store.read_now(lambda s: [getattr(s.get_one(Case, case_id), name) for name in names])


def do(store: Store, function: Any, case_id: int, login: str, *rest: Any) -> Any:
    return store.write_now(lambda s: function(s, case_id, person(s, login), *rest))


def test_a_critical_case_is_cancelled_after_a_neutral_check_by_who_holds_it(
    store: Store, case_id: int
) -> None:
    with pytest.raises(IllegalChange, match="neutral check"):
        do(store, cancel, case_id, "siti", "she says it is fine", False)
    with pytest.raises(NotYours, match="Siti holds"):
        do(store, cancel, case_id, "wei", "false alarm", True)
    with pytest.raises(IllegalChange, match="Write why"):
        do(store, cancel, case_id, "siti", " ", True)
    assert look(store, case_id, "status", "outcome_code", "marks") == ["active", None, {}]
    do(store, cancel, case_id, "siti", "burnt toast, said so twice", True)
    status, code, closed_at = look(store, case_id, "status", "outcome_code", "closed_at")
    assert (status, code) == ("cancelled", "false_alarm")
    assert closed_at is not None
    step = store.read_now(lambda s: [e for e in steps(s, case_id) if e.kind == "cancelled"])[0]
    assert (step.actor, step.data["checked"]) == ("siti", True)
    assert store.read_now(lambda s: s.get_one(Case, case_id).conversation.owner) == "bot"


def test_nobody_cancels_a_ringing_critical_case_from_the_queue(store: Store, case_id: int) -> None:
    other = store.write_now(lambda s: open_case(s).id)
    with pytest.raises(NotYours, match="claim it"):
        do(store, cancel, other, "siti", "prank", True)
    assert look(store, other, "status") == ["ringing"]


def test_a_routine_case_is_cancelled_without_more(store: Store, case_id: int) -> None:
    other = store.write_now(lambda s: open_case(s, "chat_complaint", "routine").id)
    do(store, cancel, other, "wei", "written twice", False)
    assert look(store, other, "status", "outcome") == ["cancelled", "written twice"]


@pytest.mark.parametrize("code", [*CODES, "gone"])
def test_codes_of_an_outcome(store: Store, case_id: int, code: str) -> None:
    if code in ("duplicate", "false_alarm", "no_answer", "gone"):
        with pytest.raises(OutcomeNeeded):
            do(store, resolve, case_id, "siti", "words", code)
        assert look(store, case_id, "status", "outcome") == ["active", None]
    else:
        do(store, resolve, case_id, "siti", "words", code)
        assert look(store, case_id, "status", "outcome_code") == ["resolved", code]


def test_silence_ends_a_critical_case_by_a_supervisor_alone(store: Store, case_id: int) -> None:
    other = store.write_now(lambda s: open_case(s).id)
    do(store, claim, other, "rina")
    do(store, resolve, other, "rina", "police found nobody", "no_answer")
    assert look(store, other, "outcome_code") == ["no_answer"]


def test_a_resolved_case_is_closed_and_an_open_critical_one_is_not(store: Store, case_id: int) -> None:
    with pytest.raises(IllegalChange, match="resolve it"):
        do(store, close, case_id, "siti", "finished")
    assert look(store, case_id, "status", "outcome") == ["active", None]
    do(store, resolve, case_id, "siti", "fire is out", "helped")
    do(store, close, case_id, "siti", "file complete")
    assert look(store, case_id, "status", "outcome", "outcome_code") == ["closed", "fire is out", "helped"]
    with pytest.raises(IllegalChange, match="already"):
        do(store, close, case_id, "siti", "again")


def test_a_case_comes_back_under_its_code_and_rings(store: Store, case_id: int) -> None:
    (code, epoch) = look(store, case_id, "code", "ladder_epoch")
    with pytest.raises(IllegalChange, match="open already"):
        do(store, reopen, case_id, "wei", "smoke again")
    do(store, resolve, case_id, "siti", "fire is out", "helped")
    with pytest.raises(IllegalChange, match="Write why"):
        do(store, reopen, case_id, "wei", "")
    do(store, reopen, case_id, "wei", "smoke again")
    names = ("code", "status", "operator_id", "outcome", "outcome_code", "closed_at", "ladder_epoch")
    assert look(store, case_id, *names) == [code, "ringing", None, None, None, None, epoch + 1]
    history = store.read_now(lambda s: kinds(s, case_id))
    assert history.index("reopened") > history.index("resolved")
    assert store.write_now(lambda s: claim(s, case_id, person(s, "wei")).won)


def test_a_routine_case_comes_back_without_a_ring(store: Store, case_id: int) -> None:
    other = store.write_now(lambda s: open_case(s, "chat_complaint", "routine").id)
    do(store, close, other, "siti", "answered", "helped")
    do(store, reopen, other, "siti", "wrote again")
    assert look(store, other, "status", "ladder_epoch") == ["new", 0]


def test_the_same_matter_is_not_open_twice(store: Store, case_id: int) -> None:
    do(store, resolve, case_id, "siti", "fire is out")
    store.write_now(lambda s: open_case(s, conversation=s.get_one(Case, case_id).conversation))
    with pytest.raises(IllegalChange, match="The same matter is open"):
        do(store, reopen, case_id, "siti", "smoke")
    assert look(store, case_id, "status") == ["resolved"]
