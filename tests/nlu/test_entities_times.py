"""Times of day, with the part of the day that decides between their two readings."""

from __future__ import annotations

import pytest

from bot.nlu.entities import EntityFinder

FINDER = EntityFinder()


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("jam 3 sore nanti", "jam 3 sore", "15:00"),
        ("jam 3", "jam 3", "03:00"),
        ("jam 12 malam", "jam 12 malam", "00:00"),
        ("jam 12 siang", "jam 12 siang", "12:00"),
        ("jam 1 malam", "jam 1 malam", "01:00"),
        ("jam dua belas", "jam dua belas", "12:00"),
        ("pukul 07.30", "pukul 07.30", "07:30"),
        ("setengah tujuh", "setengah tujuh", "06:30"),
        ("jam setengah tujuh malam", "jam setengah tujuh malam", "18:30"),
        ("jam 7 kurang seperempat", "jam 7 kurang seperempat", "06:45"),
        ("tengah malam", "tengah malam", "00:00"),
        ("at 2 pm", "2 pm", "14:00"),
        ("12 am", "12 am", "00:00"),
        ("half past six", "half past six", "06:30"),
        ("quarter to nine", "quarter to nine", "08:45"),
        ("3 in the afternoon", "3 in the afternoon", "15:00"),
        ("6 o'clock", "6 o'clock", "06:00"),
        ("at noon", "noon", "12:00"),
        ("à 15h30", "15h30", "15:30"),
        ("18 h 45", "18 h 45", "18:45"),
        ("six heures et demie", "six heures et demie", "06:30"),
        ("sept heures moins le quart", "sept heures moins le quart", "06:45"),
        ("à trois heures de l'après-midi", "trois heures de l'après-midi", "15:00"),
        ("midi et demi", "midi et demi", "12:30"),
        ("下午3点半", "下午3点半", "15:30"),
        ("晚上八点一刻", "晚上八点一刻", "20:15"),
        ("差十分八点", "差十分八点", "07:50"),
        ("凌晨12点", "凌晨12点", "00:00"),
        ("下午 5:45", "下午 5:45", "17:45"),
        ("午夜", "午夜", "00:00"),
        ("23:59:59", "23:59:59", "23:59"),
    ],
)
def test_times(text: str, written: str, value: str) -> None:
    assert [(e.kind, e.text, e.value) for e in FINDER(text, "en")] == [("time", written, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("nanti malam jam 8", "20:00"),
        ("jam 8 malam ini", "20:00"),
        ("tonight at 8", "20:00"),
        ("今晚八点", "20:00"),
        ("昨晚11点多", "23:00"),
    ],
)
def test_the_part_of_the_day_may_belong_to_the_day(text: str, value: str) -> None:
    entities = FINDER(text, "id")
    assert sorted(entity.kind for entity in entities) == ["date", "time"]
    assert [entity.value for entity in entities if entity.kind == "time"] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "tiga jam menunggu", "jam tangan", "24 jam", "setengah mati", "setengah juta", "pages 1 to 4",
        "flat 8 this evening",
        "depuis trois heures",
        "16h par jour", "3h de route", "gare du midi", "有点冷", "早点睡", "一点办法", "三点建议",
        "八点七", "12.500", "25:00", "score 3:2", "jam 30",
    ],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert [e for e in FINDER(text, "fr") if e.kind == "time"] == []
