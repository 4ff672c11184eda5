from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from bot.cases.statistics.report import Report, YearAhead, ministry_report
from bot.cases.statistics.tables import HIDDEN
from bot.store.database import Store
from tests.cases.statistics.making import NOON, answered_after, put_many
from tests.factories import make_desk

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 6, 15, tzinfo=UTC)
SOLVED = {"status": "resolved", "outcome_code": "helped"}


def read(store: Store, year: int = 2026, now: datetime = NOW) -> Report:
    return store.read_now(lambda session: ministry_report(session, year, JAKARTA, now))


def cells(report: Report, table: str) -> dict[str, tuple]:
    return {row.code: row.cells for row in report.tables[table].rows}


def large(session: Session) -> None:
    put_many(session, 40, country="MY", steps=answered_after(9), **SOLVED)
    put_many(session, 20, country="MY")
    put_many(session, 30, country="SA", topic="consular_arrest", spoken="en", **SOLVED)
    put_many(session, 12, country="SA", topic="consular_arrest", spoken="en")


def test_handled_and_solved_by_kind_and_country(store: Store) -> None:
    store.write_now(large)
    found = read(store)
    assert found.small == 0
    assert cells(found, "country") == {"MY": (60, 40, 40 / 60), "SA": (42, 30, 30 / 42)}
    assert cells(found, "topic")["consular_arrest"] == (42, 30, 30 / 42)
    assert (found.headline["handled"], found.headline["solved"], found.headline["abroad"]) == (102, 70, 102)
    assert (found.headline["home"], found.headline["open"]) == (0, 32)
    assert [row.cells[0] for row in found.tables["months"].rows] == [0, 0, 102, 0, 0, 0]


def test_a_small_country_is_hidden_and_its_neighbour_with_it(store: Store) -> None:
    def _fill(session: Session) -> None:
        large(session)
        put_many(session, 3, country="BR", **SOLVED)

    store.write_now(_fill)
    found = read(store)
    countries = cells(found, "country")
    assert countries["BR"][0] is HIDDEN
    assert [code for code, row in countries.items() if row[0] is HIDDEN] != ["BR"]
    assert found.headline["handled"] == 105
    assert found.small >= 2


def test_what_total_less_shown_would_tell_is_hidden(store: Store) -> None:
    """Of 42 cases in one country 40 were solved: whoever reads both knows of two people."""

    def _fill(session: Session) -> None:
        put_many(session, 50, country="MY", **SOLVED)
        put_many(session, 30, country="MY")
        put_many(session, 40, country="SA", **SOLVED)
        put_many(session, 2, country="SA")

    store.write_now(_fill)
    countries = cells(read(store), "country")
    assert countries["SA"][1] is HIDDEN
    assert countries["SA"][2] is HIDDEN
    assert countries["MY"][1] is HIDDEN


def test_shown_figures_give_no_small_one_away(store: Store) -> None:
    """In every table: what the shown rows leave of the sum could be large for each hidden row."""

    def _fill(session: Session) -> None:
        for number, country in enumerate(("MY", "SA", "SG", "AE", "CN", "TW", "KH", "FR", "JP")):
            put_many(
                session,
                2 ** (8 - number) % 97 + number % 3,
                country=country,
                spoken=("id", "en", "zh", "fr")[number % 4],
            )
            put_many(session, 30 // (number + 1), country=country, **SOLVED)

    store.write_now(_fill)
    found = read(store)
    for key in ("topic", "country", "language", "months", "outcome"):
        table = found.tables[key]
        assert table.total is not None
        for column in (0, 1) if key != "outcome" else (0,):
            values = [row.cells[column] for row in table.rows]
            gaps = values.count(HIDDEN)
            assert all(not isinstance(value, int) or value == 0 or value >= 5 for value in values), key
            if gaps and table.total.cells[column] is not HIDDEN:
                left = table.total.cells[column] - sum(value for value in values if value is not HIDDEN)
                assert gaps >= 2, (key, column)
                assert left - (gaps - 1) >= 5, (key, column)


def test_answer_times_of_a_few_are_hidden(store: Store) -> None:
    def _fill(session: Session) -> None:
        put_many(session, 20, steps=answered_after(10))
        put_many(session, 9, steps=answered_after(18), spoken="en")
        put_many(session, 2, steps=answered_after(90), spoken="fr")

    store.write_now(_fill)
    answers = cells(read(store), "answers")
    assert set(answers["fr"]) == {HIDDEN}
    assert set(answers["en"]) == {HIDDEN}
    assert answers["id"][:3] == (20, 1.0, 1.0)


def test_drills_duplicates_and_wordless_beginnings_are_left_out(store: Store) -> None:
    def _fill(session: Session) -> None:
        put_many(session, 10)
        put_many(session, 7, exercise=True)
        put_many(session, 6, status="closed", outcome_code="duplicate")
        put_many(session, 6, status="closed", outcome="words followed", urgency="routine")

    store.write_now(_fill)
    found = read(store)
    assert (found.headline["handled"], found.drills) == (10, 7)
    assert list(cells(found, "outcome")) == ["open"]


def test_the_year_is_that_of_the_clock(store: Store) -> None:
    before, after = datetime(2025, 12, 31, 16, 59, tzinfo=UTC), datetime(2025, 12, 31, 17, 0, tzinfo=UTC)

    def _fill(session: Session) -> None:
        put_many(session, 5, at=before)
        put_many(session, 8, at=after)

    store.write_now(_fill)
    assert read(store).headline["handled"] == 8
    assert read(store, 2025).headline["handled"] == 5
    assert (read(store).provisional, read(store, 2025).provisional) == (True, False)


def test_nothing_to_publish(store: Store) -> None:
    store.write_now(lambda session: make_desk(session) and None)
    found = read(store)
    assert found.is_empty
    assert not any(table.rows for table in found.tables.values())


def test_fewer_than_five_in_all_are_not_told(store: Store) -> None:
    store.write_now(lambda session: put_many(session, 3))
    found = read(store)
    assert not found.is_empty
    assert found.headline["handled"] is HIDDEN
    shown = [cell for table in found.tables.values() for row in table.rows for cell in row.cells]
    assert not [cell for cell in shown if isinstance(cell, int | float) and cell]


def test_a_year_ahead_is_refused(store: Store) -> None:
    store.write_now(lambda session: make_desk(session) and None)
    with pytest.raises(YearAhead, match="2027"):
        read(store, 2027)


def test_the_same_cases_give_the_same_report(store: Store) -> None:
    def _fill(session: Session) -> None:
        large(session)
        put_many(session, 3, country="BR")
        put_many(session, 2, country="KE", at=NOON + timedelta(days=40))

    store.write_now(_fill)
    assert read(store) == read(store)
