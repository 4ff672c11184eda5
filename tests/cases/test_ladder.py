"""The ladder when something in it fails."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.ladder import fire_due
from bot.cases.opening import open_or_join_case
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, DeadLetter, Timer
from tests.factories import make_conversation, make_desk


def test_a_failing_line_stops_neither_its_own_alarm_nor_the_others(store: Store) -> None:
    def setup(session: Session) -> None:
        make_desk(session)
        for _ in range(2):
            open_or_join_case(session, make_conversation(session), "emergency_fire", "critical", "fire")

    repeated: list[int] = []

    def repeat(_session: Session, case: Case) -> None:
        if case.id == 1:
            raise KeyError("no such text")
        repeated.append(case.id)

    store.write_now(setup)
    store.write_now(lambda s: fire_due(s, utcnow() + timedelta(seconds=61), repeat))
    assert repeated == [2]
    levels = store.read_now(lambda s: dict(s.execute(select(Case.id, Case.ring_level)).all()))
    assert levels == {1: 3, 2: 3}
    going_on = store.read_now(lambda s: list(s.scalars(select(Timer).where(Timer.done_at.is_(None)))))
    assert sorted(timer.case_id for timer in going_on) == [1, 2]
    letter = store.read_now(lambda s: s.scalars(select(DeadLetter)).one())
    assert (letter.source, letter.reference_id) == ("timer", 1)
