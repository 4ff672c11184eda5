"""Two clocks over one database, and what the ladder does where it could trip."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.cases.ladder import fire_due, set_timer
from bot.cases.ownership import claim, hand_back
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, Push, Timer
from tests.cases.people import danger, make_away, pushed
from tests.factories import make_desk, make_user

CASES = 12


def one_round(store: Store, now: datetime) -> list[int]:
    """Run the ladder once; returns the cases whose number was repeated."""

    def work(session: Session) -> list[int]:
        told: list[int] = []
        fire_due(session, now, lambda _session, case: told.append(case.id))
        return told

    return store.write_now(work)


def test_two_clocks_fire_every_step_once(store: Store) -> None:
    def setup(session: Session) -> None:
        desk = make_desk(session)
        make_user(session, desk, "siti")
        make_away(session, desk, "boss", role="supervisor")
        for _ in range(CASES):
            danger(session)

    store.write_now(setup)
    begin = utcnow()
    repeated: Counter[int] = Counter()
    ready = threading.Barrier(2)
    failures: list[BaseException] = []

    def clock() -> None:
        try:
            for second in (16, 21, 61, 121, 181):
                now = begin + timedelta(seconds=second)
                ready.wait(30)
                for _ in range(4):
                    repeated.update(one_round(store, now))
                ready.wait(30)
        except BaseException as error:
            failures.append(error)
            ready.abort()

    threads = [threading.Thread(target=clock) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures

    def look(session: Session) -> tuple[Counter[str], Counter[str], set[int]]:
        raised = session.execute(
            select(CaseEvent.case_id, CaseEvent.data).where(CaseEvent.kind == "ring_raised")
        )
        events = Counter(f"{case_id} {data['level']}" for case_id, data in raised)
        steps = Counter(step for step, _login in pushed(session))
        return events, steps, set(session.scalars(select(Case.ring_level)))

    events, steps, levels = store.read_now(look)
    assert levels == {5}
    assert events == Counter(f"{case} {level}" for case in range(1, CASES + 1) for level in (1, 2, 3, 4, 5))
    called = ("ring_supervisor", "ring_beyond", "ring_beyond:4", "ring_beyond:5")
    assert steps == Counter(dict.fromkeys(called, CASES))
    assert repeated == Counter(dict.fromkeys(range(1, CASES + 1), 1))


def test_the_longest_due_come_first_and_none_starves(store: Store) -> None:
    def work(session: Session) -> list[set[int]]:
        make_user(session, make_desk(session), "siti")
        now = utcnow()
        for age in range(6):
            case = danger(session)
            for timer in session.scalars(select(Timer).where(Timer.case_id == case.id)):
                timer.due_at -= timedelta(seconds=100 + age)
        rounds = []
        for _ in range(3):
            fire_due(session, now, lambda _s, _c: None, limit=2)
            session.flush()
            rounds.append(set(session.scalars(select(Case.id).where(Case.ring_level >= 3))))
        return rounds

    assert store.write_now(work) == [{5, 6}, {3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}]


def test_a_second_claim_has_its_own_thirty_seconds(store: Store) -> None:
    def work(session: Session) -> list[str]:
        desk = make_desk(session)
        siti, wei = make_user(session, desk, "siti"), make_user(session, desk, "wei")
        case = danger(session)
        start = utcnow()
        claim(session, case.id, siti)
        hand_back(session, case.id, siti, "help is there")
        claim(session, case.id, wei)
        timer = session.scalars(select(Timer).where(Timer.step == "claim_silence")).one()
        set_timer(session, case, "claim_silence", start + timedelta(seconds=50))
        session.refresh(timer)
        states = []
        for second in (31, 51):
            fire_due(session, start + timedelta(seconds=second), lambda _s, _c: None)
            states.append(case.status)
        return states

    assert store.write_now(work) == ["claimed", "ringing"]


def test_the_beat_does_not_drift_and_an_outage_is_not_made_up_for(store: Store) -> None:
    def work(session: Session) -> list[float]:
        make_user(session, make_desk(session), "siti")
        case = danger(session)
        start = case.rings_since
        assert start is not None
        next_steps = []
        for second in (60.4, 120.3, 500.0):
            fire_due(session, start + timedelta(seconds=second), lambda _s, _c: None)
            due = session.scalars(select(Timer.due_at).where(Timer.done_at.is_(None))).one()
            next_steps.append(round((due - start).total_seconds(), 3))
        return next_steps

    assert store.write_now(work) == [120.0, 180.0, 560.0]


def test_a_desk_has_its_own_seconds(store: Store) -> None:
    def work(session: Session) -> list[int]:
        desk = make_desk(session, ladder={"desk": 5, "supervisor": 8, "beyond": 30, "every": 10})
        make_user(session, desk, "siti")
        case = danger(session)
        start = case.rings_since
        assert start is not None
        levels = []
        for second in (4, 5, 8, 29, 30, 40, 50):
            fire_due(session, start + timedelta(seconds=second), lambda _s, _c: None)
            levels.append(case.ring_level)
        return levels

    assert store.write_now(work) == [0, 1, 2, 2, 3, 4, 5]


def test_a_case_handed_back_or_lowered_by_a_human_rings_no_wider(store: Store) -> None:
    def work(session: Session) -> list[int]:
        desk = make_desk(session)
        make_away(session, desk, "boss", role="supervisor")
        siti = make_user(session, desk, "siti")
        back, lowered = danger(session), danger(session)
        claim(session, back.id, siti)
        hand_back(session, back.id, siti, "spoke by phone")
        lowered.urgency = "urgent"
        session.flush()
        fire_due(session, utcnow() + timedelta(minutes=5), lambda _s, _c: None)
        pushes = session.scalar(select(func.count(Push.id)))
        return [back.ring_level, lowered.ring_level, pushes or 0]

    assert store.write_now(work) == [0, 0, 0]


def test_calling_that_fails_keeps_the_ladder_climbing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> set[int]:
        raise KeyError("roster")

    def work(session: Session) -> tuple[int, int]:
        desk = make_desk(session)
        make_user(session, desk, "siti")
        case = danger(session)
        monkeypatch.setattr("bot.cases.ladder.people_for", broken)
        fire_due(session, utcnow() + timedelta(seconds=61), lambda _s, _c: None)
        waiting = session.scalar(select(func.count(Timer.id)).where(Timer.done_at.is_(None)))
        return case.ring_level, waiting or 0

    assert store.write_now(work) == (3, 1)


def test_what_somebody_works_on_is_left_for_the_next_round(store: Store) -> None:
    """On SQLite there is one writer, so nothing can be in somebody's hands; PostgreSQL must not wait."""

    def setup(session: Session) -> None:
        make_user(session, make_desk(session), "siti")
        danger(session)

    store.write_now(setup)
    if store.is_sqlite:
        assert (
            store.write_now(lambda s: fire_due(s, utcnow() + timedelta(seconds=16), lambda _s, _c: None)) == 1
        )
        return
    later = utcnow() + timedelta(seconds=16)

    def at_work(session: Session) -> int:
        session.execute(select(Conversation.id).with_for_update())
        return store.write_now(lambda inner: fire_due(inner, later, lambda _s, _c: None))

    assert store.write_now(at_work) == 0
    assert store.write_now(lambda s: fire_due(s, later, lambda _s, _c: None)) == 1
