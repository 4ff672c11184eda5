"""A silent traveller: two minutes, what is known of the way, one check, no end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.ownership import claim, write
from bot.cases.silence import CheckRefused, note_silences, send_check, silence_of
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, Message, OutboxItem, User
from tests.cases.people import danger, kinds, pushed
from tests.factories import ago, make_conversation, make_desk, make_user


@pytest.fixture
def world(store: Store) -> Store:
    """A critical case that an operator answered three minutes ago; the traveller was heard before that."""

    def setup(session: Session) -> None:
        siti = make_user(session, make_desk(session), "siti")
        conversation = make_conversation(session, last_inbound_at=ago(minutes=4))
        case = danger(session, conversation=conversation)
        claim(session, case.id, siti)
        write(session, case.id, siti, "Where are you?").created_at = ago(minutes=3)

    store.write_now(setup)
    return store


def case_of(session: Session) -> Case:
    return session.scalars(select(Case)).one()


def siti(session: Session) -> User:
    return session.scalars(select(User).where(User.login == "siti")).one()


def look(store: Store, **later: float) -> tuple[int, dict[str, Any], str]:
    """Run one round; returns how many cases changed, the marks and the status."""
    changed = store.write_now(lambda s: note_silences(s, utcnow() + timedelta(**later)))
    marks, status = store.read_now(lambda s: (case_of(s).marks, case_of(s).status))
    return changed, marks, status


def test_two_minutes_sound_once_and_close_nothing(world: Store) -> None:
    changed, marks, status = look(world)
    assert (changed, status) == (1, "active")
    heard = world.read_now(lambda s: case_of(s).conversation.last_inbound_at)
    assert heard is not None
    assert marks["silent_since"] == heard.isoformat()
    assert look(world)[0] == 0
    _changed, marks, status = look(world, hours=30)
    assert (status, "silent_since" in marks) == ("active", True)
    assert world.read_now(lambda s: kinds(s, 1).count("silent")) == 1


def test_the_mark_goes_when_the_traveller_writes(world: Store) -> None:
    look(world)

    def writes(session: Session) -> None:
        session.scalars(select(Conversation)).one().last_inbound_at = utcnow()

    world.write_now(writes)
    changed, marks, _status = look(world)
    assert (changed, "silent_since" in marks) == (1, False)
    assert world.read_now(lambda s: kinds(s, 1)[-1]) == "silence_ended"


def test_a_new_silence_sounds_again(world: Store) -> None:
    look(world)

    def writes_and_is_answered(session: Session) -> None:
        session.scalars(select(Conversation)).one().last_inbound_at = ago(minutes=3.5)
        for line in session.scalars(select(Message).where(Message.author == "operator")):
            line.created_at = ago(minutes=3.4)

    world.write_now(writes_and_is_answered)
    assert "silent_since" not in look(world)[1]
    assert "silent_since" in look(world)[1]


@pytest.mark.parametrize(
    "change",
    [
        {"heard_s_ago": 60},
        {"asked_s_ago": 60},
        {"marks": {"unanswered": 7}},
        {"urgency": "urgent"},
        {"status": "waiting"},
        {"status": "ringing"},
        {"heard_s_ago": None},
    ],
)
def test_when_it_is_no_silence(world: Store, change: dict[str, Any]) -> None:
    def prepare(session: Session) -> None:
        case = case_of(session)
        for name, value in change.items():
            if name == "heard_s_ago":
                case.conversation.last_inbound_at = ago(seconds=value) if value else None
            elif name == "asked_s_ago":
                question = session.scalars(select(Message).where(Message.author == "operator")).one()
                question.created_at = ago(seconds=value)
            else:
                setattr(case, name, value)

    world.write_now(prepare)
    changed, marks, _status = look(world)
    assert (changed, "silent_since" in marks) == (0, False)


@pytest.mark.parametrize(
    ("channel", "state", "reachable", "reach"),
    [
        ("whatsapp", "read", True, "no_answer"),
        ("whatsapp", "delivered", True, "no_answer"),
        ("whatsapp", "sent", True, "unknown"),
        ("telegram", "sent", True, "no_answer"),
        ("whatsapp", "wired", True, "unknown"),
        ("whatsapp", "unsure", True, "unknown"),
        ("whatsapp", "failed", True, "not_delivered"),
        ("whatsapp", "held", True, "not_delivered"),
        ("telegram", "queued", True, "not_delivered"),
        ("telegram", "sent", False, "not_delivered"),
    ],
)
def test_not_delivered_is_not_no_answer(
    world: Store, channel: str, state: str, reachable: bool, reach: str
) -> None:
    def prepare(session: Session) -> tuple[str, str]:
        case = case_of(session)
        case.conversation.identity.channel = channel
        case.conversation.identity.reachable = reachable
        session.scalars(select(OutboxItem)).one().state = state
        session.flush()
        found = silence_of(session, case, utcnow())
        return found.reach, found.delivery

    assert world.write_now(prepare) == (reach, state)
    look(world)
    silent = select(CaseEvent.data).where(CaseEvent.kind == "silent")
    event = world.read_now(lambda s: s.scalars(silent).one())
    assert (event["reach"], event["delivery"]) == (reach, state)


def test_the_last_position_comes_with_its_age(world: Store) -> None:
    def prepare(session: Session) -> None:
        conversation = session.scalars(select(Conversation)).one()
        conversation.latitude, conversation.longitude = -6.2, 106.8
        conversation.position_at = ago(minutes=20)

    world.write_now(prepare)
    found = world.read_now(lambda s: silence_of(s, case_of(s), utcnow()))
    assert (found.latitude, found.longitude) == (-6.2, 106.8)
    assert found.position_age_s == pytest.approx(1200, abs=30)


def test_one_check_by_the_holder(world: Store) -> None:
    def check(session: Session) -> int:
        return send_check(session, case_of(session), siti(session), "Are you still there?").id

    with pytest.raises(CheckRefused, match="not silent"):
        world.write_now(check)
    look(world)
    world.write_now(check)
    with pytest.raises(CheckRefused, match="already"):
        world.write_now(check)
    sent = world.read_now(lambda s: s.scalars(select(Message).order_by(Message.id.desc())).first())
    assert sent is not None
    assert (sent.author, sent.text) == ("operator", "Are you still there?")


def test_nobody_else_checks(world: Store) -> None:
    def check(session: Session) -> None:
        desk = siti(session).desk
        assert desk is not None
        send_check(session, case_of(session), make_user(session, desk, "wei"), "Are you there?")

    look(world)
    with pytest.raises(CheckRefused, match="do not hold"):
        world.write_now(check)


@pytest.mark.parametrize("exposed", ["watched", "silent", "rule"])
def test_watched_people_are_checked_only_on_purpose(world: Store, exposed: str) -> None:
    def prepare(session: Session) -> None:
        case = case_of(session)
        case.watched = exposed == "watched"
        case.conversation.silent = exposed == "silent"
        case.contact_rule = {"never_unprompted": True} if exposed == "rule" else {}

    world.write_now(prepare)
    look(world)
    with pytest.raises(CheckRefused, match="Somebody else"):
        world.write_now(lambda s: send_check(s, case_of(s), siti(s), "1?"))
    world.write_now(lambda s: send_check(s, case_of(s), siti(s), "1?", is_safe=True))
    assert world.read_now(lambda s: kinds(s, 1)[-1]) == "silence_checked"


def test_no_line_goes_out_by_itself(world: Store) -> None:
    before = world.read_now(lambda s: len(s.scalars(select(OutboxItem)).all()))
    look(world)
    look(world, hours=3)
    assert world.read_now(lambda s: (len(s.scalars(select(OutboxItem)).all()), pushed(s))) == (before, [])
