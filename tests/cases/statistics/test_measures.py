import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.statistics.measures import answer_times, grouped, percentile
from bot.cases.statistics.waits import Wait


def wait(seconds: float, answered: bool = True, language: str = "id") -> Wait:
    return Wait("critical", language, "jakarta-112", seconds, answered)


def test_limits_belong_to_the_share() -> None:
    times = answer_times([wait(15.0), wait(15.1), wait(20.0), wait(20.1)])
    assert (times.waits, times.within, times.unanswered) == (4, (1, 3), 0)
    assert (times.share(0), times.share(1)) == (0.25, 0.75)


def test_nobody_answered_counts_as_late_from_twenty_seconds_on() -> None:
    times = answer_times([wait(10), wait(19.9, answered=False), wait(20, answered=False)])
    assert (times.waits, times.within, times.unanswered) == (2, (1, 1), 1)
    assert times.median == 10
    assert times.p95 == math.inf


def test_nothing_has_no_share() -> None:
    times = answer_times([])
    assert (times.waits, times.share(0), times.median, times.p95) == (0, None, None, None)


@pytest.mark.parametrize(("share", "value"), [(0.5, 10), (0.95, 19), (1.0, 20), (0.0, 1)])
def test_nearest_rank(share: float, value: int) -> None:
    assert percentile(range(1, 21), share) == value


@given(st.lists(st.tuples(st.floats(0, 100), st.booleans())))
def test_shares_and_ranks_agree(given_waits: list[tuple[float, bool]]) -> None:
    times = answer_times(wait(*each) for each in given_waits)
    assert 0 <= times.within[0] <= times.within[1] <= times.waits - times.unanswered
    if times.waits:
        assert times.median is not None
        assert times.p95 is not None
        assert times.median <= times.p95
        assert (times.p95 <= 20) == (times.within[1] >= 0.95 * times.waits)


def test_groups() -> None:
    found = grouped(
        [wait(1, language="zh"), wait(30, language="id"), wait(3, language="zh")], lambda w: w.language
    )
    assert {code: times.within for code, times in found.items()} == {"id": (0, 0), "zh": (2, 2)}
