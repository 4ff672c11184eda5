"""Case codes."""

from __future__ import annotations

import random

from bot.cases.codes import ALPHABET, find_code, make_code


def test_codes_are_found_as_people_write_them() -> None:
    code = make_code("JKT")
    assert find_code(f"my case is {code.lower()} please") == code
    assert find_code(code.replace("-", " ")) == code
    assert find_code("JKT-ABCD") is None


def test_one_wrong_character_is_mostly_noticed() -> None:
    missed = 0
    for _ in range(500):
        code = make_code("JKT")
        place = random.randrange(4, 8)
        wrong = random.choice([c for c in ALPHABET if c != code[place]])
        missed += find_code(code[:place] + wrong + code[place + 1 :]) is not None
    assert missed / 500 < 0.25
