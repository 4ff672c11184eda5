"""The engine around the consular intake: digits, files, late taps, questions of consent."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.dialogue.effects import AnswerConsent, NoteField
from bot.dialogue.open_field import asks_for_words, open_field
from bot.dialogue.parse import number_is_asked, parse_message
from bot.engine.deciding import decide
from bot.engine.loading import Job, _answer_of
from bot.engine.questions import open_question, read_tap
from bot.messages.outbox import say
from bot.messages.types import Button, Inbound, Media
from bot.store.database import Store
from tests.factories import inbound, make_conversation

CHOICES = (Button("Yes", "f:lawyer:yes"), Button("No", "f:lawyer:no"))


def asking(name: str) -> list[dict[str, Any]]:
    """The events of a session whose intake waits for an answer."""
    return [
        {"event": "session_started"},
        {"event": "slot", "name": "consular_topic", "value": "consular_evacuation"},
        {"event": "active_loop", "name": "consular_intake_form"},
        {"event": "slot", "name": "requested_slot", "value": name},
    ]


def job(event: Inbound, **changes: Any) -> Job:
    values: dict[str, Any] = {
        "inbound_id": 1, "message_id": 1, "conversation_id": 1, "event": event, "channel": "telegram",
        "text": event.text, "payload": "", "answer": None, "language": "en", "script": "Latn", "owner": "bot",
        "epoch": 0, "country": "MY", "nationality": None, "latitude": None, "longitude": None, "place": "",
        "in_jakarta": False, "watched": False, "silent": False, "first_message": False, "parse": {},
        "cases": [{"code": "JKT-1", "topic": "consular_evacuation", "urgency": "urgent", "status": "new",
                   "watched": False}],
        "session": 1, "events": [],
    }  # fmt: skip
    return Job(**{**values, **changes})


def photo(text: str = "", kind: str = "photo") -> Inbound:
    return inbound(text, kind=kind, media=Media(kind, "f"))


def test_the_open_field_is_found() -> None:
    assert open_field(asking("party")) == ("consular_evacuation", "party")
    assert open_field(asking("consular_where")) is None
    assert open_field([]) is None


@pytest.mark.parametrize(
    ("name", "is_number", "wants_words"),
    [("party", True, True), ("people", True, True), ("hospital", False, True), ("lawyer", False, False)],
)
def test_a_number_that_is_asked_for_is_no_choice(
    store: Store, name: str, is_number: bool, wants_words: bool
) -> None:
    """The last buttons in the chat belong to the question before: "2" must not answer that one."""
    events = asking(name)
    assert number_is_asked(events) is is_number
    assert asks_for_words(events) is wants_words

    def work(session: Session) -> None:
        conversation = make_conversation(session)
        open_question(session, conversation, say(session, conversation, "bot", "?", CHOICES), CHOICES)
        read = _answer_of(session, conversation, inbound("2"), events)
        assert (read is None) is wants_words

    store.write_now(work)


def test_a_file_without_words_goes_to_the_intake() -> None:
    assert decide(job(photo(), events=asking("hospital"))).ask_dialogue
    noted = decide(job(photo(), events=asking("consular_where")))
    assert (noted.ask_dialogue, noted.lines) == (False, ["safe.media_received"])
    assert not decide(job(photo(kind="sticker"), events=asking("hospital"))).ask_dialogue


def test_a_file_with_words_is_filed_and_the_words_are_the_answer() -> None:
    done = decide(job(photo("my insurance card"), events=asking("papers_at_hand")))
    assert done.ask_dialogue
    assert done.effects == [NoteField("consular_evacuation", "papers_at_hand", state="filed")]
    assert decide(job(photo("a card"))).effects == []


@pytest.mark.parametrize("owner", ["bot", "operator"])
def test_an_answer_about_consent_counts_whoever_speaks(owner: str) -> None:
    done = decide(job(inbound(""), payload="consent:7:no", owner=owner))
    assert (done.effects, done.ask_dialogue) == ([AnswerConsent("consent:7:no")], False)


def test_taps_that_speak_for_themselves_are_never_stale(store: Store) -> None:
    def work(session: Session) -> None:
        conversation = make_conversation(session)
        for inner in ("f:lawyer:yes", "consent:7:yes"):
            assert not read_tap(conversation, f"1:{inner}").stale
        assert read_tap(conversation, "1:trapped:yes").stale

    store.write_now(work)


def test_yes_takes_the_offer_to_go_on(project_answers: Any) -> None:
    events = [
        {"event": "user"},
        {
            "event": "bot",
            "metadata": {"utter_action": "utter_intake_more"},
            "data": {"buttons": [{"payload": "topic:consular_arrest"}, {"payload": "topic:chat_deny"}]},
        },
    ]
    for said, topic in (("yes", "consular_arrest"), ("no", "chat_deny")):
        assert parse_message(_Seen(said), events, project_answers)["intent"]["name"] == topic


class _Seen:
    """An understanding that says nothing but the words."""

    language, urgency, topic, confidence = "en", "routine", "chat_out_of_scope", 0.2
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[Any, ...] = ()

    def __init__(self, text: str) -> None:
        self.text = text


@pytest.fixture(scope="session")
def project_answers() -> Any:
    from bot.dialogue.answers import Answers
    from bot.settings import ROOT

    return Answers.load(ROOT / "nlu_data")
