"""Several callers of one event."""

from __future__ import annotations

import asyncio
import math
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.head_count import HeadCount, head_count
from bot.cases.incidents import NAMED, link, look_for_incident, suggest_incident, unlink
from bot.cases.same_place import is_exact, same_place
from bot.cases.states import IllegalChange
from bot.store.database import Store
from bot.store.tables import Case, Incident
from tests.cases.making import kinds, make_people, open_case
from tests.factories import make_conversation

HERE = {"latitude": -6.2607, "longitude": 106.8106, "country": "ID"}
NEAR = {"latitude": -6.2638, "longitude": 106.8116, "country": "ID"}
FAR = {"latitude": -6.2007, "longitude": 106.8106, "country": "ID"}


def fires(session: Session, *values: dict[str, Any], topic: str = "emergency_fire") -> list[Case]:
    make_people(session)
    return [open_case(session, topic, **one) for one in values]


def test_near_in_place_kind_and_time_is_proposed(store: Store) -> None:
    def work(session: Session) -> None:
        first, near, far = fires(session, HERE, NEAR, FAR)
        other_kind = open_case(session, "emergency_medical", **HERE)
        drill = open_case(session, exercise=True, **HERE)
        old = open_case(session, **HERE)
        old.opened_at -= timedelta(minutes=61)
        found = suggest_incident(session, first)
        assert found is not None
        assert [case.id for case in found.cases] == [near.id]
        assert found.why.endswith("m apart")
        for alone in (far, other_kind, drill, old):
            assert suggest_incident(session, alone) is None

    store.write_now(work)


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("Jakarta", False), ("Paris, France", False), ("印度尼西亚雅加达", False), ("", False),
        ("Plaza Mawar Jakarta", True), ("Jalan Melati 12", True), ("雅加达玫瑰大厦", True),
    ],
)  # fmt: skip
def test_a_town_is_no_place_of_an_event(text: str, exact: bool) -> None:
    assert is_exact(text) is exact


def test_names_meet_over_spelling_and_not_over_countries(store: Store) -> None:
    def work(session: Session) -> list[bool]:
        first, same, town, abroad = fires(
            session,
            {"place": "Plaza Mawar, Jakarta", "country": "ID"},
            {"place": "plaza mawar jakarta"},
            {"place": "Jakarta", "country": "ID"},
            {"place": "Plaza Mawar Jakarta", "country": "MY"},
        )
        return [bool(same_place(first, other)) for other in (same, town, abroad)]

    assert store.write_now(work) == [True, False, False]


def test_two_are_proposed_and_three_are_one_incident(store: Store) -> None:
    def work(session: Session) -> None:
        first, second = fires(session, HERE, NEAR)
        assert look_for_incident(session, second) is None
        assert look_for_incident(session, second) is None
        assert second.marks["incident_suggested"] == [first.code]
        assert kinds(session, second.id).count("incident_suggested") == 1
        third = open_case(session, **HERE)
        incident = look_for_incident(session, third)
        assert incident is not None
        assert {case.incident_id for case in (first, second, third)} == {incident.id}
        assert "incident_suggested" not in second.marks
        assert (incident.topic, incident.country, incident.code[:4]) == ("emergency_fire", "ID", "INC-")
        fourth = open_case(session, **NEAR)
        assert look_for_incident(session, fourth) is incident

    store.write_now(work)


def test_three_ill_people_in_one_building_are_three_matters(store: Store) -> None:
    def work(session: Session) -> Incident | None:
        *_, third = fires(session, HERE, HERE, HERE, topic="emergency_medical")
        return look_for_incident(session, third)

    assert store.write_now(work) is None


def test_watched_people_are_linked_by_a_human_only(store: Store) -> None:
    def work(session: Session) -> None:
        make_people(session)
        watched = [open_case(session, "emergency_fire", watched=True, **HERE) for _ in range(3)]
        assert look_for_incident(session, watched[2]) is None
        assert link(session, watched, "siti", "one dormitory").id == watched[0].incident_id

    store.write_now(work)


def test_what_cannot_be_linked(store: Store) -> None:
    def work(session: Session) -> None:
        first, second, third = fires(session, HERE, NEAR, FAR)
        drill = open_case(session, exercise=True)
        for wrong in ([first], [first, first], [first, drill]):
            with pytest.raises(IllegalChange):
                link(session, wrong, "siti", "same")
        assert first.incident_id is None
        link(session, [first, second], "siti", "same smoke")
        with pytest.raises(IllegalChange, match="another incident"):
            link(session, [second, third], "siti", "same")
        with pytest.raises(IllegalChange, match="in no incident"):
            unlink(session, third, "siti", "wrong")

    store.write_now(work)


def test_unlinking_the_last_closes_the_incident(store: Store) -> None:
    def work(session: Session) -> None:
        first, second = fires(session, HERE, NEAR)
        incident = link(session, [first, second], "siti", "same smoke")
        unlink(session, first, "wei", "another house")
        assert (first.incident_id, incident.closed_at) == (None, None)
        assert kinds(session, first.id).count("incident_unlinked") == 1
        unlink(session, second, "wei", "another house")
        assert incident.closed_at is not None

    store.write_now(work)


def test_people_are_counted_with_those_nobody_counted(store: Store) -> None:
    def work(session: Session) -> HeadCount:
        cases = fires(
            session,
            {"facts": {"people": 3}}, {"facts": {"people": "4-6"}}, {"facts": {"people": {"code": "2"}}},
            {"facts": {}}, {"facts": {"people": "many"}}, {"facts": {"people": 10**9}},
        )  # fmt: skip
        taken_back = open_case(session, facts={"people": 50}, status="cancelled")
        incident = link(session, [*cases, taken_back], "siti", "one fire")
        return head_count(session, incident.id)

    found = store.write_now(work)
    assert (found.cases, found.told, found.unknown, found.at_least) == (6, 9, 3, 12)


async def test_reporters_at_once_make_one_incident(store: Store) -> None:
    def setup(session: Session) -> list[int]:
        return [case.id for case in fires(session, HERE, NEAR)]

    store.write_now(setup)

    def report(session: Session) -> None:
        case = open_case(session, conversation=make_conversation(session), **HERE)
        look_for_incident(session, case)

    await asyncio.gather(*(asyncio.to_thread(store.write_now, report) for _ in range(10)))
    incidents = store.read_now(lambda s: s.scalar(select(func.count(func.distinct(Case.incident_id)))))
    assert incidents == 1
    outside = select(func.count(Case.id)).where(Case.incident_id.is_(None))
    assert store.read_now(lambda s: s.scalar(outside)) == 0


@pytest.mark.parametrize("latitude", [-6.2, 0.0, 69.0])
@pytest.mark.parametrize("longitude", [106.8, 179.9995, -179.9995])
def test_the_box_that_is_searched_leaves_nobody_near_out(store: Store, latitude: float, longitude: float) -> None:
    def work(session: Session) -> list[float]:
        make_people(session)
        first = open_case(session, latitude=latitude, longitude=longitude)
        missed = []
        for metres in (0, 450, -450):
            north, east = metres / 111_200, metres / (111_200 * math.cos(math.radians(latitude)))
            for lat, lon in ((latitude + north, longitude), (latitude, longitude + east)):
                other = open_case(session, latitude=lat, longitude=(lon + 180) % 360 - 180)
                found = suggest_incident(session, first)
                if found is None or other.id not in {case.id for case in found.cases}:
                    missed.append(metres)
        return missed

    assert store.write_now(work) == []


def test_of_a_great_event_the_newest_are_named_and_one_rings(store: Store) -> None:
    def work(session: Session) -> tuple[int, int, set[int | None]]:
        make_people(session)
        for _ in range(NAMED + 5):
            open_case(session, conversation=make_conversation(session, **HERE))
        cases = session.scalars(select(Case).order_by(Case.id)).all()
        found = suggest_incident(session, cases[0])
        assert found is not None
        assert [case.id for case in found.cases] == [case.id for case in cases[-NAMED:]]
        ringing = sum(case.status == "ringing" for case in cases)
        return len(cases), ringing, {case.incident_id for case in cases}

    count, ringing, incidents = store.write_now(work)
    assert (count, ringing, len(incidents), None in incidents) == (NAMED + 5, 1, 1, False)
