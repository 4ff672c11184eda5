"""When the place turns out to be another one: the cases follow, wrong numbers are taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.seed import seed_desks
from bot.cases.history import record
from bot.cases.opening import open_or_join_case
from bot.engine.place_change import follow_cases, place_mark, resend_numbers, wrong_country
from bot.engine.runtime import Runtime
from bot.engine.texts import LANGUAGES, Texts
from bot.reference.countries import countries
from bot.reference.numbers import first_answer_numbers, numbers_for
from bot.settings import ROOT, Settings
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, Message, OutboxItem
from tests.factories import make_conversation


@pytest.fixture
def runtime(store: Store, tmp_path: Path) -> Runtime:
    store.write_now(seed_desks)
    settings = Settings(database_url=store.url, base_url="http://t", secret_key="k" * 40, data_dir=tmp_path)
    return Runtime(settings, store, Texts(ROOT / "nlu_data"), nlu=None)


def cry(session: Session, topic: str = "emergency_crime", **values: Any) -> Case:
    defaults = {"country": "MY", "country_source": "text", "language": "en"}
    person = make_conversation(session, **{**defaults, **values})
    return open_or_join_case(session, person, topic, "critical", "help")[0]


def resent(runtime: Runtime, wrong: str, **values: Any) -> str | None:
    def work(session: Session) -> str | None:
        message = resend_numbers(session, runtime, cry(session, **values), wrong)
        return message.text if message else None

    return runtime.store.write_now(work)


def test_the_right_numbers_come_first_and_the_wrong_ones_are_named(runtime: Runtime) -> None:
    text = resent(runtime, "JP")
    assert text is not None
    right, wrong = text.split("\n")
    assert right.startswith("Malaysia: call 999")
    assert wrong == "Do not use the numbers I sent before (Japan: 110)."


def test_a_number_that_holds_in_both_places_is_not_taken_back(runtime: Runtime) -> None:
    text = resent(runtime, "BN")  # 993 is the police of Brunei; 991 the ambulance.
    assert text is not None
    assert "999" not in text.split("\n")[-1]
    same = resent(runtime, "KE", topic="emergency_unspecified")  # 999 in Kenya as well.
    assert same is not None
    assert "Do not use" not in same


@pytest.mark.parametrize("wrong", ["MY", "my", "", "XX", "Malaysia", "%"])
def test_nothing_is_sent_for_the_same_or_no_country(runtime: Runtime, wrong: str) -> None:
    assert resent(runtime, wrong) is None
    assert runtime.store.read_now(lambda session: session.scalars(select(OutboxItem)).all()) == []


def test_a_watched_person_reads_country_and_number_alone(runtime: Runtime) -> None:
    text = resent(runtime, "JP", topic="emergency_domestic_violence", watched=True)
    assert text is not None
    assert text.split("\n")[0].startswith("Malaysia: 999")
    assert "police" not in text


def test_it_is_a_safety_line_and_the_history_says_who_asked(runtime: Runtime) -> None:
    def work(session: Session) -> tuple[Message, Case]:
        case = cry(session)
        message = resend_numbers(session, runtime, case, "JP", actor="siti")
        assert message is not None
        return message, case

    message, case = runtime.store.write_now(work)
    assert (message.author, message.case_id) == ("safety", case.id)
    step = runtime.store.read_now(
        lambda session: session.scalars(select(CaseEvent).where(CaseEvent.kind == "numbers_corrected")).one()
    )
    assert (step.actor, step.data["country"], step.data["wrong"]) == ("siti", "MY", "JP")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_can_be_corrected_in_one_short_message(runtime: Runtime, language: str) -> None:
    def work(session: Session) -> None:
        case = cry(session, language=language)
        for wrong in countries():
            if wrong == "MY":
                continue
            message = resend_numbers(session, runtime, case, wrong)
            assert message is not None
            assert len(message.text) <= 350, message.text
            last = message.text.split("\n")[-1]
            for line in first_answer_numbers(wrong, case.topic, in_jakarta=False):
                holds_here = line.dial in {
                    n.dial for n in numbers_for("MY").police + numbers_for("MY").general
                }
                assert (f"{line.number}" in last) or holds_here or not message.text.count("\n")

    runtime.store.write_now(work)


def test_the_country_whose_numbers_are_wrong_is_found(runtime: Runtime) -> None:
    def work(session: Session) -> list[str | None]:
        case = cry(session)
        found = [wrong_country(session, case)]
        record(session, case, "first_answer", "bot", message_id=1, country="JP")
        session.flush()
        found.append(wrong_country(session, case))
        resend_numbers(session, runtime, case, "JP")
        session.flush()
        found.append(wrong_country(session, case))
        case.conversation.country = "SG"
        found.append(wrong_country(session, case))
        return found

    assert runtime.store.write_now(work) == [None, "JP", None, "MY"]


def test_all_open_cases_of_a_person_follow(runtime: Runtime) -> None:
    def work(session: Session) -> tuple[bool, list[str]]:
        first = cry(session, nationality="ID")
        person = session.get_one(Conversation, first.conversation_id)
        second, _ = open_or_join_case(session, person, "emergency_fire", "critical", "fire")
        before = place_mark(person)
        person.country = "FR"
        follow_cases(session, person, "the person answered: France")
        return before != place_mark(person), [first.desk.code, second.desk.code]

    assert runtime.store.write_now(work) == (True, ["kbri-paris", "kbri-paris"])
