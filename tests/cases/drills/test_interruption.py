"""Something in a drill is real: it rings as a real case until a person decides."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.drills import control
from bot.cases.drills.channel import is_exercise
from bot.cases.drills.ending import end_exercise, open_exercises
from bot.cases.drills.interruption import MARK, hear_real, settle
from bot.cases.drills.player import Drill
from bot.cases.ownership import NotYours, claim, write
from bot.cases.states import IllegalChange
from bot.desk.alarms import Person, alarms_of
from bot.desk.snapshot import take_snapshot
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, Conversation, Message
from bot.store.tables.cases import OPEN_STATES
from tests.cases.drills.playing import SCENARIO, Played, exercise_case, exercise_talk, real_case
from tests.cases.making import kinds, person
from tests.factories import make_desk, make_user


@pytest.fixture
def desk(store: Store) -> Store:
    """A database with one desk and one operator."""
    store.write_now(lambda s: make_user(s, make_desk(s), "siti") and None)
    return store


def say(session: Session, conversation_id: int, text: str, author: str = "traveller") -> None:
    direction = "in" if author == "traveller" else "out"
    row = Message(conversation_id=conversation_id, direction=direction, author=author, text=text, content={})
    session.add(row)
    session.get_one(Conversation, conversation_id).last_inbound_at = utcnow()


def hear(store: Store, now: datetime | None = None) -> int:
    return store.write_now(lambda s: hear_real(s, now or utcnow()))


def case_of(store: Store, case_id: int) -> Case:
    return store.read_now(lambda s: s.get_one(Case, case_id))


def ringing_for_siti(store: Store) -> list[str]:
    snapshot = store.read_now(lambda s: take_snapshot(s, [], utcnow()))
    siti = store.read_now(lambda s: person(s, "siti"))
    who = Person(siti.id, "operator", ("id", "en"), siti.desk_id, True)
    return [case.code for case in alarms_of(who, [who], list(snapshot.ringing))]


@pytest.mark.parametrize("words", ["ini nyata!!", "NO DUFF", "这是真的，快来", "ceci est réel"])
@pytest.mark.parametrize("author", ["traveller", "operator"])
def test_the_words_make_it_a_real_case_that_rings(desk: Store, words: str, author: str) -> None:
    case = desk.write_now(exercise_case)
    assert hear(desk) == 0
    desk.write_now(lambda s: say(s, case.conversation_id, words, author))
    assert hear(desk) == 1
    found = case_of(desk, case.id)
    assert (found.exercise, found.status, found.urgency, found.marks[MARK]) == (
        False,
        "ringing",
        "critical",
        True,
    )
    assert found.ladder_epoch == case.ladder_epoch + 1
    assert kinds_of(desk, case.id)[-2:] == [MARK, "rang"]
    assert control_waits(desk) == case.code
    for seconds in (0, 1, 40):  # Heard once, however often the clock comes by.
        assert hear(desk, utcnow() + timedelta(seconds=seconds)) == 0


def kinds_of(store: Store, case_id: int) -> list[str]:
    return store.read_now(lambda s: kinds(s, case_id))


def control_waits(store: Store) -> str:
    return store.read_now(control.real_case_waiting)


def test_the_drill_waits_for_it(desk: Store) -> None:
    played = Played(desk, Drill(SCENARIO, "ab12"))
    played.after(0)
    case = desk.write_now(exercise_case)
    assert played.after(1).waits_for == ""
    desk.write_now(lambda s: say(s, case.conversation_id, "no duff, man down"))
    hear(desk)
    assert played.after(1).waits_for == case.code


def test_it_rings_over_the_head_of_who_has_the_exercise(desk: Store) -> None:
    case = desk.write_now(exercise_case)
    desk.write_now(lambda s: claim(s, case.id, person(s, "siti")) and None)
    desk.write_now(lambda s: write(s, case.id, person(s, "siti"), "no duff, fire in our room") and None)
    assert hear(desk) == 1
    assert case_of(desk, case.id).status == "ringing"


def test_words_before_any_case_open_one(desk: Store) -> None:
    now = utcnow()
    drill = Drill(SCENARIO, "ab12")
    desk.write_now(lambda s: drill.begin(s, "budi", now))
    talk_id = desk.write_now(lambda s: exercise_talk(s).id)
    desk.write_now(lambda s: say(s, talk_id, "ini nyata"))
    assert hear(desk) == 1
    case = desk.read_now(lambda s: s.scalars(select(Case)).one())
    assert (case.exercise, case.status, case.topic) == (False, "ringing", "emergency_unspecified")
    assert not desk.read_now(lambda s: is_exercise(s, s.get_one(Conversation, talk_id)))


def test_in_a_real_conversation_they_are_only_words(desk: Store) -> None:
    case = desk.write_now(real_case)
    desk.write_now(lambda s: say(s, case.conversation_id, "ini nyata, tolong"))
    desk.write_now(exercise_case)
    assert hear(desk) == 0
    assert MARK not in case_of(desk, case.id).marks


def test_without_drills_nothing_is_read(desk: Store) -> None:
    desk.write_now(real_case)
    assert hear(desk) == 0


def test_after_an_outage_it_is_still_heard(desk: Store) -> None:
    case = desk.write_now(exercise_case)
    assert hear(desk) == 0
    desk.write_now(lambda s: say(s, case.conversation_id, "no duff"))
    assert hear(desk, utcnow() + timedelta(minutes=9)) == 1


def test_a_drill_rings_nobody_while_a_real_case_waits(desk: Store) -> None:
    exercise = desk.write_now(exercise_case)
    assert ringing_for_siti(desk) == [exercise.code]
    real = desk.write_now(lambda s: real_case(s, "emergency_medical"))
    assert ringing_for_siti(desk) == [real.code]
    desk.write_now(lambda s: claim(s, real.id, person(s, "siti")) and None)
    assert ringing_for_siti(desk) == [exercise.code]


@pytest.mark.parametrize("is_real", [True, False])
def test_only_who_holds_it_decides(desk: Store, is_real: bool) -> None:
    case = desk.write_now(exercise_case)
    desk.write_now(lambda s: say(s, case.conversation_id, "no duff"))
    hear(desk)
    with pytest.raises(NotYours):
        desk.write_now(lambda s: settle(s, case.id, person(s, "siti"), is_real=is_real))
    desk.write_now(lambda s: claim(s, case.id, person(s, "siti")) and None)
    desk.write_now(lambda s: settle(s, case.id, person(s, "siti"), is_real=is_real) and None)
    found = case_of(desk, case.id)
    assert (found.exercise, MARK in found.marks) == (not is_real, False)
    assert kinds_of(desk, case.id)[-1] == ("is_real" if is_real else "is_exercise")
    assert hear(desk) == 0
    with pytest.raises(IllegalChange):
        desk.write_now(lambda s: settle(s, case.id, person(s, "siti"), is_real=is_real))


def test_an_exercise_of_the_same_matter_is_in_the_way(desk: Store) -> None:
    case = desk.write_now(exercise_case)
    desk.write_now(lambda s: say(s, case.conversation_id, "no duff"))
    hear(desk)

    def second(session: Session) -> None:
        claim(session, case.id, person(session, "siti"))
        values = {"kind": case.kind, "topic": case.topic, "urgency": "critical", "desk_id": case.desk_id}
        session.add(
            Case(
                code="JKT-2222-2",
                conversation_id=case.conversation_id,
                exercise=True,
                marks={},
                facts={},
                **values,
            )
        )

    desk.write_now(second)
    with pytest.raises(IllegalChange, match="End that one first"):
        desk.write_now(lambda s: settle(s, case.id, person(s, "siti"), is_real=False))
    assert not case_of(desk, case.id).exercise


def test_the_end_of_a_drill_leaves_real_cases_alone(desk: Store) -> None:
    first, second, held = (desk.write_now(lambda s, n=n: exercise_case(s, n)) for n in range(3))
    real = desk.write_now(lambda s: real_case(s, "emergency_medical"))
    desk.write_now(lambda s: say(s, second.conversation_id, "no duff"))
    hear(desk)
    desk.write_now(lambda s: claim(s, held.id, person(s, "siti")) and None)
    ids = desk.read_now(open_exercises)
    assert ids == [first.id, held.id]
    for case_id in [*ids, second.id, real.id]:
        ended = desk.write_now(lambda s, case_id=case_id: end_exercise(s, case_id, "command line"))
        assert ended == (case_id in ids)
    assert case_of(desk, first.id).status == "cancelled"
    assert {case_of(desk, one.id).status for one in (second, real)} <= set(OPEN_STATES)
    assert case_of(desk, held.id).conversation.owner == "bot"
    assert kinds_of(desk, first.id)[-1] == "exercise_ended"
