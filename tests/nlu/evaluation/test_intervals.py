"""Shares and their intervals."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from bot.nlu.evaluation.figure import Figure
from bot.nlu.evaluation.intervals import Share


@pytest.mark.parametrize(("part", "whole"), [(8, 10), (1, 500), (499, 500)])
def test_the_interval_is_wilsons(part: int, whole: int) -> None:
    low, high = Share(part, whole).interval()
    expected = binomtest(part, whole).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-6)


@pytest.mark.parametrize(("part", "whole"), [(0, 1), (0, 484), (1, 1), (484, 484)])
def test_with_none_or_all_it_is_the_exact_one(part: int, whole: int) -> None:
    low, high = Share(part, whole).interval()
    expected = binomtest(part, whole).proportion_ci(method="exact")
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_nothing_to_count() -> None:
    assert Share(0, 0).interval() == (0.0, 1.0)
    assert Share(0, 0).value == 0.0
    assert Figure.if_any(Share(0, 0)) is None


def test_shares_and_figures_read_alike() -> None:
    assert str(Share(1, 2)).startswith("50.0 % (1/2, ")
    assert str(Figure.of(Share(1, 2))).startswith("50.0 % (1/2, ")
    assert str(Figure.of(0.25)) == "25.0 %"


def test_almost_all_is_not_shown_as_all() -> None:
    assert Figure.of(Share(9999, 10000)).percent == "99.99 %"
    assert Figure.of(Share(7, 7)).percent == "100.0 %"
    assert Figure.of(Share(1265, 1278)).precise == "98.98 %"
