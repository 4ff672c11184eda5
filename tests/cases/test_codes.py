"""Case codes: read out, misheard, mistyped."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.codes import (
    ALPHABET,
    CHECKS,
    LETTERS,
    LONGEST,
    check_character,
    find_code,
    find_old_code,
    make_code,
    near_codes,
    old_check,
)

EVERYTHING = LETTERS + "0123456789"
OLD = "JKT-7K4P-" + str(old_check("JKT7K4P"))


@st.composite
def codes(draw: st.DrawFn) -> str:
    """Any code that can be handed out, of any prefix and length."""
    prefix = draw(st.text(LETTERS, min_size=3, max_size=3))
    length = draw(st.integers(4, LONGEST))
    bodies = st.text(ALPHABET, min_size=length, max_size=length)
    body = draw(bodies.filter(lambda body: check_character(prefix + body) is not None))
    return f"{prefix}-{body}-{check_character(prefix + body)}"


def test_codes_are_found_as_people_write_them() -> None:
    code = make_code("JKT")
    assert re.fullmatch(r"JKT-[2-9A-Z]{4}-[2-9]", code)
    assert find_code(f"my case is {code.lower()} please") == code
    assert find_code(f"（{code}）。") == code
    assert find_code(code.replace("-", " ")) == code
    assert find_code(code.replace("-", "")) == code
    assert find_code("JKT-ABCD") is None
    assert find_code("") is None


@given(codes())
def test_every_single_wrong_character_is_noticed(code: str) -> None:
    for place, present in enumerate(code):
        if present == "-":
            continue
        for wrong in EVERYTHING.replace(present, ""):
            assert find_code(code[:place] + wrong + code[place + 1 :]) is None, (code, place, wrong)


@given(codes())
def test_every_swap_of_neighbours_is_noticed(code: str) -> None:
    plain = code.replace("-", "")
    for place in range(len(plain) - 1):
        swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
        if swapped != plain:
            assert find_code(swapped) is None, (code, place)
            assert find_code(f"{swapped[:3]}-{swapped[3:-1]}-{swapped[-1]}") is None, (code, place)


@given(codes(), st.data())
def test_one_error_away_the_right_code_is_among_those_meant(code: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([n for n, char in enumerate(code) if char != "-"]))
    wrong = data.draw(st.sampled_from(EVERYTHING.replace(code[place], "")))
    near = near_codes("my code: " + code[:place] + wrong + code[place + 1 :])
    # A figure in the prefix is no code at all any more.
    assert code in near or (place < 3 and wrong.isdigit())
    assert len(near) <= 16
    assert all(find_code(one) == one for one in near)


def test_a_right_code_means_nothing_else() -> None:
    assert near_codes(make_code("PAR")) == []
    assert near_codes("no code here") == []


def test_codes_never_run_out() -> None:
    assert {len(make_code("JKT", attempt)) for attempt in range(3)} == {10}
    assert len(make_code("JKT", 4)) == 11
    assert len(make_code("JKT", 1000)) == 12  # The column holds no more.


def test_old_codes_are_accepted_as_such() -> None:
    assert find_old_code(f"my old code {OLD.lower()}") == OLD
    wrong = next(figure for figure in CHECKS if figure != OLD[-1])
    assert find_old_code(OLD[:-1] + wrong) is None


@pytest.mark.parametrize("text", ["JKT-7K4P-2-9", "XJKT-7K4P-2", "JKT-7K4P-2X", "JKT--7K4P-2"])
def test_what_only_resembles_a_code(text: str) -> None:
    assert find_code(text) is None
