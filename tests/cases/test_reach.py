"""Whom each level of the ladder calls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.reach import desks_above, people_for
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, Desk, User
from tests.cases.people import danger, make_away, make_shift
from tests.factories import make_desk


@pytest.fixture
def ministry(store: Store) -> Store:
    """A consulate below its embassy below the ministry, and the duty desk, with people."""

    def setup(session: Session) -> None:
        duty = make_desk(session)
        top = make_desk(session, code="kemlu", prefix="KML", kind="mission", is_duty=False, coverage={})
        embassy = make_desk(
            session, code="kbri", prefix="KBR", kind="mission", is_duty=False, parent_id=top.id
        )
        consulate = make_desk(
            session, code="kjri", prefix="KJR", kind="mission", is_duty=False, parent_id=embassy.id
        )
        make_away(session, consulate, "clerk")
        make_away(session, consulate, "chief", role="supervisor")
        make_away(session, consulate, "trainer", role="trainer")
        make_away(session, embassy, "counsellor")
        make_shift(session, top, make_away(session, top, "officer"), "officer")
        make_away(session, top, "typist")
        make_shift(session, top, make_away(session, top, "phone"), "on_call")
        make_shift(session, duty, make_away(session, duty, "jakarta_phone"), "on_call")
        make_away(session, duty, "jakarta_operator")
        danger(session, desk=consulate)

    store.write_now(setup)
    return store


def names(store: Store, level: int, **later: float) -> set[str]:
    def work(session: Session) -> set[str]:
        case = session.scalars(select(Case)).one()
        ids = people_for(session, case, level, utcnow() + timedelta(**later))
        return set(session.scalars(select(User.login).where(User.id.in_(ids))))

    return store.read_now(work)


def test_it_climbs_desk_by_desk(ministry: Store) -> None:
    assert names(ministry, 1) == {"clerk"}
    assert names(ministry, 2) == {"clerk", "chief"}
    on_call = {"officer", "phone", "jakarta_phone"}
    assert names(ministry, 3) == {"clerk", "chief", "counsellor", *on_call}
    assert names(ministry, 4) == {"clerk", "chief", "counsellor", *on_call}
    assert names(ministry, 5) == {"clerk", "chief", "counsellor", "jakarta_operator", *on_call}
    assert names(ministry, 50) == names(ministry, 5)


def test_a_shift_that_has_ended_calls_nobody(ministry: Store) -> None:
    assert "phone" not in names(ministry, 3, hours=5)
    assert "phone" in names(ministry, 3, hours=3)


def test_the_roster_says_who_of_the_desk(ministry: Store) -> None:
    def roster(session: Session) -> None:
        desk = session.scalars(select(Desk).where(Desk.code == "kjri")).one()
        make_shift(session, desk, make_away(session, desk, "night_clerk"), "operator")

    ministry.write_now(roster)
    assert names(ministry, 1) == {"night_clerk"}
    # The roster names no supervisor, so whoever is one counts.
    assert names(ministry, 2) == {"night_clerk", "chief"}


def test_a_circle_of_parents_ends(ministry: Store) -> None:
    def circle(session: Session) -> list[str]:
        top = session.scalars(select(Desk).where(Desk.code == "kemlu")).one()
        consulate = session.scalars(select(Desk).where(Desk.code == "kjri")).one()
        top.parent_id = consulate.id
        session.flush()
        return [desk.code for desk in desks_above(session, consulate)]

    assert ministry.write_now(circle) == ["kbri", "kemlu", "jakarta-112"]


def test_the_duty_desk_has_nobody_above(store: Store) -> None:
    def work(session: Session) -> list[Desk]:
        return desks_above(session, make_desk(session))

    assert store.write_now(work) == []
