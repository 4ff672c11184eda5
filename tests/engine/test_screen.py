"""The screen when something is wrong: one row, or the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.engine.runtime import Runtime
from bot.engine.screen import Screen
from bot.engine.texts import Texts
from bot.messages.inbox import MAX_ATTEMPTS
from bot.nlu.results import Screening
from bot.settings import ROOT, load_settings
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, DeadLetter, InboundUpdate, Message
from tests.factories import inbound, make_desk, receive


class Reader:
    """Stands for the language model: "fire" is an emergency, and one text makes it fail."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        if text == "poison":
            raise ValueError("the model failed at \x00")
        danger = "fire" in text
        return Screening(
            "en", "Latn", "critical" if danger else "routine", danger,
            "emergency_fire" if danger else "chat_greet", 0.9, ["phrase: fire"] if danger else [],
        )  # fmt: skip


@pytest.fixture
def screen(store: Store, tmp_path: Path) -> Screen:
    """A screen over a desk that takes everything."""
    settings = load_settings({"LINDUNG_DATA_DIR": str(tmp_path)}, tmp_path / "none")
    store.write_now(lambda session: make_desk(session) and None)
    return Screen(Runtime(settings, store, Texts(ROOT / "nlu_data"), Reader()))


def states(store: Store) -> dict[str, tuple[str, int]]:
    """Return state and attempts of each update by its text."""
    return store.read_now(
        lambda s: {r.event["text"]: (r.state, r.attempts) for r in s.scalars(select(InboundUpdate))}
    )


def said(session: Session) -> list[tuple[str, str]]:
    """Return what was said, by author and key."""
    lines = session.scalars(select(Message).where(Message.direction == "out").order_by(Message.id))
    return [(line.author, line.content["key"]) for line in lines]


def hurry(session: Session) -> None:
    """Let the time of every wait be over."""
    session.execute(update(InboundUpdate).values(due_at=utcnow() - timedelta(seconds=1)))


async def test_a_row_that_fails_holds_up_nobody_else(store: Store, screen: Screen) -> None:
    store.write_now(
        lambda s: receive(s, inbound("poison", "a"), inbound("a fire here", "b"), inbound("hi", "c"))
    )
    assert await screen.screen_next() == 3
    assert states(store) == {"poison": ("received", 1), "a fire here": ("screened", 0), "hi": ("screened", 0)}
    assert store.read_now(said) == [("safety", "first_answer.emergency_fire")]


async def test_given_up_it_rings_and_its_sender_is_told(store: Store, screen: Screen) -> None:
    store.write_now(lambda s: receive(s, inbound("poison", "a"), inbound("hi", "a")))
    for _ in range(MAX_ATTEMPTS):
        assert states(store)["hi"] == ("received", 0)
        store.write_now(hurry)
        await screen.screen_next()
    await screen.screen_next()
    assert states(store) == {"poison": ("failed", MAX_ATTEMPTS), "hi": ("screened", 0)}
    assert store.read_now(said) == [("status", "safe.turn_failed")]
    case = store.read_now(lambda s: s.scalars(select(Case)).one())
    assert (case.kind, case.status, case.marks) == ("chat_human", "ringing", {"bot_failed": True})
    heard = store.read_now(lambda s: list(s.scalars(select(Message).where(Message.direction == "in"))))
    assert [m.text for m in heard] == ["poison", "hi"]
    assert "ValueError" in heard[0].parse["failed"]
    letter = store.read_now(lambda s: s.scalars(select(DeadLetter)).one())
    assert "\x00" not in letter.reason


async def test_an_unreadable_event_of_an_unknown_person_is_shown_with_its_words(
    store: Store, screen: Screen
) -> None:
    def work(session: Session) -> None:
        receive(session, inbound("help me", "a"))
        row = session.scalars(select(InboundUpdate)).one()
        row.event = {"text": "help me", "sent_at": "at noon"}

    store.write_now(work)
    for _ in range(MAX_ATTEMPTS):
        store.write_now(hurry)
        await screen.screen_next()
    lines = store.read_now(lambda s: list(s.scalars(select(Message).order_by(Message.id))))
    assert (lines[0].author, lines[0].text) == ("traveller", "help me")
    assert lines[1].content["key"] == "safe.turn_failed"


async def test_after_an_outage_what_was_taken_comes_first_and_no_attempt_is_counted(
    store: Store, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write_now(lambda s: receive(s, inbound("a fire here", "a")))
    whole, calls = store.write, [0]

    async def away(work: Any) -> Any:
        calls[0] += 1
        if calls[0] in (2, 3, 4):
            raise OperationalError("write", {}, psycopg.OperationalError("connection refused"))
        return await whole(work)

    monkeypatch.setattr(store, "write", away)
    for _ in range(3):
        with pytest.raises(OperationalError):
            await screen.screen_next()
    assert states(store) == {"a fire here": ("received", 0)}
    # Its time as a taken row is not over, but it is ours.
    assert await screen.screen_next() == 1
    assert states(store) == {"a fire here": ("screened", 0)}
    assert store.read_now(said) == [("safety", "first_answer.emergency_fire")]
