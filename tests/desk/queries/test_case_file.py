from datetime import timedelta

from bot.cases import ownership
from bot.cases.opening import open_or_join_case
from bot.desk.queries.case_file import case_file, held_critical
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import User
from tests.desk.conftest import make_case


def test_file_of_a_held_case(store: Store, people: dict[str, User]) -> None:
    siti = people["siti"]

    def _fill(session):
        case = make_case(session, silent=True)
        ownership.claim(session, case.id, siti)
        open_or_join_case(session, case.conversation, "emergency_fire", "critical", "another danger")
        return case.code

    code = store.write_now(_fill)
    file = store.read_now(lambda session: case_file(session, siti, code))
    assert file.is_mine
    assert not file.can_claim
    assert file.is_open
    assert file.do_not_call
    assert file.window_until is None
    assert [other.kind for other in file.others] == ["emergency_fire"]
    assert file.history[0].kind == "claimed"
    seen_by_wei = store.read_now(lambda session: case_file(session, people["wei"], code))
    assert not seen_by_wei.is_mine
    assert seen_by_wei.holder.login == "siti"
    assert [case.code for case in store.read_now(lambda session: held_critical(session, siti))] == [code]


def test_after_the_hand_back_nobody_may_write(store: Store, people: dict[str, User]) -> None:
    siti = people["siti"]

    def _fill(session):
        case = make_case(session)
        ownership.claim(session, case.id, siti)
        ownership.hand_back(session, case.id, siti, "resting")
        return case.code

    code = store.write_now(_fill)
    file = store.read_now(lambda session: case_file(session, siti, code))
    assert not file.is_mine
    assert file.case.outcome == "resting"
    assert store.read_now(lambda session: held_critical(session, siti)) == []


def test_whatsapp_closes_its_window_after_a_day(store: Store, people: dict[str, User]) -> None:
    def _fill(session):
        old = make_case(session, "old", channel="whatsapp", last_inbound_at=utcnow() - timedelta(hours=25))
        new = make_case(session, "new", channel="whatsapp", last_inbound_at=utcnow() - timedelta(hours=1))
        return old.code, new.code

    old, new = store.write_now(_fill)
    read = lambda code: store.read_now(lambda session: case_file(session, people["siti"], code))  # noqa: E731
    assert read(old).window_closed
    assert not read(new).window_closed


def test_no_file_for_unknown_codes_and_other_desks(store: Store, people: dict[str, User]) -> None:
    code = store.write_now(lambda session: make_case(session, country="ID").code)
    assert store.read_now(lambda session: case_file(session, people["paul"], code)) is None
    assert store.read_now(lambda session: case_file(session, people["siti"], "JKT-0000-0")) is None
