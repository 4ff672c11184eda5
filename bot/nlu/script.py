"""Which script a text is written in, and how Han characters map between their two forms."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping

_NAMES = {
    "LATIN": "Latn",
    "CJK": "Hani",
    "IDEOGRAPHIC": "Hani",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
    "KATAKANA-HIRAGANA": "Kana",
    "HANGUL": "Hang",
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "ORIYA": "Orya",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
    "MYANMAR": "Mymr",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "SINHALA": "Sinh",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
    "THAANA": "Thaa",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "JAVANESE": "Java",
    "SUNDANESE": "Sund",
    "BALINESE": "Bali",
    "BUGINESE": "Bugi",
}
# Written only in Cantonese, whose writers read traditional characters.
CANTONESE = frozenset("嘅咗冇唔喺佢哋嚟啲咁嗰嘢睇攞瞓")
# Common in Chinese and never written in Japanese: a Chinese text may name a shop or quote a sign in kana.
_CHINESE_ONLY = frozenset(
    "你您妳吗嗎们們这這没沒她呢吧哪啊啦怎么麼给让还进过边谁丢钱车门问请谢报护证馆签办飞时间电话觉见说语认识"
)
# Written only in Japanese, where a short message may do without kana: "駅前 火災発生".
_JAPANESE_ONLY = frozenset(
    "駅働込畑峠辻枠匂円気発売読戻拠処図実対応伝検歩齢剣険総続覚転軽郷鉄様団囲壊歳毎渋満焼犠獣舗"
    "訳釈隠黒斎勧収塩広従戦拡暁栄渓猟経縄聴薬譲豊遅銭騒"
)
# Chinese writers use it in place of 的, so it says nothing by itself.
_BORROWED_KANA = "の"
_WEIGHTS = {"Hani": 3, "Jpan": 2}
_UNKNOWN = "Zyyy"


def script_counts(text: str) -> Counter[str]:
    """Return how many letters of ``text`` each script has, by ISO 15924 code.

    Han characters and kana count together: as Jpan in a Japanese text, as Hani in a Chinese one.
    """
    counts: Counter[str] = Counter()
    for char, number in Counter(text).items():
        name = _script_of(char)
        if name:
            counts[name] += number
    han, kana = counts.pop("Hani", 0), counts.pop("Kana", 0)
    if han or kana:
        counts["Jpan" if _is_japanese(text, han, kana) else "Hani"] = han + kana
    return counts


def _is_japanese(text: str, han: int, kana: int) -> bool:
    kana -= text.count(_BORROWED_KANA)
    if not _CHINESE_ONLY.isdisjoint(text):
        return kana > han
    japanese = sum(char in _JAPANESE_ONLY for char in text)
    return 0 < han <= 6 * japanese or (kana > 0 and han <= 8 * kana)


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
    weights = {name: number * _WEIGHTS.get(name, 1) for name, number in counts.items()}
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
