"""Hears in a drill that something is real: "no duff", "ini nyata", "这是真的", "ceci est réel"."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "real_words.yml"
_APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc`´]")
_HAN = re.compile(r"[\u3400-\u9fff]")


def says_real(text: str) -> str:
    """Return the words in a text that say it is real; empty when there are none."""
    match = _pattern().search(_plain(text))
    return match.group() if match else ""


def _plain(text: str) -> str:
    """Accents, capitals, curly apostrophes and double spaces are written in haste as they come."""
    folded = _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", text)).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return re.sub(r"[\s\u200b]+", " ", bare)


@cache
def _pattern() -> re.Pattern[str]:
    words = yaml.safe_load(FILE.read_text(encoding="utf-8"))["words"]
    phrases = [_plain(phrase) for phrases in words.values() for phrase in phrases]
    return re.compile("|".join(map(_whole, phrases)))


def _whole(phrase: str) -> str:
    """Chinese has no spaces: there a word boundary would miss the phrase in the middle of a sentence."""
    return re.escape(phrase) if _HAN.search(phrase) else rf"\b{re.escape(phrase)}\b"
