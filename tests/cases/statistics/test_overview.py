from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.cases.opening import open_or_join_case
from bot.cases.ownership import claim, resolve, write
from bot.cases.statistics.overview import Overview, overview
from bot.cases.statistics.scope import recent
from bot.cases.statistics.tables import Row, Table
from bot.store.base import utcnow
from bot.store.database import Store
from tests.cases.statistics.making import NOON, answered_after, put_case
from tests.factories import make_conversation, make_desk, make_user

JAKARTA = ZoneInfo("Asia/Jakarta")


def read(store: Store, desk_id: int | None = None) -> Overview:
    now = NOON + timedelta(hours=2)
    return store.read_now(lambda session: overview(session, recent(30, now, JAKARTA, desk_id), now))


def rows(table: Table) -> dict[str, Row]:
    return {row.code: row for row in table.rows}


def test_nothing_at_all(store: Store) -> None:
    store.write_now(lambda session: make_desk(session) and None)
    found = read(store)
    assert found.is_empty
    assert not any(table.rows for table in found.tables.values())
    assert not any(table.total for table in found.tables.values())


def test_answer_times_by_language_with_all_together(store: Store) -> None:
    def _fill(session: Session) -> None:
        for seconds in (5, 14, 18, 40):
            put_case(session, steps=answered_after(seconds), spoken="id")
        put_case(session, steps=answered_after(12), spoken="fr")
        put_case(session, steps=answered_after(600), urgency="urgent")
        put_case(session, steps=answered_after(1), exercise=True)

    store.write_now(_fill)
    table = read(store).tables["answers"]
    assert rows(table)["id"].cells == (4, 0.5, 0.75, 14, 40, 0)
    assert rows(table)["fr"].cells == (1, 1.0, 1.0, 12, 12, 0)
    assert table.total is not None
    assert table.total.cells[:3] == (5, 0.6, 0.8)


def test_goals_are_not_applied_to_what_is_not_critical(store: Store) -> None:
    store.write_now(lambda session: put_case(session, steps=answered_after(600), urgency="urgent") and None)
    table = read(store).tables["answers_urgency"]
    assert rows(table)["urgent"].cells == (1, None, None, 600, 600, 0)


def test_drills_stand_apart(store: Store) -> None:
    def _fill(session: Session) -> None:
        put_case(session, steps=answered_after(3), exercise=True)
        put_case(session, steps=((0, "rang"),), exercise=True)

    store.write_now(_fill)
    found = read(store)
    assert not found.is_empty
    assert (found.total.total, found.answers.waits, found.open_now) == (0, 0, 0)
    assert rows(found.tables["drills"])["jakarta-112"].cells[:5] == (2, 0, 2, 0.5, 0.5)


def test_the_sums_of_every_table_agree(store: Store) -> None:
    def _fill(session: Session) -> None:
        for number in range(12):
            put_case(
                session,
                urgency=("critical", "urgent", "routine")[number % 3],
                status=("active", "resolved")[number % 2],
                outcome_code=(None, "helped")[number % 2],
                country=("ID", "MY", None)[number % 3],
                spoken=("id", "zh")[number % 2],
            )

    store.write_now(_fill)
    found = read(store)
    for key in ("urgency", "topic", "country", "language", "channel", "desk", "outcome"):
        table = found.tables[key]
        assert table.total is not None
        assert sum(row.cells[0] for row in table.rows) == table.total.cells[0] == 12, key
    assert sum(tally.total for _, tally in found.steps) == 12
    assert rows(found.tables["outcome"])["helped"].cells == (6, 0.5)
    assert found.tables["age"].total is not None
    assert found.open_now == found.tables["age"].total.cells[0] == 6


def test_one_desk_sees_its_own(store: Store) -> None:
    def _fill(session: Session) -> int:
        make_desk(session)
        paris = make_desk(session, code="kbri-paris", prefix="PAR", kind="mission", is_duty=False)
        put_case(session, steps=answered_after(5))
        put_case(session, steps=answered_after(50), desk=paris)
        return paris.id

    paris = store.write_now(_fill)
    found = read(store, paris)
    assert (found.total.total, found.answers.waits, found.open_now) == (1, 1, 1)
    assert found.answers.within == (0, 0)


def test_a_real_case_from_cry_to_outcome(store: Store) -> None:
    """The history that the service itself writes gives one answered wait."""

    def _live(session: Session) -> None:
        user = make_user(session, make_desk(session))
        conversation = make_conversation(session)
        case, _ = open_or_join_case(session, conversation, "emergency_fire", "critical", "fire")
        session.flush()
        claim(session, case.id, user)
        write(session, case.id, user, "I am reading. Which floor?")
        resolve(session, case.id, user, "out and safe", "helped")

    store.write_now(_live)
    now = utcnow() + timedelta(seconds=1)
    found = store.read_now(lambda session: overview(session, recent(7, now, JAKARTA), now))
    assert (found.total.total, found.total.solved, found.total.ended) == (1, 1, 1)
    assert (found.answers.waits, found.answers.unanswered) == (1, 0)
    assert found.answers.median is not None
    assert found.answers.median < 60
