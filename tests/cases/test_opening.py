"""A new case and the event it belongs to: one ring, and nobody in danger stays without one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import opening
from bot.cases.ladder import lapse
from bot.cases.opening import open_or_join_case
from bot.cases.ownership import claim
from bot.store.database import Store
from bot.store.tables import Case, DeadLetter
from tests.cases.making import kinds, make_people
from tests.factories import make_conversation

HERE = {"latitude": -6.2615, "longitude": 106.8106, "country": "ID", "country_source": "position"}


def cry(session: Session, topic: str = "emergency_fire", reason: str = "phrase: fire", **values: Any) -> Case:
    """Open a critical case of somebody new at one place."""
    talk = make_conversation(session, **{**HERE, **values})
    case, _ = open_or_join_case(session, talk, topic, "critical", reason)
    session.flush()
    return case


def test_who_cries_last_in_an_event_joins_its_ring(store: Store) -> None:
    def work(session: Session) -> None:
        siti = make_people(session)["siti"]
        first, second, third = (cry(session) for _ in range(3))
        assert first.incident_id == second.incident_id == third.incident_id is not None
        assert [first.status, second.status, third.status] == ["ringing", "new", "new"]
        assert "rings_with_incident" in kinds(session, third.id)
        assert "rang" not in kinds(session, third.id)
        claim(session, first.id, siti)
        fourth = cry(session)
        assert (fourth.status, fourth.incident_id) == ("new", first.incident_id)

    store.write_now(work)


def test_two_of_one_event_both_ring_and_are_only_proposed(store: Store) -> None:
    def work(session: Session) -> None:
        make_people(session)
        first, second = cry(session), cry(session)
        assert [first.status, second.status] == ["ringing", "ringing"]
        assert second.marks["incident_suggested"] == [first.code]

    store.write_now(work)


@pytest.mark.parametrize(
    "apart",
    [{"reason": "phrase: trapped (rule fire)"}, {"latitude": -6.9}, {"watched": True}, {"topic": "emergency_crime"}],
    ids=str,
)
def test_who_is_in_danger_apart_rings_alone(store: Store, apart: dict[str, Any]) -> None:
    def work(session: Session) -> str:
        make_people(session)
        for _ in range(3):
            cry(session)
        watched = apart.get("watched", False)
        talk = make_conversation(session, **{**HERE, "latitude": apart.get("latitude", HERE["latitude"])})
        topic, reason = apart.get("topic", "emergency_fire"), apart.get("reason", "phrase: fire")
        case, _ = open_or_join_case(session, talk, topic, "critical", reason, watched=watched)
        return case.status

    assert store.write_now(work) == "ringing"


def test_nobody_falls_quiet_when_nobody_attends_the_incident(store: Store) -> None:
    def work(session: Session) -> str:
        siti = make_people(session)["siti"]
        cases = [cry(session) for _ in range(3)]
        claim(session, cases[0].id, siti)
        lapse(session, cases[0], "nobody wrote within 30 seconds")
        assert cases[0].status == "ringing"
        for case in cases:
            case.status = "waiting"
        return cry(session).status

    assert store.write_now(work) == "ringing"


def test_trouble_with_the_event_keeps_no_case_from_ringing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(session: Session, case: Case) -> None:
        raise ValueError("no such place")

    monkeypatch.setattr(opening, "look_for_incident", fail)

    def work(session: Session) -> tuple[str, str | None]:
        make_people(session)
        return cry(session).status, session.scalars(select(DeadLetter.reason)).one()

    status, reason = store.write_now(work)
    assert status == "ringing"
    assert "no such place" in (reason or "")
