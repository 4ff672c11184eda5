from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.duty import add_shift, on_duty, remove_shift, roster
from bot.accounts.service import AccountError
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import AuditEntry, Desk, DutyShift
from tests.factories import make_desk, make_user

NOW = utcnow().replace(microsecond=0)
HOUR = timedelta(hours=1)


@pytest.fixture
def desks(store: Store) -> Store:
    def make(session: Session) -> None:
        duty = make_desk(session)
        paris = make_desk(
            session, code="kbri-paris", name="KBRI Paris", prefix="PAR", kind="mission", is_duty=False
        )
        make_desk(session, code="kbri-rome", name="KBRI Roma", prefix="RXA", is_duty=False, staffed=False)
        make_user(session, duty, "siti")
        make_user(session, paris, "paul")
        make_user(session, paris, "maya", role="trainer")
        make_user(session, paris, "gone", active=False)

    store.write_now(make)
    return store


def add(
    start: float, end: float, login: str = "paul", code: str = "kbri-paris", role: str = "officer"
) -> Callable:
    times: tuple[datetime, datetime] = (NOW + start * HOUR, NOW + end * HOUR)
    return lambda session: add_shift(session, code, login, *times, role)


def logins(store: Store, at: float = 0, roles: tuple[str, ...] | None = None) -> list[str]:
    def read(session: Session) -> list[str]:
        desk = session.scalars(select(Desk).where(Desk.code == "kbri-paris")).one()
        extra = (roles,) if roles else ()
        return [user.login for user in on_duty(session, desk.id, NOW + at * HOUR, *extra)]

    return store.read_now(read)


def test_who_is_on_shift_begins_with_its_first_and_ends_before_its_last_moment(desks: Store) -> None:
    desks.write_now(add(1, 9))
    assert [logins(desks, at) for at in (0, 1, 8.99, 9)] == [[], ["paul"], ["paul"], []]


def test_people_on_call_keep_no_desk_open(desks: Store) -> None:
    desks.write_now(add(-1, 90, role="on_call"))
    assert logins(desks) == []
    assert logins(desks, roles=("on_call",)) == ["paul"]


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (add(2, 1), "ends after it starts"),
        (add(1, 1), "ends after it starts"),
        (add(-9, -1), "over already"),
        (add(0, 25), "at most 24 hours"),
        (add(0, 15 * 24, role="on_call"), "at most 336 hours"),
        (add(0, 1, role="boss"), "no role of a shift"),
        (add(0, 1, login="ghost"), "lindung user list"),
        (add(0, 1, login="maya"), "does not answer cases"),
        (add(0, 1, login="gone"), "does not answer cases"),
        (add(0, 1, code="nowhere"), "lindung desk list"),
        (add(0, 1, code="kbri-rome"), "--staffed"),
        (
            lambda session: add_shift(
                session, "kbri-paris", "paul", datetime(2030, 1, 1), datetime(2030, 1, 2)
            ),
            "zone",
        ),
    ],
)
def test_a_shift_that_cannot_be_is_refused_and_nothing_changes(
    desks: Store, shift: Callable, words: str
) -> None:
    with pytest.raises(AccountError, match=words):
        desks.write_now(shift)
    assert desks.read_now(lambda session: session.scalars(select(DutyShift)).all()) == []


def test_nobody_sits_at_two_desks_but_may_be_on_call_beside(desks: Store) -> None:
    desks.write_now(add(1, 9))
    with pytest.raises(AccountError, match="KBRI Paris"):
        desks.write_now(add(8, 12, code="jakarta-112"))
    desks.write_now(add(9, 12, code="jakarta-112"))
    desks.write_now(add(0, 48, role="on_call"))


def test_a_shift_is_removed_by_its_own_desk_alone_and_the_audit_keeps_it(desks: Store) -> None:
    shift_id = desks.write_now(lambda session: add(1, 9)(session).id)
    with pytest.raises(AccountError, match="no shift"):
        desks.write_now(lambda session: remove_shift(session, "jakarta-112", shift_id))
    desks.write_now(lambda session: remove_shift(session, "kbri-paris", shift_id, actor="admin"))
    assert logins(desks, 2) == []
    kept = desks.read_now(lambda session: session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
    assert [(entry.action, entry.target) for entry in kept] == [
        ("shift_added", "kbri-paris"), ("shift_removed", "kbri-paris"),
    ]  # fmt: skip
    assert "paul as officer" in kept[1].detail


def test_the_roster_is_in_order_and_holds_what_touches_the_period(desks: Store) -> None:
    for start in (20, 1, 40):
        desks.write_now(add(start, start + 8))

    def read(session: Session) -> list[float]:
        desk = session.scalars(select(Desk).where(Desk.code == "kbri-paris")).one()
        found = roster(session, desk.id, NOW + 5 * HOUR, NOW + 40 * HOUR)
        return [(shift.starts_at - NOW) / HOUR for shift, _user in found]

    assert desks.read_now(read) == [1, 20]
