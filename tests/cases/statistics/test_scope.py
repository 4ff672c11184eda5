from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.cases.statistics.scope import Scope, recent, year_of

JAKARTA, PARIS = ZoneInfo("Asia/Jakarta"), ZoneInfo("Europe/Paris")


def test_days_are_those_of_the_desk() -> None:
    late_in_london = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
    scope = recent(7, late_in_london, JAKARTA)
    assert (scope.first, scope.last) == (date(2026, 3, 4), date(2026, 3, 10))
    assert scope.start == datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
    assert scope.end == datetime(2026, 3, 10, 17, 0, tzinfo=UTC)


def test_a_year_begins_and_ends_at_midnight_there() -> None:
    scope = year_of(2026, PARIS)
    assert scope.start == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert scope.end == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert [step.first.month for step in scope.steps()] == list(range(1, 13))


def test_the_stretches_grow_with_the_period() -> None:
    def unit(days: int) -> str:
        return recent(days, datetime(2026, 6, 1, tzinfo=UTC), JAKARTA).steps()[0].unit

    assert [unit(days) for days in (7, 31, 32, 182, 183)] == ["day", "day", "week", "week", "month"]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_stretches_leave_no_gap(first: date, days: int) -> None:
    """Also over the nights in which Paris changes its clocks."""
    scope = Scope(first, date.fromordinal(first.toordinal() + days), PARIS)
    steps = scope.steps()
    assert steps[0].start == scope.start
    assert steps[-1].end == scope.end
    assert all(one.end == other.start for one, other in pairwise(steps))
    assert all(step.start < step.end for step in steps)
