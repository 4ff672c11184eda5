"""Cleaning of raw text, and the two views of it that rules and features read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

MAX_CHARACTERS = 4096
_HEAD = 3072

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff"
"""Character ranges written without spaces between words: Han and kana."""

_RUN = re.compile(r"([^\W\d_])\1{2,}")
_CONTRACTION = re.compile(r"(?<=[a-z])'(?=(?:t|s|m|re|ve|ll|d)\b)")
_SENTENCE_END = re.compile(r"[!?;\n\u3002]+|(?<!\d)[.]|[.](?!\d)")
_SPACES = re.compile(r"\s+")
_CJK_SPACE = re.compile(f"(?<=[{CJK}]) | (?=[{CJK}])")
_DOTS = re.compile(r" *[.][ .]*")
_REPEATS = re.compile(rf"\b([a-z]+(?: [a-z]+){{0,3}}?)(?:(?: [.])? \1\b){{3,}}|([{CJK}]{{2,4}}?)\2{{3,}}")


def clean(text: object) -> str:
    """Return ``text`` without what no reader needs: never raises, at most ``MAX_CHARACTERS`` characters.

    Compatibility forms are unified (NFKC), lone surrogates and control characters go, and of an overlong
    text the beginning and the end stay, because the danger often comes last.
    """
    raw = text if isinstance(text, str) else "" if text is None else str(text)
    if len(raw) > MAX_CHARACTERS:
        raw = f"{raw[:_HEAD]}\n{raw[_HEAD + 1 - MAX_CHARACTERS:]}"
    raw = raw.encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFKC", raw).translate(_CLEAN)[:MAX_CHARACTERS].strip()


def plain_view(cleaned: str, to_simplified: Mapping[int, str]) -> str:
    """Return the view that classifiers read.

    Lower case, simplified Han, plain apostrophes, long letter runs shortened: what is shouted, drawn out
    or written in the other form means the same.
    """
    return _RUN.sub(r"\1\1", cleaned.lower().translate(to_simplified).replace("\u2019", "'"))


def rule_view(cleaned: str, to_simplified: Mapping[int, str]) -> str:
    """Return the view that phrase rules read.

    Lower case, Latin accents stripped, traditional Han written in simplified, letter runs of three or
    more reduced to one ("heeelp"), what is said more than three times ("help help help help") reduced to three,
    punctuation turned to spaces; `` . `` marks where a sentence ends. Han and kana stand without spaces around them.
    """
    view = cleaned.lower().translate(to_simplified).translate(_APOSTROPHES)
    view = _RUN.sub(r"\1", _CONTRACTION.sub("", view))
    view = _SENTENCE_END.sub(" \x00 ", view).translate(_RULES)
    view = _CJK_SPACE.sub("", _SPACES.sub(" ", view)).replace("\x00", ".")
    return _REPEATS.sub(_thrice, _DOTS.sub(" . ", view).strip())


def _thrice(found: re.Match[str]) -> str:
    return " ".join([found[1]] * 3) if found[1] else found[2] * 3


class _CleanTable(dict[int, str]):
    """Translation that drops control and invisible characters, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if category in ("Zl", "Zp"):
            value = "\n"
        elif category in ("Cc", "Zs"):
            value = char if char == "\n" else " "
        elif category in ("Cf", "Cn", "Co", "Cs"):
            value = ""
        else:
            value = char
        return _remember(self, code, value)


class _RuleTable(dict[int, str]):
    """Translation that strips Latin accents, spaces out symbols and turns punctuation to spaces."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if code == 0:
            value = char
        elif 0x300 <= code < 0x370:
            value = ""
        elif code < 0x250 or 0x1E00 <= code < 0x1F00:
            base = _SPECIAL.get(char) or unicodedata.normalize("NFD", char)[0]
            value = base if base.isalnum() else " "
        elif category == "So":
            value = f" {char} "
        elif category[0] in "PSZC":
            value = " "
        else:
            value = char
        return _remember(self, code, value)


def _remember(table: dict[int, str], code: int, value: str) -> str:
    # A flood of rare characters must not make the table grow without bound.
    if len(table) > 20_000:
        table.clear()
    table[code] = value
    return value


_SPECIAL = {"\u0111": "d", "\u0142": "l", "\u00f8": "o", "\u0153": "oe", "\u00e6": "ae", "\u00df": "ss", "\u0131": "i"}
_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc`\u00b4"), "'")
_CLEAN = _CleanTable()
_RULES = _RuleTable()
