from dataclasses import replace
from datetime import timedelta

from bot.cases import ownership
from bot.desk.queries.queue import queue, sort_key
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Message, User
from tests.desk.conftest import make_case


def _names(rows) -> list[str]:
    return [row.last_text for row in rows]


def test_the_worst_comes_first(store: Store, people: dict[str, User]) -> None:
    siti, wei = people["siti"], people["wei"]

    def _fill(session):
        make_case(session, "1", urgency="routine", topic="chat_complaint", text="routine")
        make_case(session, "2", urgency="urgent", topic="consular_stranded", text="urgent")
        handed = make_case(session, "3", text="handed back")
        ownership.claim(session, handed.id, wei)
        ownership.write(session, handed.id, wei, "ok")
        ownership.hand_back(session, handed.id, wei, "safe for now")
        held = make_case(session, "4", text="held")
        ownership.claim(session, held.id, wei)
        ownership.write(session, held.id, wei, "I read you")
        silent = make_case(session, "5", text="claimed, no line yet")
        ownership.claim(session, silent.id, wei)
        late = make_case(session, "6", text="waits for an answer")
        ownership.claim(session, late.id, siti)
        ownership.write(session, late.id, siti, "I read you")
        line = Message(
            conversation_id=late.conversation_id,
            direction="in",
            author="traveller",
            text="waits for an answer",
        )
        session.add(line)
        session.flush()
        ownership.traveller_wrote(session, late, line.id)
        make_case(session, "7", text="drill", exercise=True)
        make_case(session, "8", text="ringing")

    store.write_now(_fill)
    rows = store.read_now(lambda session: queue(session, siti))
    assert _names(rows) == [
        "ringing",
        "drill",
        "waits for an answer",
        "claimed, no line yet",
        "held",
        "handed back",
        "urgent",
        "routine",
    ]
    assert [row.group for row in rows] == [
        "ringing",
        "ringing",
        "unanswered",
        "unanswered",
        "held",
        "waiting",
        "urgent",
        "routine",
    ]


def test_ringing_cases_the_longest_first_and_held_ones_mine_first(
    store: Store, people: dict[str, User]
) -> None:
    def _fill(session):
        for name in ("a", "b"):
            make_case(session, name, text=name)

    store.write_now(_fill)
    row = store.read_now(lambda session: queue(session, people["siti"]))[0]
    older = replace(row, rings_since=row.rings_since - timedelta(minutes=5), code="OLD")
    assert min([row, older], key=lambda one: sort_key(one, 1)).code == "OLD"
    held = replace(row, status="active", waiting_since=None, holder_id=1, code="MINE")
    other = replace(held, holder_id=2, code="OTHER", opened_at=row.opened_at - timedelta(hours=1))
    assert min([other, held], key=lambda one: sort_key(one, 1)).code == "MINE"


def test_a_claim_without_a_line_counts_down(store: Store, people: dict[str, User]) -> None:
    def _fill(session):
        case = make_case(session)
        ownership.claim(session, case.id, people["siti"])

    store.write_now(_fill)
    (row,) = store.read_now(lambda session: queue(session, people["siti"]))
    assert row.holder_name == "Siti Rahayu"
    assert timedelta(0) < row.write_until - utcnow() <= timedelta(seconds=30)
    assert row.waiting_since is not None


def test_words_of_the_operator_are_not_the_last_line_of_the_traveller(
    store: Store, people: dict[str, User]
) -> None:
    def _fill(session):
        case = make_case(session, text="tolong")
        ownership.claim(session, case.id, people["siti"])
        ownership.write(session, case.id, people["siti"], "Saya baca")

    store.write_now(_fill)
    (row,) = store.read_now(lambda session: queue(session, people["siti"]))
    assert row.last_text == "tolong"
    assert row.waiting_since is None
    assert row.write_until is None


def test_closed_cases_leave_the_queue(store: Store, people: dict[str, User]) -> None:
    def _fill(session):
        case = make_case(session)
        ownership.claim(session, case.id, people["siti"])
        ownership.resolve(session, case.id, people["siti"], "ambulance took him")

    store.write_now(_fill)
    assert store.read_now(lambda session: queue(session, people["siti"])) == []
