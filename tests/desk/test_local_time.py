from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.desk.local_time import clock, day, duration, full, zone_name, zone_of


def _desk(**coverage: object) -> SimpleNamespace:
    return SimpleNamespace(coverage=coverage)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (-3, "0:00"),
        (7.9, "0:07"),
        (65, "1:05"),
        (3599, "59:59"),
        (3600, "1 h 00"),
        (11100, "3 h 05"),
        (187200, "2 d 4 h"),
    ],
)
def test_durations(seconds: float, written: str) -> None:
    assert duration(seconds) == written


def test_times_are_those_of_the_desk() -> None:
    at = datetime(2026, 1, 1, 20, 5, 9, tzinfo=UTC)
    paris, jakarta = zone_of(_desk(timezone="Europe/Paris")), zone_of(None)
    assert clock(at, paris) == "21:05"
    assert clock(at, jakarta) == "03:05"
    assert day(at, jakarta) == "2026-01-02"
    assert full(at, jakarta) == "2026-01-02 03:05:09 WIB"
    assert clock(None, jakarta) == full(None, jakarta) == ""


@pytest.mark.parametrize("name", ["Mars/Olympus", "../../etc/passwd", ""])
def test_a_wrong_zone_breaks_nothing(name: str) -> None:
    assert zone_name(zone_of(_desk(timezone=name))) in ("UTC", "WIB")
