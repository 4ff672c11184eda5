"""Numbers in words and figures, in four languages, as entities read them.

All patterns of entities read the folded view of a text (``Reading.text``): lower case, no accents.
"""

from __future__ import annotations

import re


def words(text: str) -> list[str]:
    """Return the words of a list that is written as one text."""
    return text.split()


_VALUES = (
    ("satu one un une", 1),
    ("two dua deux", 2),
    ("three tiga tige trois", 3),
    ("four empat quatre", 4),
    ("five lima cinq", 5),
    ("six enam enem", 6),
    ("seven tujuh sept", 7),
    ("eight delapan huit", 8),
    ("nine sembilan neuf", 9),
    ("ten sepuluh dix", 10),
    ("eleven sebelas onze", 11),
    ("twelve douze", 12),
    ("thirteen treize", 13),
    ("fourteen quatorze", 14),
    ("fifteen quinze", 15),
    ("sixteen seize", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty vingt vingts", 20),
    ("thirty trente", 30),
    ("forty fourty quarante", 40),
    ("fifty cinquante", 50),
    ("sixty soixante", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("seratus", 100),
    ("seribu", 1000),
)
NUMBERS = {word: value for words, value in _VALUES for word in words.split()}
_SCALES = {"puluh": 10, "ratus": 100, "hundred": 100, "cent": 100, "cents": 100, "ribu": 1000, "thousand": 1000}
_WORDS = "|".join(sorted((*NUMBERS, *_SCALES, "belas"), key=len, reverse=True))
_FIRST = "|".join(sorted(NUMBERS, key=len, reverse=True))

NUMBER = rf"(?:\d{{1,4}}|(?:{_FIRST}|cent)(?:(?: et | and |[ -])(?:{_WORDS})){{0,4}}(?![a-z]))"
"""A number in figures or in words of the three Latin-script languages; ``number`` gives its value."""

HAN_NUMBER = "(?:[0-9]{1,4}|[一二两兩三四五六七八九十百千零〇]{1,6})"
"""A number in figures or in Chinese characters."""

HAN_ONLY = frozenset("零〇一二两兩三四五六七八九十百千")
_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> int | None:
    """Return the value of a number in figures, words or Chinese characters; None for words in disorder."""
    if text.isdecimal():
        return int(text)
    if text and HAN_ONLY.issuperset(text):
        return _han_number(text)
    return _words_number([word for word in re.split("[ -]", text) if word not in ("et", "and")])


def range_of(text: str) -> tuple[int, int] | None:
    """Return the ends of "dua tiga", "三四" and "二三十": two digits that follow each other and mean "2 or 3"."""
    scale = 1
    if HAN_ONLY.issuperset(text):
        scale = _HAN_SCALES.get(text[-1:], 1)
        digits = [_HAN_DIGITS.get(char) for char in (text[:-1] if scale > 1 else text)]
    else:
        digits = [NUMBERS.get(word) for word in text.split(" ")]
    if len(digits) != 2 or digits[0] is None or digits[1] is None or not 0 < digits[0] < 10:
        return None
    return (digits[0] * scale, digits[1] * scale) if digits[1] == digits[0] + 1 else None


def _words_number(words: list[str]) -> int | None:
    total = unit = 0
    for word in words:
        value = NUMBERS.get(word, 0)
        if word in _SCALES:
            total += max(unit, 1) * _SCALES[word]
            unit = 0
        elif word == "belas":
            total += 10 + unit
            unit = 0
        elif value >= 100:
            total += value
        elif value == 20 and unit == 4:
            # "quatre-vingt" is four times twenty.
            total += 80
            unit = 0
        elif not unit:
            unit = value
        elif unit >= 20 > value or (unit == 10 and 7 <= value <= 9):
            # "Dix-sept" is ten and seven.
            unit += value
        else:
            return None
    return total + unit or None


def _han_number(text: str) -> int | None:
    total, digit, after_digit = 0, 0, False
    for char in text:
        if char in _HAN_SCALES:
            total += (digit or 1) * _HAN_SCALES[char]
            digit, after_digit = 0, False
        elif after_digit and _HAN_DIGITS[char]:
            return None
        else:
            digit, after_digit = _HAN_DIGITS[char], _HAN_DIGITS[char] > 0
    return total + digit
