"""A code of somebody else's case in a message: the words go to that case, the sender learns nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import elsewhere
from bot.cases.elsewhere import add_by_code
from bot.dialogue.effects import AddByCode
from bot.engine.deciding import decide
from bot.engine.effects import Scene, apply_effect
from bot.engine.leases import take_lease
from bot.engine.runtime import Runtime
from bot.engine.screen import Screen
from bot.engine.texts import Texts
from bot.engine.turns import Turns
from bot.nlu.entities_codes import case_codes
from bot.nlu.entities_text import Reading
from bot.nlu.results import Entity, Screening, Understanding
from bot.settings import ROOT, load_settings
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Attachment, Case, Message
from tests.cases.making import kinds, make_people, open_case
from tests.engine.test_intake_hooks import job
from tests.factories import inbound, make_conversation, receive

CODE = "JKT-7K4P-2"


def seen(code: str = CODE, topic: str = "case_add_information") -> Any:
    found = (SimpleNamespace(kind="case_code", value=code),) if code else ()
    return SimpleNamespace(
        entities=found, critical=False, language="en", topic=topic, urgency="routine", ranking=[], confidence=0.9
    )


@pytest.mark.parametrize("topic", ["case_add_information", "case_status", "case_cancel", "chat_greet"])
def test_whatever_is_asked_of_another_case_is_passed_on_and_answered_neutrally(topic: str) -> None:
    done = decide(job(inbound("?"), understanding=seen(topic=topic), cases=[]))
    assert done.effects == [AddByCode(CODE)]
    assert (done.lines, done.ask_dialogue) == (["safe.noted"], False)


def test_the_own_code_is_talked_about_as_ever() -> None:
    own = decide(job(inbound("?"), understanding=seen(), own_codes=frozenset({CODE})))
    assert (own.effects, own.lines, own.ask_dialogue) == ([], [], True)
    none = decide(job(inbound("?"), understanding=seen("")))
    assert (none.effects, none.ask_dialogue) == ([], True)


def test_in_an_operators_hands_it_is_passed_on_and_nothing_is_said() -> None:
    done = decide(job(inbound("?"), understanding=seen(), owner="operator"))
    assert (done.effects, done.lines, done.ask_dialogue) == ([AddByCode(CODE)], [], False)


def test_who_is_in_danger_is_answered_too() -> None:
    done = decide(job(inbound("?"), understanding=seen(), parse={"raised": True}))
    assert (done.effects, done.lines, done.ask_dialogue) == ([AddByCode(CODE)], [], True)


class Reader:
    """Finds codes as the real reader does, and takes every message for a question about a case."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        return Screening("en", "Latn", "routine", False, "case_status", 0.9, [])

    def understand(self, text: str, *rest: Any) -> Understanding:
        found: list[Entity] = list(case_codes(Reading(text)))
        return Understanding(text, "en", "Latn", "routine", "case_status", 0.9, entities=found)


@pytest.fixture
def runtime(store: Store, tmp_path: Path) -> Runtime:
    settings = load_settings({"LINDUNG_DATA_DIR": str(tmp_path)}, tmp_path / "none")
    return Runtime(settings, store, Texts(ROOT / "nlu_data"), Reader())


@pytest.mark.parametrize("words", ["{code} he is in room 12", "how is {code}, is she with you?"])
async def test_from_the_message_to_the_file(store: Store, runtime: Runtime, words: str) -> None:
    def _open(session: Session) -> tuple[str, int]:
        make_people(session)
        case = open_case(session, "emergency_domestic_violence", watched=True)
        return case.code, case.id

    code, case_id = store.write_now(_open)
    text = words.format(code=code)
    store.write_now(lambda s: receive(s, inbound(text, "another-phone", "whatsapp")))
    await Screen(runtime).screen_next()
    lease = store.write_now(lambda s: take_lease(s, "engine"))
    assert lease is not None
    await Turns(runtime)._conversation(lease, asyncio.Event())

    def _look(session: Session) -> None:
        case = session.get_one(Case, case_id)
        line = session.scalars(select(Message).where(Message.conversation_id == case.conversation_id)).one()
        assert (line.author, line.text, line.content["verified"]) == ("system", text, False)
        assert "added_from_elsewhere" in kinds(session, case_id)
        assert (case.urgency, case.watched) == ("critical", True)
        told = session.scalars(
            select(Message).where(Message.conversation_id != case.conversation_id, Message.direction == "out")
        ).all()
        assert [(one.content["key"], one.text) for one in told] == [("safe.noted", "Noted. The operators see it.")]

    store.read_now(_look)


def test_one_phone_cannot_flood_a_case_and_a_person_gets_the_rest(store: Store) -> None:
    def work(session: Session) -> None:
        make_people(session)
        case = open_case(session)
        other, third = make_conversation(session), make_conversation(session)
        now = utcnow()
        replies = {
            add_by_code(session, other, case.code, f"line {n}", now=now) for n in range(elsewhere.LIMIT + 3)
        }
        assert replies == {elsewhere.REPLY}
        assert kinds(session, case.id).count("added_from_elsewhere") == elsewhere.LIMIT
        mine = session.scalars(select(Case).where(Case.conversation_id == other.id)).one()
        assert (mine.topic, mine.urgency, case.code in mine.reason) == ("chat_human", "routine", True)
        add_by_code(session, third, case.code, "another phone", now=now)
        add_by_code(session, other, case.code, "an hour later", now=now + timedelta(minutes=61))
        assert kinds(session, case.id).count("added_from_elsewhere") == elsewhere.LIMIT + 2

    store.write_now(work)


def test_a_file_that_comes_with_a_code_is_seen_by_a_person(store: Store, runtime: Runtime) -> None:
    def work(session: Session) -> None:
        make_people(session)
        case = open_case(session)
        other = make_conversation(session)
        message = Message(conversation_id=other.id, direction="in", author="traveller", text=f"{case.code} him")
        session.add(message)
        session.flush()
        session.add(Attachment(message_id=message.id, channel="telegram", kind="photo", file_id="f"))
        session.flush()
        apply_effect(Scene(session, runtime, other, message), AddByCode(case.code))
        mine = session.scalars(select(Case).where(Case.conversation_id == other.id)).one()
        assert case.code in mine.reason
        assert "added_from_elsewhere" in kinds(session, case.id)

    store.write_now(work)
