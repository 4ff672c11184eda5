"""Which words tell where a person is, and which do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.engine.questions import open_question
from bot.engine.runtime import Runtime
from bot.engine.screen import Screen
from bot.engine.texts import Texts
from bot.messages.outbox import say
from bot.messages.types import Button
from bot.nlu.results import Screening
from bot.settings import ROOT, load_settings
from bot.store.database import Store
from bot.store.tables import Conversation
from tests.factories import inbound, make_desk, receive


class Reader:
    """Stands for the language model: who asks for a number asks about a place."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        topic = "info_emergency_numbers" if "number" in text else "chat_location"
        return Screening("en", "Latn", "routine", False, topic, 0.9, [])


@pytest.fixture
def screen(store: Store, tmp_path: Path) -> Screen:
    settings = load_settings({"LINDUNG_DATA_DIR": str(tmp_path)}, tmp_path / "none")
    store.write_now(lambda session: make_desk(session) and None)
    return Screen(Runtime(settings, store, Texts(ROOT / "nlu_data"), Reader()))


def country(store: Store) -> str | None:
    return store.read_now(lambda s: s.scalars(select(Conversation.country)).one())


async def write(store: Store, screen: Screen, text: str) -> None:
    store.write_now(lambda s: receive(s, inbound(text)))
    await screen.screen_next()


async def test_a_place_told_is_where_the_person_is(store: Store, screen: Screen) -> None:
    await write(store, screen, "I am in Malaysia")
    assert country(store) == "MY"


async def test_a_place_asked_about_is_not(store: Store, screen: Screen) -> None:
    await write(store, screen, "I am in Malaysia")
    await write(store, screen, "what is the number of the police in Japan")
    assert country(store) == "MY"


async def test_the_country_of_a_passport_is_not(store: Store, screen: Screen) -> None:
    await write(store, screen, "I am in Malaysia")

    def _ask(session: Session) -> None:
        conversation = session.scalars(select(Conversation)).one()
        choices = [Button("France", "nationality:FR"), Button("Other", "nationality:other")]
        open_question(session, conversation, say(session, conversation, "bot", "Which passport?", choices), choices)

    store.write_now(_ask)
    await write(store, screen, "France")
    assert country(store) == "MY"
    await write(store, screen, "France, but I am in Bali now")
    assert country(store) == "ID"
