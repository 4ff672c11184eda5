"""What the traveller hears when an operator takes, hands back or ends a case."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.ownership import claim, hand_back, resolve
from bot.engine.announcements import announce
from bot.engine.runtime import Runtime
from bot.engine.texts import Texts
from bot.settings import ROOT, load_settings
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Message, OutboxItem
from tests.cases.making import make_people, open_case
from tests.factories import make_conversation

LATER = timedelta(minutes=5)


@pytest.fixture
def runtime(store: Store, tmp_path: Path) -> Runtime:
    settings = load_settings({"LINDUNG_DATA_DIR": str(tmp_path)}, tmp_path / "none")
    return Runtime(settings, store, Texts(ROOT / "nlu_data"), None)


def told(session: Session) -> list[str]:
    lines = session.scalars(select(Message).where(Message.author == "status").order_by(Message.id))
    return [line.content["key"] for line in lines]


@pytest.mark.parametrize(
    ("talk", "case", "heard"),
    [
        ({}, {}, ["status.operator_here", "status.case_waiting", "status.operator_here", "status.case_resolved"]),
        ({"watched": True}, {}, []),
        ({"silent": True}, {}, []),
        ({}, {"watched": True}, []),
    ],
    ids=str,
)
def test_each_step_has_exactly_one_line_where_telling_is_safe(
    store: Store, runtime: Runtime, talk: dict[str, Any], case: dict[str, Any], heard: list[str]
) -> None:
    def work(session: Session) -> list[str]:
        siti = make_people(session)["siti"]
        mine = open_case(session, conversation=make_conversation(session, **talk), **case)
        mine.rings_since = mine.opened_at = utcnow() - LATER
        claim(session, mine.id, siti)
        announce(session, runtime, mine, "claimed")
        hand_back(session, mine.id, siti, "breathing again")
        announce(session, runtime, mine, "waiting")
        claim(session, mine.id, siti)
        announce(session, runtime, mine, "claimed")
        resolve(session, mine.id, siti, "ambulance took him", "helped")
        announce(session, runtime, mine, "resolved")
        return told(session)

    assert store.write_now(work) == heard


def test_a_death_is_told_by_no_message(store: Store, runtime: Runtime) -> None:
    def work(session: Session) -> list[str]:
        siti = make_people(session)["siti"]
        case = open_case(session, rings_since=utcnow() - LATER)
        claim(session, case.id, siti)
        resolve(session, case.id, siti, "died in hospital", "died")
        announce(session, runtime, case, "resolved")
        return told(session)

    assert store.write_now(work) == []


def test_nothing_is_said_over_the_rescuer_of_another_case(store: Store, runtime: Runtime) -> None:
    def work(session: Session) -> list[str]:
        people = make_people(session)
        talk = make_conversation(session)
        first = open_case(session, conversation=talk, rings_since=utcnow() - LATER)
        second = open_case(session, "emergency_medical", conversation=talk)
        claim(session, first.id, people["siti"])
        claim(session, second.id, people["wei"])
        resolve(session, first.id, people["siti"], "out", "helped")
        announce(session, runtime, first, "resolved")
        return told(session)

    assert store.write_now(work) == []


def test_of_parked_lines_only_the_last_one_that_is_true_waits(store: Store, runtime: Runtime) -> None:
    def work(session: Session) -> list[tuple[str, str]]:
        siti = make_people(session)["siti"]
        talk = make_conversation(session, "whatsapp", last_inbound_at=utcnow() - timedelta(days=2))
        case = open_case(session, "consular_arrest", "urgent", conversation=talk)
        claim(session, case.id, siti)
        announce(session, runtime, case, "claimed")
        hand_back(session, case.id, siti)
        announce(session, runtime, case, "waiting")
        rows = session.execute(
            select(Message.content, OutboxItem.state)
            .join(OutboxItem, OutboxItem.message_id == Message.id)
            .where(OutboxItem.author == "status")
            .order_by(OutboxItem.id)
        )
        return [(content["key"], state) for content, state in rows]

    assert store.write_now(work) == [("status.operator_here", "suppressed"), ("status.case_waiting", "held")]
