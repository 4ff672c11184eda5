from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.accounts.local_times import read_local
from bot.accounts.problems import DeskProblem

PARIS = ZoneInfo("Europe/Paris")


def test_a_time_is_read_on_the_clock_of_the_desk() -> None:
    assert read_local("2026-11-24 22:00", PARIS) == datetime(2026, 11, 24, 21, tzinfo=UTC)
    assert read_local(" 2026-07-01T06:30 ", PARIS) == datetime(2026, 7, 1, 4, 30, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_the_first() -> None:
    assert read_local("2026-10-25 02:30", PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_that_clocks_skip_is_refused() -> None:
    with pytest.raises(DeskProblem, match="clocks go forward"):
        read_local("2026-03-29 02:30", PARIS)


@pytest.mark.parametrize(
    "text", ["", "now", "2026-11-24", "2026-11-24 22:00+01:00", "24.11.2026 22:00", "0001-01-01 00:00"]
)
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(DeskProblem, match="2026-11-24 22:00"):
        read_local(text, ZoneInfo("Asia/Jakarta"))
