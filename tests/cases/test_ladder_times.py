"""Seconds of the ladder, as a desk sets them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.ladder_times import LONGEST_S, SHORTEST_S, LadderTimes, level_of, times_of
from bot.store.tables import Desk


def desk(**ladder: Any) -> Desk:
    return Desk(code="x", name="X", prefix="ABC", kind="112", ladder=ladder)


def test_the_usual_times() -> None:
    assert times_of(desk()) == LadderTimes(15, 20, 60, 60)


def test_a_desk_has_its_own() -> None:
    assert times_of(desk(desk=10, supervisor=12, beyond=30, every=45)) == LadderTimes(10, 12, 30, 45)


@pytest.mark.parametrize("value", [0, -5, 1e9, float("nan"), True, "20", None, [1]])
def test_what_is_no_time_counts_as_not_given(value: Any) -> None:
    assert times_of(desk(every=value)) == LadderTimes()


def test_no_step_comes_before_a_lower_one() -> None:
    assert times_of(desk(desk=100)) == LadderTimes(100, 100, 100, 60)


@given(
    st.dictionaries(
        st.sampled_from(["desk", "supervisor", "beyond", "every"]),
        st.one_of(st.floats(), st.integers(), st.booleans(), st.text(), st.none()),
    )
)
def test_the_order_holds_for_anything(ladder: dict[str, Any]) -> None:
    times = times_of(desk(**ladder))
    assert SHORTEST_S <= times.desk <= times.supervisor <= times.beyond <= LONGEST_S
    assert SHORTEST_S <= times.every <= LONGEST_S


def test_levels_of_steps() -> None:
    steps = ("ring_desk", "ring_supervisor", "ring_beyond", "ring_beyond:4", "ring_beyond:17")
    assert [level_of(step) for step in steps] == [1, 2, 3, 4, 17]
