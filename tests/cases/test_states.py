"""The state machine: what is allowed, by whom, and that a refusal changes nothing."""

from __future__ import annotations

import itertools
from datetime import UTC

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.cases.states import ENDED, TRANSITIONS, IllegalChange, change, is_human, refusal
from bot.store.database import Store
from bot.store.tables import Case
from bot.store.tables.cases import OPEN_STATES
from tests.cases.making import make_people, open_case, steps

STATES = (*OPEN_STATES, *ENDED)
ACTORS = ("system", "bot", "traveller", "api:police", "siti")


def a_case(status: str, **values: object) -> Case:
    return Case(
        code="JKT-7K4P-2", status=status, **{"urgency": "critical", "watched": False, "marks": {}, **values}
    )


def test_every_state_is_known_and_leads_somewhere() -> None:
    assert set(TRANSITIONS) == set(STATES)
    assert all(set(following) <= set(STATES) for following in TRANSITIONS.values())


def test_no_machine_ends_or_takes_a_critical_case() -> None:
    for now, to, actor in itertools.product(STATES, ENDED, ACTORS[:4]):
        if now != to:
            assert refusal(a_case(now), to, actor, "because"), (now, to, actor)
    for now, actor in itertools.product(OPEN_STATES, ACTORS[:4]):
        if now not in ("claimed", "transferred"):
            assert refusal(a_case(now), "claimed", actor), (now, actor)


def test_anybody_may_ring_and_nobody_falls_back() -> None:
    for now, actor in itertools.product(OPEN_STATES, ACTORS):
        assert not refusal(a_case(now), "ringing", actor)
    assert refusal(a_case("claimed"), "new", "siti")
    assert refusal(a_case("resolved"), "ringing", "system", "again")


@pytest.mark.parametrize(("to", "marks", "duplicate"), [("cancelled", {}, None), ("closed", {}, None)])
def test_a_watched_case_ends_in_no_short_way(to: str, marks: dict[str, str], duplicate: int | None) -> None:
    case = a_case("active", urgency="urgent", watched=True, marks=marks, duplicate_of_id=duplicate)
    assert refusal(case, to, "siti", "because")
    case.marks, case.duplicate_of_id = {"neutral_check": "siti"}, 7
    assert not refusal(case, to, "siti", "because")


def test_an_ending_needs_a_reason() -> None:
    for to in ("resolved", "cancelled"):
        case = a_case("active", urgency="routine")
        assert "Write why" in refusal(case, to, "siti", " ")
        assert not refusal(case, to, "siti", "done")


def test_who_is_human() -> None:
    assert [is_human(actor) for actor in ACTORS] == [False, False, False, False, True]


def test_a_change_is_a_step_with_actor_time_and_reason(store: Store) -> None:
    def work(session: Session) -> int:
        make_people(session)
        case = open_case(session, "chat_complaint", "routine")
        change(session, case, "closed", "siti", "answered")
        return case.id

    case_id = store.write_now(work)
    step = store.read_now(lambda s: steps(s, case_id)[-1])
    assert (step.kind, step.actor) == ("closed", "siti")
    assert step.data == {"from": "new", "to": "closed", "reason": "answered"}
    assert step.at.tzinfo is UTC
    assert store.read_now(lambda s: s.get_one(Case, case_id).closed_at) is not None


def test_a_refusal_changes_nothing(store: Store) -> None:
    def work(session: Session) -> tuple[str, int, int]:
        make_people(session)
        case = open_case(session)
        before = len(steps(session, case.id))
        for to in ("waiting", "closed", "cancelled", "asleep"):
            with pytest.raises(IllegalChange, match=r".{20}"):
                change(session, case, to, "system", "no reason")
        return case.status, before, len(steps(session, case.id))

    status, before, after = store.write_now(work)
    assert (status, before) == ("ringing", after)


def test_who_comes_too_late_changes_nothing(store: Store) -> None:
    def work(session: Session) -> tuple[str, list[str]]:
        make_people(session)
        case = open_case(session, "chat_complaint", "routine")
        taken = update(Case).values(status="claimed").execution_options(synchronize_session=False)
        session.execute(taken)
        with pytest.raises(IllegalChange, match="Somebody else"):
            change(session, case, "closed", "siti", "done")
        session.refresh(case)
        return case.status, [step.kind for step in steps(session, case.id)]

    status, kinds = store.write_now(work)
    assert status == "claimed"
    assert "closed" not in kinds


def test_an_alarm_is_not_lost_to_a_claim_that_came_first(store: Store) -> None:
    def work(session: Session) -> tuple[str, dict[str, object]]:
        make_people(session)
        case = open_case(session, "chat_complaint", "routine")
        taken = update(Case).values(status="claimed").execution_options(synchronize_session=False)
        session.execute(taken)
        change(session, case, "ringing", "system", kind="rang")
        session.refresh(case)
        return case.status, steps(session, case.id)[-1].data

    assert store.write_now(work) == ("ringing", {"from": "claimed", "to": "ringing"})
