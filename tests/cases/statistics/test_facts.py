from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from bot.cases.statistics import facts
from bot.cases.statistics.facts import Passing, Tally
from bot.cases.statistics.scope import Scope
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Transfer
from tests.cases.statistics.making import NOON, answered_after, put_case
from tests.factories import make_desk

MARCH = Scope(date(2026, 3, 1), date(2026, 3, 31), ZoneInfo("Asia/Jakarta"))


@contextmanager
def queries(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """Collect the queries that are sent meanwhile, with their values."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            sent.append((statement, values))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def fill(session: Session) -> None:
    duty = make_desk(session)
    paris = make_desk(
        session, code="kbri-paris", name="KBRI Paris", prefix="PAR", kind="mission", is_duty=False
    )
    put_case(session, language="zh", spoken="en", desk=duty)
    put_case(session, channel="whatsapp", spoken="fr", desk=paris, status="resolved", outcome_code="helped")
    put_case(
        session,
        urgency="urgent",
        topic="consular_arrest",
        country=None,
        status="closed",
        outcome_code="refused",
    )
    put_case(session, urgency="routine", topic="consular_arrest", status="closed", outcome="words followed")
    put_case(session, urgency="routine", status="cancelled", outcome_code="duplicate")
    put_case(session, exercise=True)


@pytest.mark.parametrize(
    ("dimension", "wanted"),
    [
        ("urgency", {"critical": 2, "urgent": 1, "routine": 2}),
        ("topic", {"emergency_medical": 3, "consular_arrest": 2}),
        ("desk", {"jakarta-112": 4, "kbri-paris": 1}),
        ("channel", {"telegram": 4, "whatsapp": 1}),
        ("language", {"zh": 1, "fr": 1, "id": 3}),
        ("country", {"ID": 4, "unknown": 1}),
        ("outcome", {"open": 1, "helped": 1, "refused": 1, "not_needed": 1, "duplicate": 1}),
    ],
)
def test_counts_by_each_dimension_without_drills(
    store: Store, dimension: str, wanted: dict[str, int]
) -> None:
    store.write_now(fill)
    with queries(store) as sent:
        found = store.read_now(lambda session: facts.tallies(session, MARCH, dimension))
    assert {code: tally.total for code, tally in found.items()} == wanted
    assert len(sent) == 1
    assert sum(found.values(), Tally()) == Tally(total=5, critical=2, solved=1, ended=4)


def test_drills_alone(store: Store) -> None:
    store.write_now(fill)
    found = store.read_now(lambda session: facts.tallies(session, MARCH.drills, "urgency"))
    assert found == {"critical": Tally(1, 1, 0, 0)}


def test_what_was_no_matter_of_its_own_is_not_handled(store: Store) -> None:
    store.write_now(fill)
    handled = Scope(MARCH.first, MARCH.last, MARCH.zone, handled=True)
    found = store.read_now(lambda session: facts.tallies(session, handled, "outcome"))
    assert sorted(found) == ["helped", "open", "refused"]


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2026, 2, 28, 16, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 2, 28, 17, 0, tzinfo=UTC), 1),
        (datetime(2026, 3, 31, 16, 59, 59, tzinfo=UTC), 1),
        (datetime(2026, 3, 31, 17, 0, tzinfo=UTC), 0),
    ],
)
def test_the_period_begins_and_ends_at_midnight_of_the_desk(
    store: Store, moment: datetime, inside: int
) -> None:
    store.write_now(lambda session: put_case(session, at=moment) and None)
    found = store.read_now(lambda session: facts.tallies(session, MARCH, "urgency"))
    assert sum(tally.total for tally in found.values()) == inside


def test_one_desk(store: Store) -> None:
    store.write_now(fill)
    found = store.read_now(
        lambda session: facts.tallies(session, Scope(MARCH.first, MARCH.last, MARCH.zone, desk_id=2), "desk")
    )
    assert list(found) == ["kbri-paris"]


def test_the_series_counts_each_stretch(store: Store) -> None:
    def _fill(session: Session) -> None:
        for day in (0, 0, 2):
            put_case(session, at=NOON + timedelta(days=day))

    store.write_now(_fill)
    scope = Scope(date(2026, 3, 10), date(2026, 3, 13), MARCH.zone)
    found = store.read_now(lambda session: facts.series(session, scope, scope.steps()))
    assert [tally.total for tally in found] == [2, 0, 1, 0]
    assert store.read_now(lambda session: facts.series(session, scope, [])) == []


def test_open_cases_by_age(store: Store) -> None:
    def _fill(session: Session) -> None:
        for hours in (0.5, 5, 5, 100, 2000):
            put_case(session, at=NOON - timedelta(hours=hours))
        put_case(session, at=NOON, status="closed")
        put_case(session, at=NOON, exercise=True)
        put_case(session, at=NOON, urgency="routine", status="new")

    store.write_now(_fill)
    found = store.read_now(lambda session: facts.open_by_age(session, None, NOON))
    assert found == {
        ("hour", "critical"): 1, ("hour", "routine"): 1, ("day", "critical"): 2,
        ("week", "critical"): 1, ("older", "critical"): 1,
    }  # fmt: skip


def test_transfers_by_desks_and_state(store: Store) -> None:
    def _fill(session: Session) -> None:
        fill(session)
        for exercise, state in ((False, "accepted"), (False, "refused"), (True, "accepted")):
            case = put_case(session, exercise=exercise)
            session.add(
                Transfer(
                    case_id=case.id,
                    from_desk_id=1,
                    to_desk_id=2,
                    state=state,
                    made_by="siti",
                    expires_at=NOON,
                )
            )

    store.write_now(_fill)
    assert store.read_now(lambda session: facts.transfers(session, MARCH)) == [
        Passing("jakarta-112", "kbri-paris", "accepted", 1),
        Passing("jakarta-112", "kbri-paris", "refused", 1),
    ]


def test_happenings_come_case_by_case(store: Store) -> None:
    def _fill(session: Session) -> None:
        put_case(session, steps=answered_after(7), spoken="fr")
        put_case(session, steps=((0, "rang"),), exercise=True)

    store.write_now(_fill)
    found = store.read_now(lambda session: list(facts.happenings(session, MARCH)))
    assert [(each.kind, each.urgency, each.language, each.desk) for each in found] == [
        ("opened", "critical", "fr", "jakarta-112"),
        ("rang", None, "fr", "jakarta-112"),
        ("wrote", None, "fr", "jakarta-112"),
    ]
    assert found[2].at - found[1].at == timedelta(seconds=7)


def add_old_cases(session: Session) -> None:
    """Add so many old cases that reading them all would be the slower way; PostgreSQL's planner is told."""
    first = put_case(session, at=NOON - timedelta(days=900), status="closed")
    row = {
        "conversation_id": first.conversation_id, "desk_id": first.desk_id, "kind": "consular_arrest",
        "topic": "consular_arrest", "urgency": "urgent", "status": "closed", "opened_at": first.opened_at,
    }  # fmt: skip
    session.execute(insert(Case), [{**row, "code": f"OLD-{number}"} for number in range(4000)])
    step = {"kind": "rang", "actor": "system", "data": {}, "at": first.opened_at}
    ids = session.scalars(select(Case.id).where(Case.code.startswith("OLD-"))).all()
    session.execute(insert(CaseEvent), [{**step, "case_id": case_id} for case_id in ids])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))


def test_the_period_is_found_by_an_index(store: Store) -> None:
    store.write_now(fill)
    store.write_now(add_old_cases)

    def _plans(session: Session) -> list[str]:
        with queries(store) as sent:
            facts.tallies(session, MARCH, "topic")
            list(facts.happenings(session, MARCH))
            facts.open_by_age(session, None, NOON)
        explain = "EXPLAIN QUERY PLAN" if store.is_sqlite else "EXPLAIN"
        connection = session.connection()
        return [
            "\n".join(str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", values))
            for statement, values in list(sent)
        ]

    plans = store.read_now(_plans)
    assert len(plans) == 3
    for plan in plans:
        assert "Seq Scan on cases" not in plan, plan
        assert "SCAN cases" not in plan, plan
    assert "ix_cases_queue" in plans[0]
    assert "ix_cases_queue" in plans[1]


def test_all_queries_see_one_moment(store: Store) -> None:
    """A case that comes in between two queries is in neither."""
    store.write_now(fill)

    def _read(session: Session) -> tuple[int, int]:
        facts.one_picture(session)
        before = facts.tallies(session, MARCH, "urgency")["critical"].total
        store.write_now(lambda other: put_case(other) and None)
        return before, facts.tallies(session, MARCH, "urgency")["critical"].total

    assert store.read_now(_read) == (2, 2)
