"""What a message tells of the place or the passport moves the open cases, or marks them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.seed import seed_desks
from bot.accounts.service import desk_by_code
from bot.cases.ownership import claim
from bot.dialogue.effects import NotePlace, SetCountry, SetNationality
from bot.engine.effects import Scene, apply_effect
from bot.engine.runtime import Runtime
from bot.engine.screen import Screen
from bot.engine.texts import Texts
from bot.messages.types import Position
from bot.nlu.results import Screening
from bot.settings import ROOT, load_settings
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, Message, Timer, User
from tests.factories import inbound, make_user, receive

PARIS, JAKARTA = Position(48.8566, 2.3522), Position(-6.2605, 106.8141)
BESIDE = Position(-6.2606, 106.8142)


class Reader:
    """Stands for the language model: "held" is captivity, "fire" a fire, anything else tells a place."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        topic = "emergency_captivity" if "held" in text else "emergency_fire" if "fire" in text else ""
        return Screening(
            "en", "Latn", "critical" if topic else "routine", bool(topic), topic or "chat_location", 0.9,
            ["phrase: held (rule captivity.x)"] if topic else [],
        )  # fmt: skip


@pytest.fixture
def screen(store: Store, tmp_path: Path) -> Screen:
    def seed(session: Session) -> None:
        seed_desks(session)
        make_user(session, desk_by_code(session, "jakarta-112"), "siti")

    store.write_now(seed)
    settings = load_settings({"LINDUNG_DATA_DIR": str(tmp_path)}, tmp_path / "none")
    return Screen(Runtime(settings, store, Texts(ROOT / "nlu_data"), Reader()))


async def write(store: Store, screen: Screen, text: str, user: str = "u1", **values: Any) -> None:
    store.write_now(lambda session: receive(session, inbound(text, user, **values)))
    await screen.screen_next()


def the_case(store: Store) -> Case:
    return store.read_now(lambda session: session.scalars(select(Case)).one())


def steps(store: Store, kind: str) -> list[dict[str, Any]]:
    wanted = select(CaseEvent.data).where(CaseEvent.kind == kind).order_by(CaseEvent.id)
    return list(store.read_now(lambda session: session.scalars(wanted).all()))


def passport(store: Store, iso2: str) -> None:
    def work(session: Session) -> None:
        session.scalars(select(Conversation)).one().nationality = iso2

    store.write_now(work)


def apply(store: Store, screen: Screen, *effects: Any) -> None:
    def work(session: Session) -> None:
        message = session.scalars(select(Message).where(Message.direction == "in")).first()
        assert message is not None
        conversation = session.get_one(Conversation, message.conversation_id)
        for effect in effects:
            apply_effect(Scene(session, screen._runtime, conversation, message), effect)

    store.write_now(work)


async def test_a_place_told_moves_the_case_which_rings_there(store: Store, screen: Screen) -> None:
    await write(store, screen, "they held me")
    passport(store, "ID")
    assert the_case(store).desk.code == "jakarta-112"
    await write(store, screen, "I am in France")
    case = the_case(store)
    assert (case.desk.code, case.status, case.country, case.ring_level) == ("kbri-paris", "ringing", "FR", 0)
    assert [step["because"] for step in steps(store, "rerouted")] == ["place or nationality told"]
    assert len(steps(store, "rang")) == 2
    due = select(Timer).where(Timer.epoch == case.ladder_epoch)
    assert store.read_now(lambda session: session.scalars(due).all())  # The ladder climbs at the new desk.


async def test_the_same_place_again_rings_nobody(store: Store, screen: Screen) -> None:
    await write(store, screen, "they held me")
    passport(store, "ID")
    for _ in range(3):
        await write(store, screen, "I am in France")
    assert (len(steps(store, "rang")), len(steps(store, "country_noted"))) == (2, 1)


async def test_a_shared_position_moves_it_as_well(store: Store, screen: Screen) -> None:
    await write(store, screen, "they held me")
    passport(store, "ID")
    await write(store, screen, "", kind="location", position=PARIS)
    case = the_case(store)
    assert (case.desk.code, case.latitude) == ("kbri-paris", PARIS.latitude)


async def test_a_live_position_that_moves_a_step_only_brings_the_case_up_to_date(
    store: Store, screen: Screen
) -> None:
    await write(store, screen, "they held me")
    await write(store, screen, "", kind="live_location", position=JAKARTA, message_id="live")
    before = len(steps(store, "rang"))
    await write(store, screen, "", type="edit", kind="live_location", position=BESIDE, message_id="live")
    case = the_case(store)
    assert (case.desk.code, case.latitude, len(steps(store, "rang"))) == ("jakarta-112", BESIDE.latitude, before)


async def test_a_live_position_across_a_border_moves_it(store: Store, screen: Screen) -> None:
    await write(store, screen, "they held me")
    passport(store, "ID")
    await write(store, screen, "", kind="live_location", position=JAKARTA, message_id="live")
    await write(store, screen, "", type="edit", kind="live_location", position=PARIS, message_id="live")
    assert the_case(store).desk.code == "kbri-paris"


async def test_who_holds_the_case_keeps_it_with_a_mark(store: Store, screen: Screen) -> None:
    await write(store, screen, "they held me")
    passport(store, "ID")

    def take(session: Session) -> None:
        claim(session, session.scalars(select(Case)).one().id, session.scalars(select(User)).one())

    store.write_now(take)
    await write(store, screen, "I am in France")
    case = the_case(store)
    assert (case.desk.code, case.status, case.marks["other_place"]) == ("jakarta-112", "claimed", "kbri-paris")
    assert len(steps(store, "rang")) == 1


async def test_place_and_danger_in_one_message_ring_once(store: Store, screen: Screen) -> None:
    await write(store, screen, "I am in France, they held me")
    assert len(steps(store, "rang")) == 1
    assert steps(store, "rerouted") == steps(store, "country_noted") == []


@pytest.mark.parametrize(
    "effects",
    [
        [SetNationality("ID"), SetCountry("FR")],
        [SetCountry("FR"), SetNationality("ID")],
        [SetNationality("ID"), NotePlace("a flat in Lyon", "FR")],
    ],
    ids=["country last", "nationality last", "place last"],
)
async def test_answers_move_it(store: Store, screen: Screen, effects: list[Any]) -> None:
    await write(store, screen, "they held me")
    apply(store, screen, *effects)
    case = the_case(store)
    assert (case.desk.code, case.country, case.nationality) == ("kbri-paris", "FR", "ID")
    assert len(steps(store, "rerouted")) == 1
    assert len(steps(store, "country_noted")) == 1


async def test_a_country_answered_ends_what_was_said_of_jakarta(store: Store, screen: Screen) -> None:
    await write(store, screen, "I am in Jakarta, they held me")
    apply(store, screen, SetCountry("FR"))
    conversation = store.read_now(lambda session: session.scalars(select(Conversation)).one())
    assert (conversation.country, conversation.in_jakarta) == ("FR", False)


async def test_fires_whose_place_is_known_late_are_linked(store: Store, screen: Screen) -> None:
    for user in ("a", "b", "c"):
        await write(store, screen, "fire", user)
    for user in ("a", "b", "c"):
        await write(store, screen, "", user, kind="location", position=JAKARTA)

    def linked(session: Session) -> set[int | None]:
        return set(session.scalars(select(Case.incident_id)))

    found = store.read_now(linked)
    assert len(found) == 1
    assert None not in found
