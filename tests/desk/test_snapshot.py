import pytest

from bot.cases import ownership
from bot.desk.snapshot import take_snapshot
from bot.messages.outbox import say
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Attachment, Case, Message, OutboxItem, User
from bot.system.components import set_state
from tests.desk.conftest import make_case


@pytest.fixture
def code(store: Store, people: dict[str, User]) -> str:
    def _fill(session):
        case = make_case(session)
        message = session.query(Message).filter_by(conversation_id=case.conversation_id).one()
        session.add(Attachment(message_id=message.id, channel="telegram", kind="photo", file_id="f"))
        say(session, case.conversation, "safety", "Saya membaca.")
        return case.code

    return store.write_now(_fill)


def _look(store: Store, code: str):
    return store.read_now(lambda session: take_snapshot(session, [code], utcnow()))


def _case(session, code) -> Case:
    return session.query(Case).filter_by(code=code).one()


def test_nothing_changed_means_the_same_digests(store: Store, code: str) -> None:
    assert _look(store, code) == _look(store, code)


def _edit(session, case):
    session.query(Message).filter_by(direction="in").update({"edited_at": utcnow(), "text": "lain"})


def _delivered(session, case):
    session.query(OutboxItem).update({"state": "delivered"})


def _fetched(session, case):
    session.query(Attachment).update({"state": "stored"})


def _fact(session, case):
    case.facts = {"awake": "no"}


def _moved(session, case):
    case.conversation.latitude = -6.2


def _left(session, case):
    case.conversation.identity.reachable = False


def _wrote(session, case):
    session.add(
        Message(conversation_id=case.conversation_id, direction="in", author="traveller", text="lagi")
    )


@pytest.mark.parametrize("change", [_edit, _delivered, _fetched, _fact, _moved, _left, _wrote])
def test_whatever_the_page_shows_changes_the_digest_of_the_case(store: Store, code: str, change) -> None:
    before = _look(store, code)
    store.write_now(lambda session: change(session, _case(session, code)))
    assert _look(store, code).cases[code] != before.cases[code]


def test_a_claim_changes_the_queue_and_ends_the_ringing(store: Store, code: str, people) -> None:
    before = _look(store, code)
    assert [case.code for case in before.ringing] == [code]
    assert before.ringing[0].language == "id"
    store.write_now(lambda session: ownership.claim(session, _case(session, code).id, people["siti"]))
    after = _look(store, code)
    assert after.queue != before.queue
    assert after.ringing == ()


def test_health_has_a_digest_of_its_own(store: Store, code: str) -> None:
    before = _look(store, code)
    store.write_now(lambda session: set_state(session, "dialogue", "down", "gone"))
    after = _look(store, code)
    assert after.health != before.health
    assert after.queue == before.queue


def test_only_open_consoles_count_as_people(store: Store, code: str, people) -> None:
    assert _look(store, code).people == ()

    def _seen(session):
        session.get_one(User, people["wei"].id).last_seen_at = utcnow()

    store.write_now(_seen)
    assert [person.id for person in _look(store, code).people] == [people["wei"].id]
