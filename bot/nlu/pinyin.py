"""Whether a text in Latin letters can be Chinese at all: only if its words are made of pinyin syllables."""

from __future__ import annotations

import re
import unicodedata

# The initials before each final; "-" is none. Source: the syllable table of Hanyu Pinyin (ISO 7098:2015, annex A).
_INITIALS = {
    "a": "- b p m f d t n l g k h zh ch sh z c s y w",
    "o": "- b p m f w y l",
    "e": "- m d t n l g k h zh ch sh r z c s y",
    "ai": "- b p m d t n l g k h zh ch sh z c s w",
    "ei": "- b p m f d n l g k h zh sh z w",
    "ao": "- b p m d t n l g k h zh ch sh r z c s y",
    "ou": "- p m f d t n l g k h zh ch sh r z c s y",
    "an": "- b p m f d t n l g k h zh ch sh r z c s y w",
    "en": "- b p m f d n g k h zh ch sh r z c s w",
    "ang": "- b p m f d t n l g k h zh ch sh r z c s y w",
    "eng": "b p m f d t n l g k h zh ch sh r z c s w",
    "ong": "d t n l g k h zh ch r z c s y",
    "er": "-",
    "i": "b p m d t n l j q x zh ch sh r z c s y",
    "ia": "d l j q x",
    "ie": "b p m d t n l j q x",
    "iao": "b p m d t n l j q x",
    "iu": "m d n l j q x",
    "ian": "b p m d t n l j q x",
    "in": "b p m n l j q x y",
    "iang": "n l j q x",
    "ing": "b p m d t n l j q x y",
    "iong": "j q x",
    "u": "b p m f d t n l g k h j q x zh ch sh r z c s y w",
    "ua": "g k h zh ch sh r",
    "uo": "d t n l g k h zh ch sh r z c s",
    "uai": "g k h zh ch sh",
    "ui": "d t g k h zh ch sh r z c s",
    "uan": "d t n l g k h j q x zh ch sh r z c s y",
    "un": "d t n l g k h j q x zh ch sh r z c s y",
    "uang": "g k h zh ch sh",
    "ue": "j q x n l y",
    "v": "n l",
    "ve": "n l",
}
_SYLLABLES = sorted(
    {initial.replace("-", "") + final for final, initials in _INITIALS.items() for initial in initials.split()},
    key=len,
    reverse=True,
)
_WORD = re.compile(r"[^\W\d_]+")
_CHINESE = re.compile(f"(?:{'|'.join(_SYLLABLES)})+")
_ENOUGH = 0.5


def can_be_pinyin(lowered: str) -> bool:
    """Return whether at least half of the words are pinyin, with tones or without. ``lowered``: in small letters."""
    toneless = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    words = _WORD.findall(toneless)
    chinese = sum(_CHINESE.fullmatch(word) is not None for word in words)
    return bool(words) and chinese >= _ENOUGH * len(words)
