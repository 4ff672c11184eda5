"""A drill on the way of every message: screen, case, first answer, courier. It stays an exercise."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.drills.channel import EXERCISE, ExerciseChannel
from bot.cases.drills.interruption import hear_real
from bot.cases.drills.player import Drill
from bot.channels.registry import build_adapters
from bot.engine.runtime import Runtime
from bot.engine.screen import Screen
from bot.engine.texts import Texts
from bot.messages.delivery import Courier
from bot.nlu.results import Screening
from bot.settings import ROOT, load_settings
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, Conversation, Message, OutboxItem, Push, PushTarget
from tests.cases.drills.playing import SCENARIO, Played
from tests.cases.making import person
from tests.factories import ago, inbound, make_desk, make_user, receive


class Reader:
    """Stands for the language model: a word for fire is an emergency."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        danger = "fire" in text or "kebakaran" in text
        topic = "emergency_fire" if danger else "chat_out_of_scope"
        urgency = "critical" if danger else "routine"
        return Screening("en", "Latn", urgency, danger, topic, 0.9, ["phrase: fire"] if danger else [])


@pytest.fixture
def screen(store: Store, tmp_path: Path) -> Screen:
    """A screen over a desk whose operator is away and can be called."""

    def people(session: Session) -> None:
        siti = make_user(session, make_desk(session), "siti", last_seen_at=ago(minutes=5))
        session.add(PushTarget(user_id=siti.id, kind="email", address="siti@example.org"))

    store.write_now(people)
    settings = load_settings({"LINDUNG_DATA_DIR": str(tmp_path)}, tmp_path / "none")
    return Screen(Runtime(settings, store, Texts(ROOT / "nlu_data"), Reader()))


def begun(store: Store) -> Played:
    """Return a drill whose last line is due now: older ones would count as late."""
    return Played(store, Drill(SCENARIO, "ab12"), utcnow() - timedelta(seconds=60))


async def screen_all(screen: Screen) -> None:
    while await screen.screen_next():
        pass


async def test_cases_are_exercises_everywhere_and_call_nobody(screen: Screen, store: Store) -> None:
    played = begun(store)
    played.after(60)
    await screen_all(screen)
    cases = store.read_now(lambda s: list(s.scalars(select(Case))))
    assert [(case.exercise, case.status, case.urgency) for case in cases] == [
        (True, "ringing", "critical")
    ] * 2
    keys = store.read_now(lambda s: set(s.scalars(select(Message.author).where(Message.direction == "out"))))
    assert "safety" in keys
    assert store.read_now(lambda s: s.scalars(select(Push)).all()) == []


async def test_no_line_of_a_drill_reaches_a_real_conversation(screen: Screen, store: Store) -> None:
    store.write_now(lambda s: receive(s, inbound("fire in my kitchen", user="real")))
    await screen_all(screen)

    def real_lines(session: Session) -> list[str]:
        talk = session.scalars(select(Conversation).where(Conversation.chat_id == "real")).one()
        rows = select(Message.text).where(Message.conversation_id == talk.id).order_by(Message.id)
        return list(session.scalars(rows))

    before = store.read_now(real_lines)
    store.write_now(lambda s: s.scalars(select(Case)).one().__setattr__("status", "claimed"))
    played = begun(store)
    played.after(60)
    await screen_all(screen)
    assert store.read_now(real_lines) == before
    real = store.read_now(lambda s: s.scalars(select(Case).where(Case.exercise.is_(False))).one())
    assert real.conversation.chat_id == "real"
    queued = store.read_now(
        lambda s: list(s.scalars(select(OutboxItem).where(OutboxItem.channel != EXERCISE)))
    )
    assert {item.conversation_id for item in queued} == {real.conversation_id}
    exercise = store.read_now(
        lambda s: list(s.scalars(select(OutboxItem).where(OutboxItem.channel == EXERCISE)))
    )
    assert {item.payload["chat_id"] for item in exercise} == {"exercise-ab12-0", "exercise-ab12-1"}


async def test_the_courier_hands_its_lines_to_nobody(screen: Screen, store: Store) -> None:
    begun(store).after(60)
    await screen_all(screen)
    courier = Courier(store, {EXERCISE: ExerciseChannel()})
    stop = asyncio.Event()
    running = asyncio.create_task(courier.run(stop))
    for _ in range(200):
        states = store.read_now(lambda s: set(s.scalars(select(OutboxItem.state))))
        if states == {"sent"}:
            break
        await asyncio.sleep(0.05)
    stop.set()
    await running
    assert states == {"sent"}


async def test_a_cry_that_is_real_goes_on_as_a_real_case(screen: Screen, store: Store) -> None:
    played = begun(store)
    played.after(60)
    await screen_all(screen)
    talk = store.read_now(lambda s: s.scalars(select(Conversation).order_by(Conversation.id)).first())
    assert talk is not None

    def say(session: Session, text: str) -> None:
        receive(session, inbound(text, user=talk.chat_id, channel=EXERCISE, account="drill"))

    store.write_now(lambda s: say(s, "no duff, somebody is hurt"))
    await screen_all(screen)
    assert store.write_now(lambda s: hear_real(s, utcnow())) == 1
    store.write_now(lambda s: say(s, "fire fire"))
    await screen_all(screen)
    cases = store.read_now(lambda s: list(s.scalars(select(Case).where(Case.conversation_id == talk.id))))
    assert [(case.exercise, case.status) for case in cases] == [(False, "ringing")]
    called = store.read_now(lambda s: list(s.scalars(select(Push.payload))))
    assert [payload["code"] for payload in called] == [cases[0].code]
    assert store.read_now(lambda s: person(s, "siti")).desk is not None


def test_every_service_has_the_channel(tmp_path: Path) -> None:
    settings = load_settings({"LINDUNG_DATA_DIR": str(tmp_path)}, tmp_path / "none")
    assert isinstance(build_adapters(settings)[EXERCISE], ExerciseChannel)
