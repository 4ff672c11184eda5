"""Parse modes: what becomes text, what becomes an entity, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.telegram_api.errors import ApiError
from bot.simulator.telegram_api.formatting import message_caption, message_text, utf16_length
from bot.simulator.telegram_api.html_mode import parse_html
from bot.simulator.telegram_api.markdown_mode import parse_markdown_v2
from bot.simulator.telegram_api.params import Params


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &#33; &nbsp;", 'a <b> & "c" ! &nbsp;', []),
        ("<b>x</b>y", "xy", [("bold", 0, 1)]),
        ("😀<i>x<u>y</u></i>", "😀xy", [("italic", 2, 2), ("underline", 3, 1)]),
        ("<a href='https://a.b'>link</a>", "link", [("text_link", 0, 4)]),
        ("<pre>a\n</pre>", "a\n", [("pre", 0, 2)]),
    ],
)
def test_html(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    found_text, found = parse_html(source)
    assert found_text == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


@pytest.mark.parametrize("source", ["<b>x", "x</b>", "<b><i>x</b></i>", "<blink>x</blink>", "1 < 2"])
def test_html_refusals(source: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        parse_html(source)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        (r"1\.5 \- a\_b", "1.5 - a_b", []),
        ("*x* _y_", "x y", [("bold", 0, 1), ("italic", 2, 1)]),
        ("__u__ ~s~ ||p||", "u s p", [("underline", 0, 1), ("strikethrough", 2, 1), ("spoiler", 4, 1)]),
        ("`a.b` [t](https://x.y)", "a.b t", [("code", 0, 3), ("text_link", 4, 1)]),
        ("```\nx\n```", "\nx\n", [("pre", 0, 3)]),
    ],
)
def test_markdown(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    found_text, found = parse_markdown_v2(source)
    assert found_text == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities


@pytest.mark.parametrize("source", ["a.b", "*x", "(112)", "a-b", "`x", "a!"])
def test_markdown_refusals(source: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        parse_markdown_v2(source)


def test_old_markdown_leaves_dots_alone() -> None:
    assert parse_markdown_v2("a.b *c*", legacy=True)[0] == "a.b c"


def test_limits_count_after_parsing() -> None:
    text, _ = message_text(Params({"text": "<b>" + "x" * 4096 + "</b>", "parse_mode": "HTML"}))
    assert len(text) == 4096
    assert message_caption(Params({"caption": "c" * 1024}))[0] == "c" * 1024


def test_entities_move_with_the_trimmed_beginning() -> None:
    text, entities = message_text(Params({"text": "  <b> x</b> ", "parse_mode": "HTML"}))
    assert text == "x"
    assert entities == [{"type": "bold", "offset": 0, "length": 1}]


def read(source: str, mode: str = "") -> tuple[str, list[dict[str, Any]]] | None:
    """The parsed text, or None when it is refused with a 400; anything else fails the test."""
    try:
        return message_text(Params({"text": source, "parse_mode": mode}))
    except ApiError as error:
        return None if error.code == 400 else pytest.fail(str(error))


@given(st.text(max_size=60))
def test_any_text_without_a_parse_mode_is_taken_or_refused_in_order(source: str) -> None:
    found = read(source)
    assert (found is None) == (not source.strip())
    assert found is None or found[0] == source.strip()


MARKS = st.text(alphabet="<>/bi&;*_[]()`~|\\.x 😀", max_size=40)


@given(MARKS, st.sampled_from(["HTML", "MarkdownV2", "Markdown"]))
def test_any_markup_is_taken_or_refused(source: str, mode: str) -> None:
    found = read(source, mode)
    if found is not None:
        text, entities = found
        assert all(e["offset"] + e["length"] <= utf16_length(text) for e in entities)
