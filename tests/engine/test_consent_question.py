"""The question whether a recipient may be told, as the traveller gets it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.consents import answer, answer_tap
from bot.cases.opening import open_or_join_case
from bot.engine.consent_question import NotNow, ask_traveller
from bot.engine.questions import read_digit
from bot.engine.texts import Texts
from bot.settings import ROOT
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, Message, User
from tests.factories import make_conversation, make_desk, make_user

RUNTIME: Any = SimpleNamespace(texts=Texts(ROOT / "nlu_data"), version="v1")


def scene(session: Session, watched: bool = False, **conversation: Any) -> tuple[Case, User]:
    user = make_user(session, make_desk(session))
    found = make_conversation(session, **conversation)
    case, _ = open_or_join_case(session, found, "emergency_crime", "critical", "x", watched=watched)
    return case, user


def sent(session: Session) -> list[Message]:
    return list(session.scalars(select(Message).where(Message.direction == "out").order_by(Message.id)))


@pytest.mark.parametrize(
    ("language", "script", "yes", "words"),
    [
        ("id", "Latn", "Boleh", "Bolehkah"),
        ("en", "Latn", "Yes", "May we tell"),
        ("zh", "Hans", "可以", "由您决定"),
        ("zh", "Hant", "可以", "由您決定"),
        ("fr", "Latn", "Oui", "Pouvons-nous"),
    ],
)
def test_it_is_asked_in_the_own_language_with_buttons(
    store: Store, language: str, script: str, yes: str, words: str
) -> None:
    def work(session: Session) -> None:
        case, user = scene(session, language=language, script=script)
        consent = ask_traveller(session, RUNTIME, case, "kbri-riyadh", "KBRI Riyadh", user)
        message = sent(session)[-1]
        assert words in message.text
        assert "KBRI Riyadh" in message.text
        first = message.content["buttons"][0]
        assert (first["title"], first["payload"]) == (yes, f"consent:{consent.id}:yes")
        assert (message.author, message.user_id, message.case_id) == ("status", user.id, case.id)

    store.write_now(work)


def test_a_digit_answers_it_and_it_is_not_asked_twice(store: Store) -> None:
    def work(session: Session) -> None:
        case, user = scene(session)
        consent = ask_traveller(session, RUNTIME, case, "beijing", "Beijing", user)
        assert ask_traveller(session, RUNTIME, case, "beijing", "Beijing", user) is consent
        assert len(sent(session)) == 1
        chosen = read_digit(session, case.conversation, "1")
        assert chosen is not None
        assert answer_tap(session, case.conversation, chosen.payload) is consent
        assert consent.state == "given"
        answer(session, consent, False)
        assert ask_traveller(session, RUNTIME, case, "beijing", "Beijing", user) is not consent
        assert len(sent(session)) == 2

    store.write_now(work)


def test_watched_people_are_asked_only_right_after_they_wrote(store: Store) -> None:
    def work(session: Session) -> None:
        now = utcnow()
        case, user = scene(session, watched=True, last_inbound_at=now - timedelta(minutes=3))
        with pytest.raises(NotNow, match="Nothing unprompted"):
            ask_traveller(session, RUNTIME, case, "beijing", "Beijing", user, now=now)
        assert sent(session) == []
        case.conversation.last_inbound_at = now - timedelta(minutes=1)
        assert ask_traveller(session, RUNTIME, case, "beijing", "Beijing", user, now=now).state == "asked"

    store.write_now(work)
