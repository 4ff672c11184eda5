"""Case codes and number plates."""

from __future__ import annotations

import pytest

from bot.nlu.entities import EntityFinder

FINDER = EntityFinder()


def found(text: str) -> list[tuple[str, str, str]]:
    return [(entity.kind, entity.text, entity.value) for entity in FINDER(text, "en")]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("my case is jkt-7k4p-2 ok", "jkt-7k4p-2"),
        ("JKT 7K4P 2", "JKT 7K4P 2"),
        ("kode jkt 7k4p 2", "jkt 7k4p 2"),
        ("案件JKT-7K4P-2", "JKT-7K4P-2"),
        ("case JKT7K4P2", "JKT7K4P2"),
        ("jkt\u20117k4p\u20112", "jkt\u20117k4p\u20112"),
    ],
)
def test_case_codes(text: str, written: str) -> None:
    assert found(text) == [("case_code", written, "JKT-7K4P-2")]


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("JKT-7K4P3-2", "JKT-7K4P3-2", "JKT-7K4P3-2"),
        ("my case is jkt-7k4p3a-2 ok", "jkt-7k4p3a-2", "JKT-7K4P3A-2"),
        ("kode jkt 7k4p3 2", "jkt 7k4p3 2", "JKT-7K4P3-2"),
        ("case JKT7K4P3A2", "JKT7K4P3A2", "JKT-7K4P3A-2"),
        ("case JKT7K4P2 5 people", "JKT7K4P2", "JKT-7K4P-2"),
        ("case JKT 7K4P2, 5 people", "JKT 7K4P2", "JKT-7K4P-2"),
        ("JKT-7K4P 2", "JKT-7K4P 2", "JKT-7K4P-2"),
    ],
)
def test_codes_of_five_and_six(text: str, written: str, value: str) -> None:
    codes = [entity for entity in found(text) if entity[0] == "case_code"]
    assert codes == [("case_code", written, value)]


@pytest.mark.parametrize("text", ["jan-2026-5", "the 2345 6", "and here 4", "JKT7K4P2"])
def test_what_is_no_case_code(text: str) -> None:
    assert [entity for entity in found(text) if entity[0] == "case_code"] == []


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("mobil hitam B 1234 XYZ kabur", "B 1234 XYZ", "B 1234 XYZ"),
        ("mobil hitam b 1234 xyz kabur", "b 1234 xyz", "B 1234 XYZ"),
        ("b1234xyz", "b1234xyz", "B 1234 XYZ"),
        ("plat nomor AB 12 C", "AB 12 C", "AB 12 C"),
        ("plate B 1234 is fake", "B 1234", "B 1234"),
        ("plat WXY 1234", "WXY 1234", "WXY 1234"),
        ("taxi SGX1234A", "SGX1234A", "SGX 1234 A"),
        ("plaque AB-123-CD", "AB-123-CD", "AB-123-CD"),
        ("car AB12 CDE", "AB12 CDE", "AB12 CDE"),
        ("plate 1234-AB", "1234-AB", "1234 AB"),
        ("车牌粤B12345", "粤B12345", "粤B12345"),
        ("京a·88888", "京a·88888", "京A88888"),
    ],
)
def test_plates(text: str, written: str, value: str) -> None:
    assert found(text) == [("plate", written, value)]


@pytest.mark.parametrize(
    "text",
    ["saya di 2024 dan ada", "B211A visa", "flight GA 412", "room B 1204", "bus à 18 h", "voiture à 100 m"],
)
def test_what_is_no_plate(text: str) -> None:
    assert [entity for entity in found(text) if entity[0] == "plate"] == []
