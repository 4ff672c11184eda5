"""What chimes once on a screen: a new urgent case, a case that escalated; never a drill like the real thing."""

from __future__ import annotations

import json
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.cases import ownership
from bot.cases.ladder import fire_due
from bot.cases.opening import open_or_join_case
from bot.desk.alarms import Person, RingingCase
from bot.desk.chimes import FRESH, Chime, chimes_of
from bot.desk.feed import Console, Feed
from bot.desk.snapshot import Snapshot, take_snapshot
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, User
from tests.desk.conftest import make_case
from tests.desk.test_feed import _until

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SITI = Person(1, "operator", ("id", "en"), desk_id=1, on_duty_desk=True)
BUDI = Person(3, "supervisor", ("id",), desk_id=1, on_duty_desk=True)
PAUL = Person(4, "operator", ("id", "fr"), desk_id=9, on_duty_desk=False)
URGENT = RingingCase("JKT-URG", 1, "Jakarta 112", "urgent", 0, "id", NOW)
CRITICAL = RingingCase("JKT-CRT", 1, "Jakarta 112", "critical", 0, "id", NOW)


def kinds(
    person: Person, cases: list[RingingCase], now: datetime = NOW, people=None
) -> list[tuple[str, str]]:
    found = chimes_of(person, people or [person], cases, now)
    return [(chime.case.code, chime.kind) for chime in found]


def test_a_new_urgent_case_chimes_at_its_desk_only() -> None:
    assert kinds(SITI, [URGENT]) == [("JKT-URG", "urgent")]
    assert kinds(BUDI, [URGENT]) == [("JKT-URG", "urgent")]
    assert kinds(PAUL, [URGENT]) == []
    # The duty desk sees every desk's cases, and would never be quiet.
    assert kinds(SITI, [replace(URGENT, desk_id=9)]) == []
    assert kinds(replace(SITI, role="trainer"), [URGENT]) == []
    assert kinds(replace(SITI, on_break=True), [URGENT]) == []
    assert kinds(replace(SITI, desk_id=None), [URGENT]) == []


def test_what_is_old_chimes_no_more() -> None:
    assert kinds(SITI, [URGENT], NOW + FRESH) == [("JKT-URG", "urgent")]
    assert kinds(SITI, [URGENT], NOW + FRESH + timedelta(seconds=1)) == []
    risen = replace(URGENT, escalated_at=NOW + FRESH)
    assert kinds(SITI, [risen], NOW + FRESH + timedelta(seconds=1)) == [("JKT-URG", "escalated")]


def test_routine_cases_are_silent() -> None:
    assert kinds(SITI, [replace(URGENT, urgency="routine", escalated_at=NOW)]) == []


def test_what_rings_here_does_not_chime_as_well() -> None:
    assert kinds(SITI, [replace(CRITICAL, escalated_at=NOW)]) == []
    # The supervisor, whom the second level does not ring yet, hears that it has climbed.
    climbed = replace(CRITICAL, level=1, escalated_at=NOW)
    assert kinds(BUDI, [climbed], people=[SITI, BUDI]) == [("JKT-CRT", "escalated")]
    assert kinds(BUDI, [replace(climbed, escalated_at=None)], people=[SITI, BUDI]) == []


def test_a_drill_is_silent_while_a_real_critical_case_rings() -> None:
    drill = replace(URGENT, code="JKT-DRL", exercise=True)
    (chime,) = chimes_of(SITI, [SITI], [drill], NOW)
    assert chime.case.exercise
    assert kinds(SITI, [drill, CRITICAL]) == []
    assert kinds(SITI, [drill, replace(CRITICAL, exercise=True)]) == [("JKT-DRL", "urgent")]


def test_a_console_is_told_of_chimes_only_when_there_are_any() -> None:
    console = Console(1, "")
    quiet = Snapshot(people=(SITI,), at=NOW)
    assert "chime" not in [event.name for event in console.changes(quiet, True)]
    loud = replace(quiet, ringing=(URGENT,))
    (event,) = console.changes(loud, True)
    assert (event.name, json.loads(event.data)) == (
        "chime",
        [{"code": "JKT-URG", "kind": "urgent", "at": NOW.isoformat(), "exercise": False}],
    )
    assert console.changes(loud, True) == []


async def test_a_new_urgent_case_is_told_and_a_claim_ends_it(store: Store, people: dict[str, User]) -> None:
    feed = Feed(store)
    async with aclosing(feed.events(people["siti"].id, "")) as events:
        await _until(events, "health")
        code = await store.write(lambda s: make_case(s, urgency="urgent", country="ID").code)
        (chime,) = json.loads((await _until(events, "chime")).data)
        assert (chime["code"], chime["kind"], chime["exercise"]) == (code, "urgent", False)
        assert set(chime) == {"code", "kind", "at", "exercise"}  # Nothing else leaves.

        def _claim(session) -> None:
            case = session.scalars(select(Case).where(Case.code == code)).one()
            ownership.claim(session, case.id, session.get_one(User, people["siti"].id))

        await store.write(_claim)
        assert json.loads((await _until(events, "chime")).data) == []


async def test_a_drill_is_marked_so_that_it_sounds_otherwise(store: Store, people: dict[str, User]) -> None:
    feed = Feed(store)
    async with aclosing(feed.events(people["siti"].id, "")) as events:
        await store.write(lambda s: make_case(s, urgency="urgent", country="ID", exercise=True).code)
        (chime,) = json.loads((await _until(events, "chime")).data)
        assert chime["exercise"] is True


def ringing(store: Store) -> RingingCase:
    return store.read_now(lambda session: take_snapshot(session, [], utcnow())).ringing[0]


def test_a_case_that_was_raised_has_escalated(store: Store, people: dict[str, User]) -> None:
    def _raise(session) -> None:
        talk = session.scalars(select(Conversation)).one()
        open_or_join_case(session, talk, "consular_lost_passport", "urgent", "again")

    store.write_now(
        lambda s: make_case(s, topic="consular_lost_passport", urgency="routine", country="ID") and None
    )
    store.write_now(_raise)
    risen = ringing(store)
    assert risen.urgency == "urgent"
    assert risen.escalated_at is not None
    assert abs(risen.escalated_at - utcnow()) < timedelta(seconds=30)


@pytest.mark.parametrize("hours", [0, 2])
def test_a_case_that_climbed_has_escalated_for_a_while(
    store: Store, people: dict[str, User], hours: int
) -> None:
    store.write_now(lambda s: make_case(s, country="ID") and None)
    assert ringing(store).escalated_at is None
    assert store.write_now(lambda s: fire_due(s, utcnow() + timedelta(seconds=16), lambda *_: None))
    past = utcnow() - timedelta(hours=hours)
    store.write_now(
        lambda s: s.execute(update(CaseEvent).where(CaseEvent.kind == "ring_raised").values(at=past))
    )
    climbed = ringing(store)
    assert climbed.level == 1
    assert (climbed.escalated_at is not None) == (hours == 0)


def test_the_time_of_a_chime_tells_two_from_one() -> None:
    first = Chime(URGENT, "urgent")
    assert first.at == NOW
    assert Chime(replace(URGENT, escalated_at=NOW + FRESH), "escalated").at == NOW + FRESH
