"""Figures over the interface."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.conftest import Api


def table(answer: Any, key: str) -> dict[str, Any]:
    return next(found for found in answer.json()["tables"] if found["key"] == key)


async def test_nothing_yet(api: Api) -> None:
    answer = await api.get("/statistics")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["cases"], answer.json()["open_now"]) == (0, 0)


async def test_cases_are_counted_exercises_apart(api: Api) -> None:
    for topic in ("emergency_fire", "emergency_fire", "emergency_medical"):
        api.case(topic)
    api.case("emergency_fire", exercise=True)
    answer = await api.get("/statistics")
    assert (answer.json()["cases"], answer.json()["open_now"]) == (3, 3)
    topics = {row["code"]: row["figures"]["cases"] for row in table(answer, "topic")["rows"]}
    assert topics == {"emergency_fire": 2, "emergency_medical": 1}
    assert (await api.get("/statistics?first=2020-01-01&last=2020-02-01")).json()["cases"] == 0


async def test_a_token_of_a_desk_gets_its_desk(api: Api) -> None:
    api.case()
    api.case(desk_id=api.desks["beijing-110"])
    token = api.new_token("beijing", desk="beijing-110")
    own = await api.get("/statistics", token=token)
    assert (own.json()["cases"], own.json()["desk"]) == (1, "beijing-110")
    assert (await api.get("/statistics?desk=jakarta-112", token=token)).status_code == 404
    assert (await api.get("/statistics?desk=atlantis")).status_code == 404
    assert (await api.get("/statistics?desk=Jakarta-112")).json()["cases"] == 1
    assert (await api.get("/statistics")).json()["cases"] == 2


@pytest.mark.parametrize(
    "query",
    [
        "first=2026-02-01&last=2026-01-01", "first=1999-01-01", "last=9999-12-31", "first=2000-01-01",
        "timezone=Mars/Base", "timezone=../etc/passwd", "timezone=", "first=soon", "last=2000-01-01&first=1",
    ],
)  # fmt: skip
async def test_days_that_cannot_be(api: Api, query: str) -> None:
    answer = await api.get(f"/statistics?{query}")
    assert answer.status_code == 400
    assert answer.json()["what_to_do"]
