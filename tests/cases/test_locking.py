"""A case that moves to another desk while somebody waits for it is still found, and is the moved one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, object_session

from bot.cases.deadlines import add_deadline, complete_deadline, deadlines_of, fire_deadlines
from bot.cases.incident_rings import ring_the_quiet
from bot.cases.incidents import look_for_incident
from bot.cases.ladder import fire_due, lapse_lost_screens
from bot.cases.locking import lock_case, lock_two
from bot.cases.opening import open_or_join_case
from bot.cases.people import CONCERNED, set_person
from bot.cases.rerouting import reroute
from bot.cases.silence import note_silences
from bot.cases.transfers import expire_due
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, Conversation, Desk
from tests.cases.making import make_people, open_case
from tests.factories import make_desk

PLACE = {"latitude": -6.26, "longitude": 106.81, "country": "ID"}
LATER = timedelta(minutes=3)


def case_of(session: Session) -> Case:
    return session.scalars(select(Case).order_by(Case.id)).first()  # type: ignore[return-value]


def lock(session: Session) -> Case | None:
    return lock_case(session, 1)


def lock_both(session: Session) -> Case | None:
    return lock_two(session, 2, 1)[1]


def join(session: Session) -> Case | None:
    conversation = session.get_one(Conversation, case_of(session).conversation_id)
    return open_or_join_case(session, conversation, "emergency_fire", "critical", "again")[0]


def follow(session: Session) -> Case | None:
    case = case_of(session)
    reroute(session, case, "place or nationality told")
    return case


def add_and_complete(session: Session) -> Case | None:
    case = case_of(session)
    row = add_deadline(session, case, "flight", utcnow() + timedelta(days=2), "flight home", "siti")
    complete_deadline(session, case, row.id, "siti")
    assert deadlines_of(session, case.id) == []
    session.refresh(case)
    return case


def name_person(session: Session) -> Case | None:
    case = case_of(session)
    set_person(session, case, CONCERNED, name="Tono")
    session.refresh(case)
    return case


def link_events(session: Session) -> Case | None:
    found = look_for_incident(session, session.get_one(Case, 3))
    assert found is not None
    session.flush()
    assert session.scalars(select(Case.incident_id).distinct()).all() == [found.id]
    return case_of(session)


WAITING: list[Callable[[Session], Case | None]] = [
    lock, lock_both, join, follow, add_and_complete, name_person, link_events,
]  # fmt: skip


@pytest.fixture
def moved(store: Store) -> Store:
    """Three fires at one place at the Jakarta desk, and a second desk."""

    def make(session: Session) -> None:
        make_people(session)
        make_desk(session, code="jakarta-b", name="Second desk", prefix="JKB", is_duty=False, coverage={})
        for _ in range(3):
            open_case(session, **PLACE)  # Known after it was opened: nothing has linked them yet.

    store.write_now(make)
    return store


def move(session: Session) -> None:
    case = case_of(session)
    case.desk_id = session.scalars(select(Desk.id).where(Desk.code == "jakarta-b")).one()
    session.flush()


def wait_until_somebody_waits(store: Store) -> None:
    """On SQLite who comes second waits before it has seen anything: there is nothing to wait for."""
    if store.is_sqlite:
        return
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(2000):
        if store.read_now(lambda session: session.execute(query).scalar_one()):
            return
        time.sleep(0.005)
    raise AssertionError("nobody waits for the case")


@pytest.mark.parametrize("work", WAITING, ids=lambda work: work.__name__)
def test_who_waits_gets_the_moved_case(moved: Store, work: Callable[[Session], Case | None]) -> None:
    found: list[Any] = []

    def second() -> None:
        try:
            case = moved.write_now(lambda session: _desk_of(work(session)))
            found.append(case)
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=second)

    def first(session: Session) -> None:
        move(session)
        thread.start()
        wait_until_somebody_waits(moved)

    moved.write_now(first)
    thread.join(timeout=60)
    assert found == [("jakarta-b", "jakarta-b")]


def _desk_of(case: Case | None) -> tuple[str, str] | None:
    """Return the desk that the case has, by its id and by its relation."""
    if case is None:
        return None
    session = object_session(case)
    assert session is not None
    return session.get_one(Desk, case.desk_id).code, case.desk.code


def ladder(session: Session) -> int:
    return fire_due(session, utcnow() + LATER, lambda _session, _case: None)


def screens(session: Session) -> int:
    return lapse_lost_screens(session, utcnow() + LATER)


def silences(session: Session) -> int:
    return note_silences(session, utcnow() + LATER)


def deadlines(session: Session) -> int:
    return fire_deadlines(session, utcnow() + timedelta(days=40))


def transfers(session: Session) -> int:
    return expire_due(session, utcnow() + timedelta(days=1))


def quiet(session: Session) -> int:
    return ring_the_quiet(session, utcnow() + timedelta(hours=1))


@pytest.mark.parametrize(
    "clock", [ladder, screens, silences, deadlines, transfers, quiet], ids=lambda clock: clock.__name__
)
def test_the_clock_goes_through_with_a_case_that_moved(moved: Store, clock: Callable[[Session], int]) -> None:
    def work(session: Session) -> tuple[str, str] | None:
        case = case_of(session)
        assert case.desk.code == "jakarta-112"
        session.execute(
            Case.__table__.update()
            .where(Case.__table__.c.id == case.id)
            .values(desk_id=session.scalars(select(Desk.id).where(Desk.code == "jakarta-b")).one())
        )
        clock(session)
        session.refresh(case)
        return _desk_of(case)

    assert moved.write_now(work) == ("jakarta-b", "jakarta-b")
