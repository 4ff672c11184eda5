"""Whether probabilities mean what they say."""

from __future__ import annotations

import pytest

from bot.nlu.evaluation.calibration import calibration, reliability
from tests.nlu.evaluation.made_up import FIRE, reading


def test_a_calibrated_model_has_no_error() -> None:
    assert reliability([(0.75, True)] * 3 + [(0.75, False)]).error == pytest.approx(0)


def test_the_error_weighs_bins_by_their_sentences() -> None:
    found = reliability([(0.95, False)] * 3 + [(0.05, False)])
    assert found.error == pytest.approx((3 * 0.95 + 0.05) / 4)
    assert [(each.low, each.high, each.true.counts) for each in found.bins] == [(0.0, 0.1, "0/1"), (0.9, 1.0, "0/3")]


def test_certainty_falls_into_the_last_bin() -> None:
    assert [each.high for each in reliability([(1.0, True)]).bins] == [1.0]


def test_nothing_read() -> None:
    assert reliability([]).error == 0.0


def test_danger_is_judged_where_the_model_tells_it() -> None:
    plain = calibration([reading("x")])
    assert plain.danger is None
    told = calibration(
        [
            reading("fire", "critical", "critical", [FIRE], FIRE, danger=0.8),
            reading("hi", danger=0.2),
            reading("either", "urgent", "critical", accepted=["urgent", "critical"], danger=0.5),
        ]
    )
    assert told.danger is not None
    assert told.danger.error == pytest.approx(0.2)
    assert sum(each.true.whole or 0 for each in told.danger.bins) == 2
