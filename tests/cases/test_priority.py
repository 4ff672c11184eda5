"""The order of the queue explains itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.priority import VULNERABLE, priority
from bot.store.base import utcnow
from bot.store.tables import Case

NOW = utcnow()


def a_case(urgency: str = "critical", minutes: float = 0, **values: object) -> Case:
    defaults = {"vulnerable": [], "marks": {}, "watched": False}
    return Case(urgency=urgency, opened_at=NOW - timedelta(minutes=minutes), **{**defaults, **values})


@given(
    st.sampled_from(["critical", "urgent", "routine", "unheard of"]),
    st.lists(st.sampled_from([*VULNERABLE, "blind"]), unique=True),
    st.floats(-10, 1e6),
    st.booleans(),
    st.dictionaries(st.sampled_from(["silent_since", "more_danger", "prank", "cancel_asked"]), st.just("x")),
)
def test_never_zero_and_always_the_sum_of_its_reasons(
    urgency: str, vulnerable: list[str], minutes: float, watched: bool, marks: dict[str, str]
) -> None:
    found = priority(a_case(urgency, minutes, vulnerable=vulnerable, watched=watched, marks=marks), NOW)
    assert found.score > 0
    assert found.score == pytest.approx(sum(points for _key, points in found.reasons))
    assert found.reasons
    without = {key: value for key, value in marks.items() if key in ("silent_since", "more_danger")}
    assert found.score >= priority(a_case(urgency, minutes, marks=without), NOW).score


def test_what_weighs_more() -> None:
    plain = priority(a_case(), NOW).score
    assert priority(a_case("urgent", 10_000, vulnerable=list(VULNERABLE)), NOW).score > 300
    for values in ({"vulnerable": ["child"]}, {"watched": True}, {"marks": {"silent_since": "x"}}):
        assert priority(a_case(**values), NOW).score > plain
    assert priority(a_case(minutes=5), NOW).score > plain
    assert plain > priority(a_case("urgent", 30), NOW).score


def test_it_says_why() -> None:
    found = priority(a_case(minutes=4, vulnerable=["child"]), NOW)
    assert found.words == "critical 1000 + child 60 + waiting 4"
    assert priority(a_case(minutes=90), NOW, NOW - timedelta(minutes=2)).words == "critical 1000 + waiting 2"
