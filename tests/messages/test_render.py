"""Cutting to what a platform can show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.messages.capabilities import TELEGRAM, WHATSAPP
from bot.messages.render import render, split_text
from bot.messages.types import Button


def buttons(count: int, title: str = "Choice") -> list[Button]:
    return [Button(f"{title} {number}", f"p:{number}") for number in range(count)]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(st.text(min_size=1, max_size=3000), st.integers(min_value=20, max_value=400))
def test_no_part_is_too_long_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(utf16(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_split_at_sentence_ends() -> None:
    assert split_text("First one. Second one. Third.", 24) == ["First one. Second one.", "Third."]
    assert split_text("着火了。快出去！不要回头。", 8) == ["着火了。快出去！", "不要回头。"]


def test_whatsapp_buttons_become_a_list_and_then_numbers() -> None:
    assert len(render("c", "?", WHATSAPP, buttons(3))[0].buttons) == 3
    as_list = render("c", "?", WHATSAPP, buttons(7), list_title="Choose")[0]
    assert (len(as_list.buttons), as_list.list_title) == (7, "Choose")
    numbered = render("c", "?", WHATSAPP, buttons(12))[0]
    assert numbered.buttons == ()
    assert "12. Choice 11" in numbered.text


def test_titles_are_cut_and_payloads_kept() -> None:
    long = [Button("A title that is much too long for a button", "p:1"), Button("B", "p:2")]
    shown = render("c", "?", WHATSAPP, long)[0].buttons
    assert len(shown[0].title) <= 20
    assert [b.payload for b in shown] == ["p:1", "p:2"]
    assert len(render("c", "?", TELEGRAM, long)[0].buttons[0].title) <= 40


def test_buttons_hang_on_the_last_part() -> None:
    parts = render("c", "A sentence. " * 200, WHATSAPP, buttons(2))
    assert len(parts) > 1
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert utf16(parts[-1].text) <= 1024
