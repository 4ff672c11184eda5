from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.hours import DAYS, desk_zone, is_open, next_opening, parse_hours, show_hours
from bot.accounts.problems import DeskProblem
from bot.store.tables import Desk

PARIS = ZoneInfo("Europe/Paris")


def desk(hours: object, zone: str = "Europe/Paris") -> Desk:
    return Desk(code="x", name="X", hours=hours, coverage={"timezone": zone})


def at(text: str, zone: ZoneInfo = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "hours", "shown"),
    [
        ("", {}, "always"),
        ("Always", {}, "always"),
        ("mon-tue 8:00-16:00", {"mon": [["08:00", "16:00"]], "tue": [["08:00", "16:00"]]},
         "mon-tue 08:00-16:00"),
        ("sat 22:00–06:00", {"sat": [["22:00", "24:00"]], "sun": [["00:00", "06:00"]]},
         "sat 22:00-24:00; sun 00:00-06:00"),
        ("mon 13:00-16:00, 08:00-12:00", {"mon": [["08:00", "12:00"], ["13:00", "16:00"]]},
         "mon 08:00-12:00, 13:00-16:00"),
        ("mon, wed 09:00-00:00", {"mon": [["09:00", "24:00"]], "wed": [["09:00", "24:00"]]},
         "mon 09:00-24:00; wed 09:00-24:00"),
        ("fri 08:00-12:00; fri 10:00-14:00", {"fri": [["08:00", "14:00"]]}, "fri 08:00-14:00"),
    ],
)  # fmt: skip
def test_hours_as_people_write_them(text: str, hours: dict, shown: str) -> None:
    assert parse_hours(text) == hours
    assert show_hours(hours) == shown
    assert parse_hours(shown) == hours


@pytest.mark.parametrize(
    "text",
    [
        "monday 8-16",
        "mon",
        "mon 8:00",
        "mon 25:00-26:00",
        "mon 08:00-08:00",
        "mon 08:60-09:00",
        "xyz 08:00-09:00",
    ],
)
def test_what_is_no_opening_time_is_said_with_an_example(text: str) -> None:
    with pytest.raises(DeskProblem, match="mon-fri 08:00-16:00"):
        parse_hours(text)


def test_a_desk_opens_and_closes_on_its_own_clock() -> None:
    paris = desk(parse_hours("mon-fri 09:00-17:00"))
    assert not is_open(paris, at("2026-11-23T08:59"))  # A Monday.
    assert is_open(paris, at("2026-11-23T09:00"))
    assert not is_open(paris, at("2026-11-23T17:00"))
    assert not is_open(paris, at("2026-11-22T12:00"))
    # Summer time: the same hour of the clock is another moment.
    assert is_open(paris, datetime(2026, 7, 6, 7, 0, tzinfo=UTC))
    assert not is_open(paris, datetime(2026, 11, 23, 7, 0, tzinfo=UTC))


def test_the_next_opening() -> None:
    paris = desk(parse_hours("mon-fri 09:00-12:00, 14:00-17:00"))
    opens = next_opening(paris, at("2026-11-20T18:00"))  # A Friday evening.
    assert opens is not None
    assert f"{opens:%a %H:%M %Z}" == "Mon 09:00 CET"
    assert next_opening(paris, at("2026-11-23T12:30")) == at("2026-11-23T14:00")
    assert next_opening(paris, at("2026-11-23T10:00")) is None
    assert next_opening(desk({}), at("2026-11-23T10:00")) is None


@pytest.mark.parametrize(
    "hours", [{"mon": "08:00"}, {"mon": [["x"]]}, {"day": []}, {"mon": [[None, None]]}, {}]
)
def test_hours_that_cannot_be_read_close_no_desk(hours: object) -> None:
    assert is_open(desk(hours), at("2026-11-23T03:00"))


def test_a_zone_that_is_none_is_jakartas() -> None:
    assert str(desk_zone(desk({}, "Mars/Olympus"))) == "Asia/Jakarta"


spans = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda s: s[0] != s[1]), max_size=3
)


@given(st.dictionaries(st.sampled_from(DAYS), spans), st.integers(0, 7 * 1440 - 1))
def test_what_is_shown_reads_back_and_opens_the_same_minutes(week: dict, minute: int) -> None:
    text = "; ".join(
        f"{day} {a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}"
        for day, pairs in week.items()
        for a, b in pairs
    )
    hours = parse_hours(text)
    assert parse_hours(show_hours(hours)) == hours
    monday = datetime(2026, 11, 23, tzinfo=ZoneInfo("Asia/Jakarta"))
    now = monday + timedelta(minutes=minute)
    wanted = any(
        (DAYS.index(day) * 1440 + a <= m < DAYS.index(day) * 1440 + (b if b > a else b + 1440))
        for day, pairs in week.items()
        for a, b in pairs
        for m in (minute, minute + 7 * 1440)
    )
    always = not any(week.values())
    here = desk(hours, "Asia/Jakarta")
    assert is_open(here, now) == (wanted or always)
    opens = next_opening(here, now)
    if opens is None:
        assert is_open(here, now)
    else:
        assert now < opens <= now + timedelta(days=8)
        assert is_open(here, opens)
        assert not is_open(here, opens - timedelta(minutes=1))
