"""Cases: opening, ringing, claiming, lapsing, ending."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.ladder import fire_due, lapse_lost_screens
from bot.cases.opening import open_or_join_case
from bot.cases.ownership import NotYours, OutcomeNeeded, claim, hand_back, resolve, traveller_wrote, write
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, Handover, Timer, User
from tests.factories import make_conversation, make_desk, make_user


@pytest.fixture
def world(store: Store) -> Callable[..., Any]:
    """A desk, two operators and a critical case that rings; returns a function that runs work in it."""

    def setup(session: Session) -> None:
        desk = make_desk(session)
        make_user(session, desk, "siti")
        make_user(session, desk, "wei")
        conversation = make_conversation(session)
        open_or_join_case(session, conversation, "emergency_medical", "critical", "not breathing")

    store.write_now(setup)
    return store.write_now


def case(session: Session) -> Case:
    return session.scalars(select(Case).order_by(Case.id)).first()  # type: ignore[return-value]


def user(session: Session, login: str = "siti") -> User:
    return session.scalars(select(User).where(User.login == login)).one()


def tick(session: Session, **later: float) -> list[int]:
    """Let time pass; returns the cases whose number was repeated."""
    repeated: list[int] = []
    fire_due(session, utcnow() + timedelta(**later), lambda _s, c: repeated.append(c.id))
    session.flush()
    return repeated


def events(session: Session) -> list[str]:
    return list(session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id)))


def test_a_second_cry_joins_and_another_danger_rings_anew(world: Callable[..., Any]) -> None:
    def work(session: Session) -> tuple[bool, bool]:
        conversation = session.scalars(select(Conversation)).one()
        _, first = open_or_join_case(session, conversation, "emergency_medical", "critical", "again")
        _, second = open_or_join_case(session, conversation, "emergency_fire", "critical", "fire")
        return first, second

    assert world(work) == (False, True)


def test_a_case_never_falls_in_urgency_and_rises_with_a_ring(store: Store) -> None:
    def work(session: Session) -> tuple[str, int, str]:
        make_desk(session)
        conversation = make_conversation(session)
        opened, _ = open_or_join_case(session, conversation, "consular_arrest", "urgent", "arrested")
        open_or_join_case(session, conversation, "consular_arrest", "routine", "again")
        assert opened.urgency == "urgent"
        open_or_join_case(session, conversation, "consular_arrest", "critical", "beaten")
        return opened.urgency, opened.ladder_epoch, opened.status

    assert store.write_now(work) == ("critical", 2, "ringing")


async def test_twenty_at_once_open_one_case(store: Store) -> None:
    def setup(session: Session) -> int:
        make_desk(session)
        return make_conversation(session).id

    conversation_id = store.write_now(setup)

    def work(session: Session) -> bool:
        conversation = session.get_one(Conversation, conversation_id)
        return open_or_join_case(session, conversation, "emergency_fire", "critical", "fire")[1]

    new = await asyncio.gather(*(asyncio.to_thread(store.write_now, work) for _ in range(20)))
    assert sum(new) == 1


async def test_two_hundred_claims_one_winner(world: Callable[..., Any], store: Store) -> None:
    def setup(session: Session) -> list[int]:
        desk = user(session).desk
        assert desk is not None
        return [make_user(session, desk, f"op{n}").id for n in range(200)]

    ids = world(setup)
    results = await asyncio.gather(
        *(asyncio.to_thread(store.write_now, lambda s, i=i: claim(s, 1, s.get_one(User, i))) for i in ids)
    )
    assert sum(result.won for result in results) == 1
    holder = store.read_now(lambda s: user_of(s, case(s).operator_id))
    assert {result.holder for result in results if not result.won} == {holder.name}


def user_of(session: Session, user_id: int | None) -> User:
    assert user_id is not None
    return session.get_one(User, user_id)


def test_the_claimer_may_claim_again_without_harm(world: Callable[..., Any]) -> None:
    def work(session: Session) -> tuple[bool, bool, int]:
        first, second = claim(session, 1, user(session)), claim(session, 1, user(session))
        return first.won, second.won, session.scalars(select(Conversation)).one().ownership_epoch

    assert world(work) == (True, True, 1)


def test_the_ladder_climbs_until_a_human_has_written(world: Callable[..., Any]) -> None:
    def level(session: Session, **later: float) -> tuple[int, list[int]]:
        repeated = tick(session, **later)
        return case(session).ring_level, repeated

    assert world(lambda s: level(s, seconds=14))[0] == 0
    assert world(lambda s: level(s, seconds=16)) == (1, [])
    assert world(lambda s: level(s, seconds=21)) == (2, [])
    assert world(lambda s: level(s, seconds=61)) == (3, [1])
    assert world(lambda s: level(s, seconds=122)) == (4, [])
    assert world(lambda s: level(s, seconds=183)) == (5, [])
    world(lambda s: (claim(s, 1, user(s)), write(s, 1, user(s), "I am here")))
    assert world(lambda s: level(s, seconds=300)) == (5, [])


def test_after_an_outage_it_goes_straight_to_the_highest_step(world: Callable[..., Any]) -> None:
    def work(session: Session) -> tuple[int, int, list[int]]:
        repeated = tick(session, minutes=10)
        raised = session.scalars(select(CaseEvent).where(CaseEvent.kind == "ring_raised")).all()
        return case(session).ring_level, len(raised), repeated

    assert world(work) == (3, 1, [1])


def test_a_timer_fires_once(world: Callable[..., Any]) -> None:
    assert world(lambda s: tick(s, seconds=61)) == [1]
    assert world(lambda s: tick(s, seconds=62)) == []
    done = world(
        lambda s: [
            t.done_at is not None
            for t in s.scalars(select(Timer).where(Timer.due_at < utcnow() + timedelta(seconds=61)))
        ]
    )
    assert all(done)


def test_a_silent_claim_lapses_and_rings_again(world: Callable[..., Any]) -> None:
    world(lambda s: claim(s, 1, user(s)))
    world(lambda s: tick(s, seconds=31))

    def look(session: Session) -> tuple[str, int | None, str, int]:
        conversation = session.scalars(select(Conversation)).one()
        found = case(session)
        return found.status, found.operator_id, conversation.owner, found.ladder_epoch

    # The bot stays silent: the operator may be typing still.
    assert world(look) == ("ringing", None, "operator", 2)
    assert world(lambda s: claim(s, 1, user(s, "wei")).won)
    with pytest.raises(NotYours, match="Wei holds it"):
        world(lambda s: write(s, 1, user(s), "late"))


def test_a_claim_with_words_does_not_lapse(world: Callable[..., Any]) -> None:
    world(lambda s: (claim(s, 1, user(s)), write(s, 1, user(s), "I am here")))
    world(lambda s: tick(s, minutes=5))
    assert world(lambda s: (case(s).status, case(s).first_human_at is not None)) == ("active", True)


def test_an_unanswered_message_lapses_the_claim(world: Callable[..., Any]) -> None:
    world(lambda s: (claim(s, 1, user(s)), write(s, 1, user(s), "I am here")))
    world(lambda s: traveller_wrote(s, case(s), 77))
    world(lambda s: tick(s, seconds=59))
    assert world(lambda s: case(s).status) == "active"
    world(lambda s: tick(s, seconds=62))
    assert world(lambda s: case(s).status) == "ringing"


def test_an_answered_message_does_not(world: Callable[..., Any]) -> None:
    world(lambda s: (claim(s, 1, user(s)), write(s, 1, user(s), "I am here")))
    world(lambda s: traveller_wrote(s, case(s), 77))
    world(lambda s: write(s, 1, user(s), "Stay there"))
    world(lambda s: tick(s, minutes=2))
    assert world(lambda s: case(s).status) == "active"


def test_a_lost_screen_lapses_the_claim(world: Callable[..., Any]) -> None:
    def gone(session: Session) -> None:
        claim(session, 1, user(session))
        case(session).claimed_at = utcnow() - timedelta(minutes=2)
        user(session).last_seen_at = utcnow() - timedelta(seconds=40)

    world(gone)
    assert world(lambda s: lapse_lost_screens(s, utcnow())) == 1
    assert world(lambda s: case(s).status) == "ringing"


def test_nobody_else_may_write_or_end(world: Callable[..., Any]) -> None:
    with pytest.raises(NotYours, match="nobody holds it"):
        world(lambda s: write(s, 1, user(s), "hello"))
    world(lambda s: claim(s, 1, user(s)))
    for act in (lambda s: write(s, 1, user(s, "wei"), "x"), lambda s: resolve(s, 1, user(s, "wei"), "ok")):
        with pytest.raises(NotYours):
            world(act)


def test_no_critical_case_ends_without_an_outcome(world: Callable[..., Any]) -> None:
    world(lambda s: claim(s, 1, user(s)))
    with pytest.raises(OutcomeNeeded):
        world(lambda s: hand_back(s, 1, user(s), "  "))
    with pytest.raises(OutcomeNeeded):
        world(lambda s: resolve(s, 1, user(s), ""))


def test_hand_back_gives_the_voice_to_the_bot(world: Callable[..., Any]) -> None:
    world(lambda s: (claim(s, 1, user(s)), write(s, 1, user(s), "I am here")))
    world(lambda s: hand_back(s, 1, user(s), "ambulance has arrived"))

    def look(session: Session) -> tuple[str, str, int, str | None]:
        conversation = session.scalars(select(Conversation)).one()
        handover = session.scalars(select(Handover)).one()
        return case(session).status, conversation.owner, conversation.ownership_epoch, handover.end

    assert world(look) == ("waiting", "bot", 2, "handed_back")


def test_a_handed_back_case_can_be_claimed_again_and_nobody_writes_before(world: Callable[..., Any]) -> None:
    world(lambda s: (claim(s, 1, user(s)), write(s, 1, user(s), "I am here")))
    world(lambda s: hand_back(s, 1, user(s), "waits for the family"))
    with pytest.raises(NotYours):
        world(lambda s: write(s, 1, user(s), "one more thing"))
    assert world(lambda s: claim(s, 1, user(s, "wei")).won)
    assert world(lambda s: s.scalars(select(Conversation)).one().owner) == "operator"


def test_another_held_case_keeps_the_operator_speaking(world: Callable[..., Any]) -> None:
    def work(session: Session) -> tuple[str, int | None]:
        conversation = session.scalars(select(Conversation)).one()
        second, _ = open_or_join_case(session, conversation, "emergency_fire", "critical", "fire")
        claim(session, 1, user(session))
        claim(session, second.id, user(session, "wei"))
        resolve(session, 1, user(session), "done")
        return conversation.owner, conversation.operator_id

    owner, operator = world(work)
    assert owner == "operator"
    assert operator == world(lambda s: user(s, "wei").id)


def test_a_solved_matter_may_come_again(world: Callable[..., Any]) -> None:
    world(lambda s: (claim(s, 1, user(s)), resolve(s, 1, user(s), "done")))

    def again(session: Session) -> bool:
        conversation = session.scalars(select(Conversation)).one()
        return open_or_join_case(session, conversation, "emergency_medical", "critical", "again")[1]

    assert world(again)
    assert "resolved" in world(events)
