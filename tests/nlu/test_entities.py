"""Entities in four languages."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.nlu.entities import EntityFinder

PLACES = [
    ("Jakarta", "city", "ID", "Jakarta"),
    ("雅加达", "city", "ID", "Jakarta"),
    ("Kuala Lumpur", "city", "MY", "Kuala Lumpur"),
    ("Kuala", "city", "MY", "Kuala"),
    ("Nice", "city", "FR", "Nice"),
    ("Taïwan", "country", "TW", "Taiwan"),
]
FINDER = EntityFinder(PLACES, today=lambda: dt.date(2026, 11, 24))


def found(text: str) -> list[tuple[str, str, str]]:
    return [(entity.kind, entity.text, entity.value) for entity in FINDER(text, "en")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("my case is jkt-7k4p-2 ok", ("case_code", "jkt-7k4p-2", "JKT-7K4P-2")),
        ("call 0812 3456 7890 please", ("phone", "0812 3456 7890", "+6281234567890")),
        ("mon numéro +33 6 12 34 56 78", ("phone", "+33 6 12 34 56 78", "+33612345678")),
        ("mobil hitam B 1234 XYZ kabur", ("plate", "B 1234 XYZ", "B 1234 XYZ")),
        ("plat nomor AB 12 C", ("plate", "AB 12 C", "AB 12 C")),
        ("车牌粤B12345", ("plate", "粤B12345", "粤B12345")),
        ("three people are hurt", ("people", "three people", "3")),
        ("5 orang terjebak", ("people", "5 orang", "5")),
        ("deux enfants perdus", ("people", "deux enfants", "2")),
        ("十二个人被困", ("people", "十二个人", "12")),
        ("at 2 pm", ("time", "2 pm", "14:00")),
        ("jam 3 sore nanti", ("time", "jam 3", "03:00")),
        ("à 15h30", ("time", "15h30", "15:30")),
        ("下午3点半", ("time", "下午3点半", "15:30")),
        ("besok pagi", ("date", "besok", "2026-11-25")),
        ("aujourd’hui même", ("date", "aujourd’hui", "2026-11-24")),
        ("on 12 december", ("date", "12 december", "2026-12-12")),
        ("2026年11月12日", ("date", "2026年11月12日", "2026-11-12")),
        ("24/12/2026", ("date", "24/12/2026", "2026-12-24")),
        ("我在雅加达", ("city", "雅加达", "Jakarta")),
        ("i am in KUALA LUMPUR", ("city", "KUALA LUMPUR", "Kuala Lumpur")),
        ("je suis à Taïwan", ("country", "Taïwan", "Taiwan")),
        ("je suis à Nice", ("city", "Nice", "Nice")),
    ],
)
def test_entity(text: str, wanted: tuple[str, str, str]) -> None:
    assert found(text) == [wanted]


@pytest.mark.parametrize("text", ["nice to meet you", "31/02/2026", "a person", "", "\ud800 \x00", "12 monkeys maybe"])
def test_what_is_none(text: str) -> None:
    assert found(text) == []


def test_positions_point_into_the_text() -> None:
    text = "In Jakarta, 3 people, B 1234 XYZ, 0812 3456 7890"
    entities = FINDER(text, "en")
    assert [entity.kind for entity in entities] == ["city", "people", "plate", "phone"]
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)
    assert entities[0].country == "ID"
