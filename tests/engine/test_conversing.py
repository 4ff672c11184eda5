"""What the dialogue is told of a message and its conversation."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.engine.conversing import _slots
from bot.engine.deciding import Decision


def job(**changes: Any) -> Any:
    values: dict[str, Any] = {
        "cases": [],
        "slots": {"language": "id", "unclear_count": 1, "emergency_where": "Jalan 3"},
        "language": "en",
        "script": "Latn",
        "country": None,
        "nationality": None,
        "latitude": None,
        "silent": False,
        "understanding": None,
        "parse": {},
    }
    return SimpleNamespace(**{**values, **changes})


def test_what_the_service_knows_replaces_what_was_kept() -> None:
    slots = _slots(job(country="MY"), Decision())
    assert (slots["language"], slots["country"], slots["emergency_where"]) == ("en", "MY", "Jalan 3")
    assert "unclear_count" not in slots
    assert "safe_to_write" not in slots


@pytest.mark.parametrize(
    ("understood", "screened", "urgency"),
    [
        (None, {}, None),
        (None, {"urgency": "urgent"}, "urgent"),
        ("routine", {"urgency": "urgent"}, "routine"),
    ],
)
def test_urgency_is_that_of_the_full_reading_else_of_the_screen(
    understood: str | None, screened: dict[str, str], urgency: str | None
) -> None:
    seen = SimpleNamespace(urgency=understood) if understood else None
    assert _slots(job(understanding=seen, parse=screened), Decision())["urgency"] == urgency


def test_a_shared_position_is_a_known_place() -> None:
    assert _slots(job(latitude=-6.2), Decision())["place_known"] is True
    assert _slots(job(), Decision())["place_known"] is False


def test_who_asked_for_silence_is_not_asked_whether_it_is_safe() -> None:
    assert _slots(job(silent=True), Decision())["safe_to_write"] == "no"
