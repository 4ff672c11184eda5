"""Numbers of people in words and figures; what is vague stays vague."""

from __future__ import annotations

import pytest

from bot.nlu.entities import EntityFinder

FINDER = EntityFinder()


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("three people are hurt", "three people", "3"),
        ("the three of us", "three of us", "3"),
        ("two of my friends", "two of my friends", "2"),
        ("family of five", "family of five", "5"),
        ("a dozen workers", "a dozen workers", "~12"),
        ("dozens of people", "dozens of people", "20+"),
        ("over 20 injured", "over 20 injured", "20+"),
        ("about 15 people", "about 15 people", "~15"),
        ("2-3 men", "2-3 men", "2-3"),
        ("twenty-five passengers", "twenty-five passengers", "25"),
        ("5 orang terjebak", "5 orang", "5"),
        ("kami berdua", "berdua", "2"),
        ("kami berlima belas", "berlima belas", "15"),
        ("dua puluh lima orang jamaah", "dua puluh lima orang jamaah", "25"),
        ("dua tiga orang", "dua tiga orang", "2-3"),
        ("belasan orang", "belasan orang", "10+"),
        ("sekitar 20 org", "sekitar 20 org", "~20"),
        ("kedua anak saya", "kedua anak", "2"),
        ("deux enfants perdus", "deux enfants", "2"),
        ("nous sommes quatre", "nous sommes quatre", "4"),
        ("une dizaine de personnes", "une dizaine de personnes", "~10"),
        ("au moins une vingtaine de morts", "au moins une vingtaine de morts", "20+"),
        ("quatre-vingt-dix passagers", "quatre-vingt-dix passagers", "90"),
        ("dix-sept marins", "dix-sept marins", "17"),
        ("十二个人被困", "十二个人", "12"),
        ("我们三个", "我们三个", "3"),
        ("俩人", "俩人", "2"),
        ("一家三口", "三口", "3"),
        ("十几个工友", "十几个工友", "10+"),
        ("四十几个人", "四十几个人", "40+"),
        ("二十多名游客", "二十多名游客", "20+"),
        ("大概三十人", "大概三十人", "~30"),
        ("二三十个人", "二三十个人", "20-30"),
        ("一名工人受伤", "一名工人", "1"),
    ],
)
def test_people(text: str, written: str, value: str) -> None:
    assert [(e.kind, e.text, e.value) for e in FINDER(text, "en")] == [("people", written, value)]


@pytest.mark.parametrize(
    "text",
    [
        "a person", "une personne", "seorang teman", "12 monkeys maybe", "we are five minutes away", "we are 9 and 12",
        "on est 5 km plus loin", "anak kedua saya", "dua koper", "两个小时", "三个月没工资", "一个朋友", "第三个人",
        "同一人", "一个人都没有", "我们一个舞蹈队",
    ],
)  # fmt: skip
def test_who_is_not_counted(text: str) -> None:
    assert [e for e in FINDER(text, "en") if e.kind == "people"] == []
