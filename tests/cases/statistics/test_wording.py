import math
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cases.statistics.scope import Step
from bot.cases.statistics.tables import HIDDEN, SECONDS, SHARE, Column
from bot.cases.statistics.wording import name_of, percent, shown, step_name, whole_percent
from bot.desk.labels import LANGUAGES, Labels


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("language", "count", "share"),
    [
        ("en", "12,345", "93.5 %"),
        ("id", "12.345", "93,5 %"),
        ("fr", "12 345", "93,5 %"),
        ("zh", "12,345", "93.5%"),
    ],
)
def test_numbers_as_the_language_writes_them(language: str, count: str, share: str) -> None:
    words = Labels(language)
    assert plain(shown(words, Column("cases"), 12_345)) == count
    assert plain(shown(words, Column("x", SHARE), 0.935)) == share


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "100 %"),
        (0.0, "0 %"),
        (0.99999, "99.9 %"),
        (0.00001, "0.1 %"),
        (0.9, "90.0 %"),
        (0.8996, "89.9 %"),
    ],
)
def test_nearly_all_is_not_all(value: float, text: str) -> None:
    assert plain(percent(Labels("en"), value)) == text
    assert plain(whole_percent(Labels("en"), 0.95)) == "95 %"


@pytest.mark.parametrize(
    ("value", "text"),
    [(7.04, "7 s"), (7.5, "7.5 s"), (119, "119 s"), (150, "2 min"), (7300, "2 h"), (200_000, "2 d")],
)
def test_times_in_the_unit_that_reads_best(value: float, text: str) -> None:
    assert plain(shown(Labels("en"), Column("x", SECONDS), value)) == text


def test_what_is_no_figure() -> None:
    words = Labels("en")
    assert shown(words, Column("x", SECONDS), math.inf) == "not answered"
    assert shown(words, Column("x"), HIDDEN) == "*"
    assert shown(words, Column("x", SHARE), None) == "–"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_has_a_name_in_every_language(language: str) -> None:
    words = Labels(language)
    codes = {
        "topic": "emergency_fire", "urgency": "critical", "language": "zh", "country": "MY",
        "channel": "whatsapp", "desk": "kbri-paris", "transfer": "kbri-paris jakarta-112",
        "months": "2026-03", "age": "older", "outcome": "uncoded",
    }  # fmt: skip
    names = {
        naming: name_of(words, naming, code, {"kbri-paris": "KBRI Paris"}) for naming, code in codes.items()
    }
    assert names["desk"] == "KBRI Paris"
    assert names["transfer"] == "KBRI Paris → jakarta-112"
    assert not [naming for naming, name in names.items() if name in (codes[naming], "")]
    for naming in codes:
        assert name_of(words, naming, "total", {}) == words("statistics.total")
    assert name_of(words, "country", "unknown", {}) == words("statistics.unknown")


def test_codes_of_tomorrow_break_nothing() -> None:
    words = Labels("en")
    assert name_of(words, "outcome", "moved_on", {}) == "moved on"
    assert name_of(words, "channel", "signal", {}) == "Signal"
    assert name_of(words, "country", "XX", {}) == "XX"


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "10 Mar", "Mar 2026"),
        ("id", "10 Mar", "Mar 2026"),
        ("zh", "3月10日", "2026年3月"),
        ("fr", "10 mars", "mars 2026"),
    ],
)
def test_names_of_stretches(language: str, day: str, month: str) -> None:
    at = datetime(2026, 3, 10, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert step_name(Labels(language), Step("day", date(2026, 3, 10), at, at)) == day
    assert step_name(Labels(language), Step("month", date(2026, 3, 10), at, at)) == month
