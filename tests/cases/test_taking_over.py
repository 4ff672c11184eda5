"""A case moves to the desk above that took it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.taking_over import rings_beyond_to, take_over
from bot.store.database import Store
from bot.store.tables import Case, Desk, User
from tests.cases.people import danger, kinds, make_away, pushed
from tests.factories import make_desk, make_user


def setup(session: Session, level: int) -> Case:
    make_desk(session)
    top = make_desk(session, code="kemlu", prefix="KML", kind="mission", is_duty=False)
    embassy = make_desk(session, code="kbri", prefix="KBR", kind="mission", is_duty=False, parent_id=top.id)
    consulate = make_desk(
        session, code="kjri", prefix="KJR", kind="mission", is_duty=False, parent_id=embassy.id
    )
    other = make_desk(session, code="other", prefix="OTH", kind="mission", is_duty=False)
    make_away(session, consulate, "clerk")
    for desk in (top, embassy, other):
        make_user(session, desk, f"at_{desk.code}")
    case = danger(session, desk=consulate)
    case.ring_level = level
    return case


def user(session: Session, login: str) -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def test_the_embassy_takes_what_its_consulate_left(store: Store) -> None:
    def work(session: Session) -> tuple[bool, str, object, list[tuple[str, str]], list[str]]:
        case = setup(session, level=3)
        moved = take_over(session, case, user(session, "at_kbri"))
        session.flush()
        told = [row for row in pushed(session) if row[0].startswith("moved")]
        return moved, case.desk.code, case.marks.get("taken_over"), told, kinds(session, case.id)

    moved, desk, mark, told, history = store.write_now(work)
    assert (moved, desk, mark) == (True, "kbri", "kjri")
    assert [login for _step, login in told] == ["clerk"]
    assert history[-1] == "desk_changed"


def test_it_stays_where_it_is_otherwise(store: Store) -> None:
    def work(session: Session) -> list[bool]:
        case = setup(session, level=2)
        early = take_over(session, case, user(session, "at_kbri"))
        case.ring_level = 4
        strangers = take_over(session, case, user(session, "at_other"))
        own = take_over(session, case, user(session, "clerk"))
        return [early, strangers, own]

    assert store.write_now(work) == [False, False, False]


def test_who_sees_a_case_that_rings_beyond(store: Store) -> None:
    def work(session: Session) -> dict[str, int]:
        case = setup(session, level=3)
        session.flush()
        seen = {}
        for level in (2, 3):
            case.ring_level = level
            session.flush()
            for desk in session.scalars(select(Desk)):
                count = len(session.scalars(select(Case).where(rings_beyond_to(desk.id))).all())
                seen[f"{desk.code} {level}"] = count
        return {name: count for name, count in seen.items() if count}

    assert store.write_now(work) == {"kbri 3": 1, "kemlu 3": 1}
