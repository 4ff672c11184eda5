"""Which script a text is written in, and how Han characters map between their two forms."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping

_NAMES = {
    "LATIN": "Latn",
    "CJK": "Hani",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
    "HANGUL": "Hang",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "SINHALA": "Sinh",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "JAVANESE": "Java",
}
# Written only in Cantonese, whose writers read traditional characters.
CANTONESE = frozenset("嘅咗冇唔喺佢哋嚟啲咁嗰嘢睇攞瞓")
_UNKNOWN = "Zyyy"


def script_counts(text: str) -> Counter[str]:
    """Return how many letters of ``text`` each script has, by ISO 15924 code (Hani and Kana apart)."""
    counts: Counter[str] = Counter()
    for char, number in Counter(text).items():
        name = _script_of(char)
        if name:
            counts[name] += number
    return counts


def _script_of(char: str) -> str:
    if char < "\u0250":
        return "Latn" if char.isalpha() else ""
    if "\u4e00" <= char <= "\u9fff":
        return "Hani"
    if not char.isalpha():
        return ""
    return _NAMES.get(unicodedata.name(char, "").split(" ", 1)[0], _UNKNOWN)


def main_script(counts: Mapping[str, int]) -> str:
    """Return the ISO 15924 code that a reader would name: a Han character weighs as much as a short word."""
    if not counts:
        return _UNKNOWN
    if counts.get("Kana", 0) * 8 >= counts.get("Hani", 0) and counts.get("Kana", 0) >= 2:
        return "Jpan"
    weights = {name: number * (3 if name == "Hani" else 1) for name, number in counts.items()}
    best = max(weights, key=lambda name: weights[name])
    return "Kore" if best == "Hang" else best


class HanForms:
    """Simplified and traditional characters: which are exclusive to one form, and the way to simplified."""

    def __init__(self, simplified_only: str, traditional_only: str, to_simplified: Mapping[str, str]) -> None:
        self._simplified = frozenset(simplified_only)
        self._traditional = frozenset(traditional_only) | CANTONESE
        self.to_simplified = {ord(key): value for key, value in to_simplified.items()}

    def decide(self, text: str, default: str = "Hans") -> str:
        """Return Hans or Hant; ``default`` where the text has no character of one form alone."""
        simplified = sum(char in self._simplified for char in text)
        traditional = sum(char in self._traditional for char in text)
        if simplified == traditional:
            return default
        return "Hans" if simplified > traditional else "Hant"
