"""What the traveller is told, and when nothing is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.contact import ContactRule, set_contact_rule
from bot.cases.status_lines import KEYS, tell
from bot.engine.texts import LANGUAGES, Texts
from bot.settings import ROOT
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Message, OutboxItem
from tests.cases.making import make_people, open_case, steps
from tests.factories import make_conversation

TEXTS = Texts(ROOT / "nlu_data")
AFTER_THE_FIRST_MINUTE = timedelta(minutes=5)
VALUES = {"desk": "KBRI Paris"}


def test_each_step_has_a_line_in_each_language() -> None:
    for key in KEYS.values():
        lines = {TEXTS.text(key, language, **VALUES) for language in LANGUAGES}
        assert len(lines) == len(LANGUAGES), key
        assert not any("closed" in line.casefold() for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", KEYS)
def test_it_is_told_in_the_language_of_the_person(store: Store, language: str, step: str) -> None:
    def work(session: Session) -> Message | None:
        make_people(session)
        case = open_case(session, conversation=make_conversation(session, language=language))
        return tell(session, TEXTS, case, step, now=utcnow() + AFTER_THE_FIRST_MINUTE, **VALUES)

    message = store.write_now(work)
    assert message is not None
    assert (message.author, message.text) == ("status", TEXTS.text(KEYS[step], language, **VALUES))


@pytest.mark.parametrize("step", KEYS)
def test_the_first_minute_of_an_emergency_has_one_status_line(store: Store, step: str) -> None:
    def work(session: Session) -> tuple[bool, bool, str]:
        make_people(session)
        critical, urgent = open_case(session), open_case(session, "consular_arrest", "urgent")
        told, other = (tell(session, TEXTS, case, step, **VALUES) is not None for case in (critical, urgent))
        return told, other, steps(session, critical.id)[-1].kind

    told, urgent_told, last = store.write_now(work)
    assert told is (step == "claimed")
    assert urgent_told
    assert (last == "status_not_told") is not told


@pytest.mark.parametrize("step", KEYS)
@pytest.mark.parametrize("who", ["watched case", "watched person", "silent", "dead", "rule"])
def test_nothing_is_told_to_whom_it_may_harm(store: Store, step: str, who: str) -> None:
    def work(session: Session) -> tuple[Message | None, int, str]:
        make_people(session)
        conversation = make_conversation(session, watched=who == "watched person", silent=who == "silent")
        case = open_case(session, conversation=conversation, watched=who == "watched case")
        if who == "dead":
            case.outcome_code = "died"
        if who == "rule":
            set_contact_rule(session, case, ContactRule(never_unprompted=True), "siti")
        told = tell(session, TEXTS, case, step, now=utcnow() + AFTER_THE_FIRST_MINUTE, **VALUES)
        why = steps(session, case.id)[-1].data["why"]
        return told, len(session.scalars(select(OutboxItem)).all()), why

    told, queued, why = store.write_now(work)
    assert (told, queued) == (None, 0)
    assert len(why) > 10


def test_after_the_window_the_line_is_parked(store: Store) -> None:
    def work(session: Session) -> str:
        make_people(session)
        conversation = make_conversation(session, "whatsapp", last_inbound_at=utcnow() - timedelta(days=2))
        case = open_case(session, "consular_arrest", "urgent", conversation=conversation)
        tell(session, TEXTS, case, "resolved")
        return session.scalars(select(OutboxItem.state)).one()

    assert store.write_now(work) == "held"
