"""Pushes: to whom, once, and with what in them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.hours import DAYS
from bot.cases.calls import call
from bot.cases.ladder import fire_due
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, Push, PushTarget, User
from tests.cases.people import danger, make_away, make_shift, pushed
from tests.factories import ago, make_desk, make_user

CLOSED = {DAYS[(utcnow() + timedelta(days=3)).weekday()]: [["08:00", "09:00"]]}
"""Hours of a desk that is closed today, wherever it lies."""


def everyone(session: Session, case: Case, step: str = "ring_desk") -> int:
    return call(session, case, step, set(session.scalars(select(User.id))), utcnow())


def test_only_who_is_away_and_not_on_a_break(store: Store) -> None:
    def work(session: Session) -> list[tuple[str, str]]:
        desk = make_desk(session)
        make_away(session, desk, "away")
        make_away(session, desk, "never_seen", last_seen_at=None)
        make_away(session, desk, "just_gone", last_seen_at=ago(seconds=31))
        make_away(session, desk, "present", last_seen_at=ago(seconds=5))
        make_away(session, desk, "resting", on_break=True)
        make_away(session, desk, "closed", active=False)
        make_user(session, desk, "without_address", last_seen_at=ago(hours=1))
        case = danger(session)
        everyone(session, case)
        return [row for row in pushed(session) if row[0] == "ring_desk"]

    assert {login for _step, login in store.write_now(work)} == {"away", "never_seen", "just_gone"}


def test_once_a_step_and_ring(store: Store) -> None:
    def work(session: Session) -> list[int]:
        make_away(session, make_desk(session), "away")
        case = danger(session)
        counts = [everyone(session, case), everyone(session, case), everyone(session, case, "ring_beyond")]
        case.ladder_epoch += 1
        return [*counts, everyone(session, case)]

    assert store.write_now(work) == [1, 0, 1, 1]


def test_code_desk_and_urgency_and_nothing_else(store: Store) -> None:
    def work(session: Session) -> tuple[dict[str, object], str]:
        make_away(session, make_desk(session), "away")
        case = danger(session, "emergency_captivity")
        return session.scalars(select(Push)).one().payload, case.code

    payload, code = store.write_now(work)
    assert payload == {"code": code, "desk": "Jakarta 112", "urgency": "critical"}


def test_a_drill_wakes_nobody(store: Store) -> None:
    def work(session: Session) -> int:
        make_away(session, make_desk(session), "away")
        case = danger(session, exercise=True)
        fire_due(session, utcnow() + timedelta(minutes=5), lambda _s, _c: None)
        return everyone(session, case) + len(pushed(session))

    assert store.write_now(work) == 0


def test_an_address_switched_off_is_left_alone(store: Store) -> None:
    def work(session: Session) -> int:
        make_away(session, make_desk(session), "away")
        session.scalars(select(PushTarget)).one().active = False
        return everyone(session, danger(session))

    assert store.write_now(work) == 0


def test_nobody_at_a_screen_is_called_with_the_ring_itself(store: Store) -> None:
    def work(session: Session) -> list[tuple[str, str]]:
        make_away(session, make_desk(session), "away")
        danger(session)
        return pushed(session)

    assert store.write_now(work) == [("ring", "away")]


def test_somebody_at_a_screen_has_the_first_seconds(store: Store) -> None:
    def work(session: Session) -> list[list[tuple[str, str]]]:
        desk = make_desk(session)
        make_user(session, desk, "present")
        make_away(session, desk, "away")
        danger(session)
        found = [pushed(session)]
        fire_due(session, utcnow() + timedelta(seconds=16), lambda _s, _c: None)
        return [*found, pushed(session)]

    assert store.write_now(work) == [[], [("ring_desk", "away")]]


def test_a_closed_desk_rings_beyond_from_the_start(store: Store) -> None:
    def work(session: Session) -> tuple[int, list[tuple[str, str]], list[tuple[str, str]]]:
        duty = make_desk(session)
        make_away(session, duty, "parent_phone")
        mission = make_desk(
            session, code="kbri", prefix="KBR", kind="mission", is_duty=False, parent_id=duty.id,
            hours=CLOSED,
        )  # fmt: skip
        make_user(session, mission, "late_worker")
        case = danger(session, desk=mission)
        at_once = pushed(session)
        fire_due(session, utcnow() + timedelta(seconds=61), lambda _s, _c: None)
        return case.ring_level, at_once, pushed(session)[1:]

    level, at_once, later = store.write_now(work)
    assert (level, at_once) == (3, [("ring", "parent_phone")])
    assert later == [("ring_beyond", "parent_phone")]


def test_somebody_on_shift_keeps_a_closed_desk_answering(store: Store) -> None:
    def work(session: Session) -> int:
        make_desk(session)
        mission = make_desk(session, code="kbri", prefix="KBR", kind="mission", is_duty=False, hours=CLOSED)
        make_shift(session, mission, make_away(session, mission, "night_officer"), "officer")
        return danger(session, desk=mission).ring_level

    assert store.write_now(work) == 0


def test_a_closed_desk_with_nobody_above_rings_itself(store: Store) -> None:
    def work(session: Session) -> tuple[int, list[tuple[str, str]]]:
        duty = make_desk(session, hours=CLOSED)
        make_away(session, duty, "phone")
        return danger(session).ring_level, pushed(session)

    assert store.write_now(work) == (0, [("ring", "phone")])
