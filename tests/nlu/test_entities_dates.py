"""Days, and moments counted from the traveller's clock: Tuesday, 24 November 2026, noon."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.nlu.entities import EntityFinder

FINDER = EntityFinder()
NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


def found(text: str, language: str = "en", now: dt.datetime = NOON) -> list[tuple[str, str, str]]:
    return [(entity.kind, entity.text, entity.value) for entity in FINDER(text, language, now=now)]


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("besok pagi", "besok", "2026-11-25"),
        ("aujourd’hui même", "aujourd’hui", "2026-11-24"),
        ("大后天", "大后天", "2026-11-27"),
        ("day after tomorrow", "day after tomorrow", "2026-11-26"),
        ("on 12 december", "12 december", "2026-12-12"),
        ("12 januari", "12 januari", "2027-01-12"),
        ("January 5th", "January 5th", "2027-01-05"),
        ("1er novembre", "1er novembre", "2026-11-01"),
        ("24/12/2026", "24/12/2026", "2026-12-24"),
        ("12/24/2026", "12/24/2026", "2026-12-24"),
        ("lahir 17-08-90", "17-08-90", "1990-08-17"),
        ("tgl 5", "5", "2026-12-05"),
        ("on the 5th", "5th", "2026-12-05"),
        ("2026年11月12日", "2026年11月12日", "2026-11-12"),
        ("十二月一号", "十二月一号", "2026-12-01"),
        ("下个月3号", "下个月3号", "2026-12-03"),
        ("senin depan", "senin depan", "2026-11-30"),
        ("senin minggu depan", "senin minggu depan", "2026-11-30"),
        ("next friday", "next friday", "2026-11-27"),
        ("friday next week", "friday next week", "2026-12-04"),
        ("last monday", "last monday", "2026-11-23"),
        ("since tuesday", "tuesday", "2026-11-17"),
        ("vendredi prochain", "vendredi prochain", "2026-11-27"),
        ("mardi dernier", "mardi dernier", "2026-11-17"),
        ("下周五", "下周五", "2026-12-04"),
        ("上周三", "上周三", "2026-11-18"),
        ("hari minggu", "hari minggu", "2026-11-29"),
        ("in 3 days", "in 3 days", "2026-11-27"),
        ("dua hari yang lalu", "dua hari yang lalu", "2026-11-22"),
        ("il y a deux jours", "il y a deux jours", "2026-11-22"),
        ("三天前", "三天前", "2026-11-21"),
        ("seminggu lagi", "seminggu lagi", "2026-12-01"),
        ("il y a 3 mois", "il y a 3 mois", "2026-08-24"),
        ("半年前", "半年前", "2026-05-24"),
    ],
)
def test_dates(text: str, written: str, value: str) -> None:
    assert found(text) == [("date", written, value)]


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026", "tanggal 31 februari", "24/7", "minggu ini", "minggu depan", "every friday", "5 may be late",
        "on the 5th floor", "5号楼", "国道一号", "三天了", "depuis trois jours", "2026年以后", "in 9999 years",
    ],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert found(text) == []


def test_french_articles_are_no_months() -> None:
    assert found("les 5 des îles", "fr") == []
    assert found("5 des", "id") == [("date", "5 des", "2026-12-05")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("dalam 2 jam", "14:00"),
        ("two hours ago", "10:00"),
        ("il y a une heure", "11:00"),
        ("in half an hour", "12:30"),
        ("dans une heure et demie", "13:30"),
        ("30 menit lagi", "12:30"),
        ("一个半小时后", "13:30"),
        ("in 20 hours", "2026-11-25T08:00"),
        ("30 hours ago", "2026-11-23T06:00"),
    ],
)
def test_moments_of_the_day(text: str, value: str) -> None:
    assert found(text) == [("time", text, value)]


def test_hours_are_counted_over_a_change_of_the_clock() -> None:
    before = dt.datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert found("dans 2 heures", "fr", before) == [("time", "dans 2 heures", "04:30")]


def test_the_end_of_a_month_has_no_day_to_go_to() -> None:
    end = dt.datetime(2027, 1, 31, 12, 0, tzinfo=NOON.tzinfo)
    assert found("in 1 month", "en", end) == [("date", "in 1 month", "2027-02-28")]


def test_the_29th_of_february_is_in_the_closest_leap_year_or_none() -> None:
    assert found("29 february") == []
    leap = dt.datetime(2027, 11, 24, 12, 0, tzinfo=NOON.tzinfo)
    assert found("29 february", "en", leap) == [("date", "29 february", "2028-02-29")]
