"""Deadlines: kept, warned of, rung once, and never forgotten over restarts."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.deadlines import (
    DeadlineRefused,
    add_deadline,
    complete_deadline,
    deadlines_of,
    fire_deadlines,
    register,
)
from bot.cases.ownership import claim, hand_back, write
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Deadline, Desk, PushTarget, User
from tests.cases.people import danger, kinds, pushed
from tests.factories import ago, make_desk, make_user


@pytest.fixture
def world(store: Store) -> Store:
    """A case that siti holds and has answered; she has an address."""

    def setup(session: Session) -> None:
        siti = make_user(session, make_desk(session), "siti")
        session.add(PushTarget(user_id=siti.id, kind="email", address="siti@example.org"))
        case = danger(session)
        claim(session, case.id, siti)
        write(session, case.id, siti, "I write again at 15:10.")

    store.write_now(setup)
    return store


def case_of(session: Session) -> Case:
    return session.scalars(select(Case)).one()


def siti(session: Session) -> User:
    return session.scalars(select(User)).one()


def add(store: Store, kind: str = "promise", note: str = "write again", **ahead: float) -> datetime:
    due_at = utcnow() + timedelta(**ahead)
    store.write_now(lambda s: add_deadline(s, case_of(s), kind, due_at, note, "siti"))
    return due_at


def rounds(store: Store, *moments: datetime) -> list[tuple[int, list[str]]]:
    """Run the clock at these moments; returns what was dealt with and the marks of each."""
    found = []
    for moment in moments:
        dealt = store.write_now(lambda s, at=moment: fire_deadlines(s, at))
        found.append((dealt, store.read_now(lambda s: sorted(case_of(s).marks))))
    return found


def test_a_promise_warns_ten_minutes_before_and_rings_once(world: Store) -> None:
    due = add(world, minutes=30)
    minute = timedelta(minutes=1)
    assert rounds(world, due - 11 * minute, due - 10 * minute, due - 9 * minute, due, due + minute) == [
        (0, []),
        (1, ["deadline_soon"]),
        (0, ["deadline_soon"]),
        (1, ["deadline_due"]),
        (0, ["deadline_due"]),
    ]
    assert world.read_now(lambda s: kinds(s, 1)[-2:]) == ["deadline_soon", "deadline_due"]
    assert world.read_now(lambda s: case_of(s).status) == "active"


def test_a_hearing_warns_three_days_and_one_day_before(world: Store) -> None:
    due = add(world, "hearing", days=10)
    day = timedelta(days=1)
    dealt = [
        n
        for n, _marks in rounds(world, due - 4 * day, due - 3 * day, due - 2 * day, due - day, due - day / 2)
    ]
    assert dealt == [0, 1, 0, 1, 0]


def test_after_an_outage_only_the_last_warning_is_given(world: Store) -> None:
    due = add(world, "hearing", days=10)
    assert [n for n, _marks in rounds(world, due - timedelta(hours=2), due - timedelta(hours=1))] == [1, 0]


def test_who_sets_it_for_tomorrow_is_not_told_that_it_is_tomorrow(world: Store) -> None:
    due = add(world, "hearing", hours=20)
    assert rounds(world, due - timedelta(hours=10))[0][0] == 0
    assert rounds(world, due)[0] == (1, ["deadline_due"])


def test_the_owner_away_from_the_screen_is_called(world: Store) -> None:
    due = add(world, minutes=30)

    def leaves(session: Session) -> None:
        siti(session).last_seen_at = ago(hours=1)

    world.write_now(leaves)
    rounds(world, due - timedelta(minutes=10), due)
    assert world.read_now(pushed) == [("soon0:1", "siti"), ("due:1", "siti")]


def test_a_case_that_nobody_holds_rings_at_its_desk(world: Store) -> None:
    due = add(world, minutes=30)
    world.write_now(lambda s: hand_back(s, 1, siti(s), "waits for the hospital"))
    rounds(world, due)
    status, level, history = world.read_now(lambda s: (case_of(s).status, case_of(s).ring_level, kinds(s, 1)))
    assert (status, level) == ("ringing", 0)
    assert history[-2:] == ["deadline_due", "rang"]


def test_an_ended_case_tells_the_desk_and_stays_ended(world: Store) -> None:
    due = add(world, "execution", days=30)

    def end(session: Session) -> None:
        case_of(session).status = "resolved"
        siti(session).last_seen_at = None

    world.write_now(end)
    rounds(world, due)
    assert world.read_now(lambda s: (case_of(s).status, pushed(s)[-1])) == ("resolved", ("due:1", "siti"))


def test_done_is_done(world: Store) -> None:
    due = add(world, minutes=30)
    rounds(world, due)

    def complete(session: Session) -> tuple[Any, Any]:
        row = complete_deadline(session, case_of(session), 1, "siti")
        return row.done_at, row.done_by

    first = world.write_now(complete)
    assert world.write_now(complete) == first
    assert first[1] == "siti"
    assert world.read_now(lambda s: (case_of(s).marks, kinds(s, 1).count("deadline_done"))) == ({}, 1)
    assert rounds(world, due + timedelta(days=1))[0][0] == 0


def test_several_are_marked_side_by_side(world: Store) -> None:
    first, second = add(world, "flight", minutes=5), add(world, minutes=5)
    rounds(world, max(first, second))
    marked = world.read_now(lambda s: [entry["kind"] for entry in case_of(s).marks["deadline_due"]])
    assert marked == ["flight", "promise"]
    world.write_now(lambda s: complete_deadline(s, case_of(s), 1, "siti"))
    assert world.read_now(lambda s: [entry["id"] for entry in case_of(s).marks["deadline_due"]]) == [2]


@pytest.mark.parametrize(
    ("kind", "ahead", "note", "says"),
    [
        ("party", timedelta(days=1), "x", "no kind"),
        ("promise", timedelta(seconds=-1), "x", "passed"),
        ("promise", timedelta(0), "x", "passed"),
        ("hearing", timedelta(days=366 * 40), "x", "30 years"),
        ("promise", timedelta(hours=1), "  ", "in a few words"),
        ("promise", timedelta(hours=1), "x" * 501, "in a few words"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    world: Store, kind: str, ahead: timedelta, note: str, says: str
) -> None:
    now = utcnow()
    with pytest.raises(DeadlineRefused, match=says):
        world.write_now(lambda s: add_deadline(s, case_of(s), kind, now + ahead, note, "siti", now))
    assert world.read_now(lambda s: s.scalars(select(Deadline)).all()) == []


def test_a_time_without_a_zone_is_refused(world: Store) -> None:
    with pytest.raises(DeadlineRefused, match="time zone"):
        world.write_now(lambda s: add_deadline(s, case_of(s), "promise", datetime(2090, 1, 1), "x", "siti"))


def test_an_ended_case_takes_no_new_deadline(world: Store) -> None:
    def end(session: Session) -> None:
        case_of(session).status = "closed"

    world.write_now(end)
    with pytest.raises(DeadlineRefused, match="closed"):
        add(world, hours=1)


def test_a_form_sent_twice_makes_one(world: Store) -> None:
    due = utcnow() + timedelta(hours=2)
    ids = [
        world.write_now(lambda s: add_deadline(s, case_of(s), "promise", due, "call", "siti").id)
        for _ in range(2)
    ]
    assert ids == [1, 1]


def test_another_case_has_no_such_deadline(world: Store) -> None:
    add(world, hours=1)
    with pytest.raises(DeadlineRefused, match="no such"):
        world.write_now(lambda s: complete_deadline(s, danger(s), 1, "siti"))


def test_lists(world: Store) -> None:
    later, sooner = add(world, "hearing", days=5), add(world, minutes=30)

    def look(session: Session) -> tuple[list[datetime], list[int], list[int]]:
        desk = session.scalars(select(Desk.id)).one()
        mine = [row.due_at for row in deadlines_of(session, 1)]
        soon = register(session, [desk], utcnow() + timedelta(days=1))
        return (
            mine,
            [row.id for row, _case in soon],
            [row.id for row, _case in register(session, [99], later)],
        )

    mine, soon, elsewhere = world.read_now(look)
    assert (mine, soon, elsewhere) == ([sooner, later], [2], [])
    world.write_now(lambda s: complete_deadline(s, case_of(s), 2, "siti"))
    assert world.read_now(lambda s: [row.id for row in deadlines_of(s, 1)]) == [1]
    assert world.read_now(lambda s: [row.id for row in deadlines_of(s, 1, all_of_them=True)]) == [2, 1]


def test_two_clocks_ring_once(world: Store) -> None:
    due = max(add(world, note=f"promise {n}", minutes=5) for n in range(8))
    ready = threading.Barrier(2)
    dealt: list[int] = []

    def clock() -> None:
        ready.wait(30)
        dealt.extend(world.write_now(lambda s: fire_deadlines(s, due)) for _ in range(3))

    threads = [threading.Thread(target=clock) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    due_events = select(CaseEvent.data).where(CaseEvent.kind == "deadline_due")
    rings = world.read_now(lambda s: s.scalars(due_events).all())
    assert sorted(data["id"] for data in rings) == list(range(1, 9))
    assert sum(dealt) == 8
