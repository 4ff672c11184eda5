"""Cleaning never raises and keeps what matters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.text import MAX_CHARACTERS, clean, plain_view, rule_view


@given(st.text(st.characters(), max_size=300))
def test_any_text_is_cleaned_and_viewed(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert len(cleaned) <= MAX_CHARACTERS
    assert "  " not in rule_view(cleaned, {})
    plain_view(cleaned, {})


@pytest.mark.parametrize("odd", [None, 55, "\ud800", "\x00\x07", "\u202e\u200b", b"x"])
def test_odd_input_does_not_raise(odd: object) -> None:
    assert isinstance(clean(odd), str)


def test_of_an_overlong_text_beginning_and_end_stay() -> None:
    cleaned = clean("first " + "x" * 100_000 + " last")
    assert cleaned.startswith("first")
    assert cleaned.endswith("last")
    assert len(cleaned) <= MAX_CHARACTERS


def test_full_width_letters_are_plain() -> None:
    assert clean("ＳＯＳ") == "SOS"


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("He's NOT breathing!!", "hes not breathing ."),
        ("Heeeelp, please", "help please"),
        ("l'incendie, est-il là?", "l incendie est il la ."),
        ("3.5 km. Vite", "3 5 km . vite"),
        ("救 命，快 来。", "救命快来 ."),
        ("İmdat", "imdat"),
    ],
)
def test_rule_view(text: str, view: str) -> None:
    assert rule_view(clean(text), {}) == view


def test_views_write_traditional_as_simplified() -> None:
    forms = {ord("護"): "护"}
    assert rule_view("護照", forms) == "护照"
    assert plain_view("護照", forms) == "护照"
