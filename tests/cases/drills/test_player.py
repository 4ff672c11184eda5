"""A drill plays in its time, waits for real people, and touches nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.drills import control
from bot.cases.drills.channel import EXERCISE, ExerciseChannel
from bot.cases.drills.control import DrillRefused, last_drill
from bot.cases.drills.player import Drill
from bot.cases.ownership import claim
from bot.messages.errors import SendError
from bot.messages.types import Outgoing
from bot.store.database import Store
from bot.store.tables import AuditEntry, Conversation, InboundUpdate, Message
from tests.cases.drills.playing import SCENARIO, START, Played, exercise_talk, real_case, received
from tests.factories import make_desk, make_user


@pytest.fixture
def desk(store: Store) -> Store:
    """A database with one desk and one operator."""
    store.write_now(lambda s: make_user(s, make_desk(s), "siti") and None)
    return store


def drill(speed: float = 1.0, listen_s: float = 60) -> Drill:
    return Drill(SCENARIO, "ab12", speed=speed, listen_s=listen_s)


def test_lines_come_in_their_time(desk: Store) -> None:
    played = Played(desk, drill())
    assert [len(played.after(seconds).sent) for seconds in (0, 9, 1, 9, 1, 5)] == [1, 0, 1, 0, 1, 0]
    assert received(desk) == ["tolong kebakaran", "fire, help", "position"]
    state = desk.read_now(lambda s: last_drill(s, played.now))
    assert state is not None
    assert (state.state, state.sent, state.total) == ("running", 3, 3)


def test_a_faster_drill_is_the_same_drill(desk: Store) -> None:
    played = Played(desk, drill(speed=10))
    assert [len(played.after(seconds).sent) for seconds in (0, 1, 1)] == [1, 1, 1]


def test_a_step_that_is_run_again_sends_nothing_twice(desk: Store) -> None:
    played = Played(desk, drill())
    for _ in range(2):  # As the store does after a conflict: the first run was not kept.
        desk.write_now(lambda s: played.drill.step(s, START + timedelta(seconds=30)))
    played.after(30)
    assert received(desk) == ["tolong kebakaran", "fire, help", "position"]


def test_a_real_case_stops_the_clock_until_it_is_claimed(desk: Store) -> None:
    played = Played(desk, drill())
    played.after(0)
    case_id = desk.write_now(lambda s: real_case(s).id)
    code = played.after(9).waits_for
    assert code
    assert [len(played.after(60).sent) for _ in range(3)] == [0, 0, 0]
    state = desk.read_now(lambda s: last_drill(s, played.now))
    assert state is not None
    assert (state.state, state.waits_for) == ("paused", code)
    desk.write_now(
        lambda s: claim(s, case_id, make_user(s, make_desk(s, code="b", is_duty=False), "wei")) and None
    )
    assert played.after(5).waits_for == ""
    assert received(desk) == ["tolong kebakaran"]  # The minutes of waiting are not played.
    assert len(played.after(5).sent) == 1
    actions = desk.read_now(lambda s: list(s.scalars(select(AuditEntry.action).order_by(AuditEntry.id))))
    assert actions == ["drill_began", "drill_paused"]


def test_no_drill_begins_while_somebody_waits_or_another_runs(desk: Store) -> None:
    case_id = desk.write_now(lambda s: real_case(s).id)
    with pytest.raises(DrillRefused, match="waits for an operator"):
        Played(desk, drill())
    desk.write_now(
        lambda s: claim(s, case_id, make_user(s, make_desk(s, code="b", is_duty=False), "wei")) and None
    )
    played = Played(desk, drill())
    with pytest.raises(DrillRefused, match="lindung drill stop"):
        Played(desk, Drill(SCENARIO, "cd34"))
    # One whose player is gone blocks nobody.
    gone = played.now + control.ALIVE_FOR
    state = desk.read_now(lambda s: last_drill(s, gone))
    assert state is not None
    assert state.state == "stopped"
    other = Drill(SCENARIO, "cd34")
    desk.write_now(lambda s: other.begin(s, "budi", gone))
    assert played.after(1).state is None


def test_a_stop_ends_it_at_its_next_step(desk: Store) -> None:
    played = Played(desk, drill())
    played.after(0)
    assert desk.write_now(lambda s: control.stop(s, "budi", played.now)) is not None
    assert desk.write_now(lambda s: control.stop(s, "budi", played.now)) is None
    assert played.after(60).state is None
    assert played.drill.is_over
    assert received(desk) == ["tolong kebakaran"]


def test_travellers_answer_an_operator(desk: Store) -> None:
    played = Played(desk, drill(listen_s=60))
    played.after(20)

    def operator_writes(session: Session) -> None:
        talk = exercise_talk(session)
        for text in ("Berapa orang?", "Di mana?"):
            session.add(
                Message(conversation_id=talk.id, direction="out", author="operator", text=text, content={})
            )

    desk.write_now(operator_writes)
    assert played.after(1).sent == ()
    assert played.after(7).sent == ()
    assert [moment.text for moment in played.after(1).sent] == ["tiga orang"]
    assert played.after(60).sent == ()
    assert played.drill.is_over  # Nobody has another answer.
    assert received(desk)[-1] == "tiga orang"


def test_it_is_over_when_nobody_has_asked(desk: Store) -> None:
    played = Played(desk, drill(listen_s=30))
    played.after(20)
    assert not played.drill.is_over
    played.after(29)
    assert not played.drill.is_over
    played.after(1)
    assert played.drill.is_over
    desk.write_now(lambda s: played.drill.end(s, played.now))
    state = desk.read_now(lambda s: last_drill(s, played.now + timedelta(days=1)))
    assert state is not None
    assert state.state == "ended"


def test_everything_goes_on_the_channel_of_drills(desk: Store) -> None:
    played = Played(desk, drill())
    played.after(60)
    channels = desk.read_now(lambda s: set(s.scalars(select(InboundUpdate.channel))))
    assert channels == {EXERCISE}
    assert desk.read_now(lambda s: s.scalars(select(Conversation)).all()) == []


async def test_the_channel_reaches_nobody_and_refuses_real_chats() -> None:
    channel = ExerciseChannel()
    result = await channel.send(Outgoing(chat_id="exercise-ab12-0", text="Di mana?", tracking="7"))
    assert result.external_id == "exercise-7"
    for chat_id in ("628123456789", "12345", ""):
        with pytest.raises(SendError) as refused:
            await channel.send(Outgoing(chat_id=chat_id, text="Di mana?"))
        assert refused.value.certain
        assert not refused.value.retryable
    assert not channel.verify({}, b"")
    assert channel.split(b"{}") == []
