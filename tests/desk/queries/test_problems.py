import pytest

from bot.desk.queries.problems import all_parts, dead_letters, health, stuck_lines
from bot.messages.inbox import bury
from bot.messages.outbox import say
from bot.store.database import Store
from bot.store.tables import OutboxItem, User
from bot.system.components import set_state
from tests.desk.conftest import make_case


@pytest.fixture
def trouble(store: Store, people: dict[str, User]) -> dict[str, str]:
    def _fill(session):
        codes = {}
        for name, country, state in (
            ("Ani", "ID", "failed"),
            ("Bima", "FR", "unsure"),
            ("Cici", "ID", "sent"),
        ):
            case = make_case(session, name, country=country, nationality="ID")
            message = say(session, case.conversation, "operator", f"to {name}")
            session.query(OutboxItem).filter_by(message_id=message.id).update(
                {"state": state, "error": "why"}
            )
            codes[name] = case.code
        bury(session, "whatsapp", "not JSON", b"\xff\x00{broken")
        set_state(session, "dialogue", "degraded", "does not answer")
        set_state(session, "telegram", "ok")
        return codes

    return store.write_now(_fill)


def test_each_sees_the_problems_of_what_he_may_read(store: Store, people, trouble) -> None:
    siti = store.read_now(lambda session: stuck_lines(session, people["siti"]))
    paul = store.read_now(lambda session: stuck_lines(session, people["paul"]))
    assert {(line.text, line.state, line.case_code) for line in siti} == {
        ("to Ani", "failed", trouble["Ani"]),
        ("to Bima", "unsure", trouble["Bima"]),
    }
    assert [line.text for line in paul] == ["to Bima"]


def test_dead_letters_are_for_the_duty_desk_and_readable(store: Store, people, trouble) -> None:
    (letter,) = store.read_now(lambda session: dead_letters(session, people["siti"]))
    assert letter.reason == "not JSON"
    assert "\x00" not in letter.preview
    assert letter.preview.endswith("{broken")
    assert store.read_now(lambda session: dead_letters(session, people["paul"])) == []


def test_health_counts_what_waits_for_a_decision(store: Store, people, trouble) -> None:
    siti = store.read_now(lambda session: health(session, people["siti"]))
    paul = store.read_now(lambda session: health(session, people["paul"]))
    assert [part.name for part in siti.parts] == ["dialogue"]
    assert siti.problems == 4
    assert paul.problems == 2
    assert [part.name for part in store.read_now(all_parts)] == ["dialogue", "telegram"]
