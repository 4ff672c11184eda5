from bot.cases import ownership
from bot.desk.queries.handover import reason_to_stay
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import User
from tests.desk.conftest import make_case


def test_free_to_go_when_nothing_rings(store: Store, people: dict[str, User]) -> None:
    assert store.read_now(lambda session: reason_to_stay(session, people["siti"])) is None


def test_who_holds_a_critical_case_stays(store: Store, people: dict[str, User]) -> None:
    def _fill(session):
        case = make_case(session)
        ownership.claim(session, case.id, people["siti"])
        return case.code

    code = store.write_now(_fill)
    assert store.read_now(lambda session: reason_to_stay(session, people["siti"])) == (
        "notice.stay_held",
        [code],
    )


def test_nobody_is_left_ringing_alone(store: Store, people: dict[str, User]) -> None:
    code = store.write_now(lambda session: make_case(session).code)
    stay = store.read_now(lambda session: reason_to_stay(session, people["siti"]))
    assert stay == ("notice.stay_ringing", [code])
    assert store.read_now(lambda session: reason_to_stay(session, people["budi"])) is None

    def _wei_is_there(session):
        session.get_one(User, people["wei"].id).last_seen_at = utcnow()

    store.write_now(_wei_is_there)
    assert store.read_now(lambda session: reason_to_stay(session, people["siti"])) is None


def test_a_drill_keeps_nobody(store: Store, people: dict[str, User]) -> None:
    store.write_now(lambda session: make_case(session, exercise=True).code)
    assert store.read_now(lambda session: reason_to_stay(session, people["siti"])) is None
