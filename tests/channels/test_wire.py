"""Readers of foreign JSON."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels import wire
from bot.messages.errors import MalformedBody
from bot.messages.types import Position


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("a", "a"),
        ("a\x00b", "ab"),
        ("\ud83d\ude4f", "🙏"),
        ("\ud83d!", "�!"),
        (3, ""),
        (None, ""),
        (["a"], ""),
    ],
)
def test_text(value: Any, read: str) -> None:
    assert wire.text(value) == read


@pytest.mark.parametrize(
    ("value", "read"), [(7, "7"), (" 7 ", "7"), (-100, "-100"), (True, ""), (7.0, ""), (10**40, ""), ({}, "")]
)
def test_ident(value: Any, read: str) -> None:
    assert wire.ident(value) == read


def test_long_ids_stay_different() -> None:
    one, other = wire.ident("x" * 300 + "a", 100), wire.ident("x" * 300 + "b", 100)
    assert len(one) == len(other) == 100
    assert one != other


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**400, "1", None, True])
def test_no_number(value: Any) -> None:
    assert wire.number(value) is None


@pytest.mark.parametrize(
    ("value", "read"), [(0, 0), (2**31 - 1, 2**31 - 1), (2**31, None), (-1, None), (1.0, None)]
)
def test_whole(value: Any, read: int | None) -> None:
    assert wire.whole(value) == read


def test_position_needs_the_globe() -> None:
    assert wire.position({"latitude": 90, "longitude": -180, "horizontal_accuracy": -1}) == Position(90, -180)
    assert wire.position({"latitude": 90.1, "longitude": 0}) is None
    assert wire.position(None) is None


def test_numbers_beyond_a_float_are_malformed_or_nothing() -> None:
    try:
        value = wire.decode(b'{"a": 1e400}')
    except MalformedBody:
        return
    assert wire.number(value["a"]) is None


def test_fingerprint_does_not_see_the_order_of_keys() -> None:
    assert (
        wire.fingerprint({"a": 1, "b": 2}) == wire.fingerprint({"b": 2, "a": 1}) != wire.fingerprint({"a": 1})
    )


def test_position_without_name_in_words() -> None:
    assert wire.with_position("", Position(1.5, 2.25)) == "📍 (1.50000, 2.25000)"
