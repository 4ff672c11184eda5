"""Patterns of entities that read the same in every language, and words for numbers, people and days."""

from __future__ import annotations

import re

# Three letters, four of the code alphabet, a check digit; people write it without hyphens or in lower case too.
CASE_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{3})[- ]([0-9A-Za-z]{4})[- ]([0-9])(?![A-Za-z0-9])")

PLATES = (
    re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2} ?[0-9]{1,4} ?[A-Z]{2,3}(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2} ?[0-9]{3,4} ?[A-Za-z]{2,3}(?![A-Za-z0-9])"),
    re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}-[0-9]{3}-[A-Z]{2}(?![A-Za-z0-9])"),
    re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}(?![A-Za-z0-9])"),
)
PLATE_AFTER_WORD = re.compile(
    r"(?:plate(?: number)?|plat(?: nomor)?|nopol|no pol|nomor polisi|immatricul\w*|plaque|车牌号?|車牌號?)(?![a-z])"
    r"\W{0,3}(?:is|est|是|nya)?\W{0,2}([A-Za-z0-9]{1,4}[- ]?[A-Za-z0-9]{1,5}(?:[- ]?[A-Za-z0-9]{1,3})?)",
    re.IGNORECASE,
)

TIMES = (
    re.compile(r"(?<![\d:.,])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![\d:.,]) ?(am|pm)?", re.IGNORECASE),
    re.compile(r"(?<![\d:.,])(1[0-2]|[1-9])() ?(am|pm)(?![a-z])", re.IGNORECASE),
    re.compile(r"(?:jam|pukul|à|vers) (2[0-3]|1\d|\d) ?(?:h\b)?()()(?![\d:.,])", re.IGNORECASE),
    re.compile(r"(?<![\d:.,])(2[0-3]|1\d|\d) ?(?:heures?|h)(?![a-z0-9])()()", re.IGNORECASE),
)
ZH_TIME = re.compile(
    r"(凌晨|早上|上午|中午|下午|晚上|晚)?([0-9]{1,2}|十[一二]?|[一二两三四五六七八九])[点點](半|[0-5]?\d分?|钟|鐘)?"
)

ISO_DATE = re.compile(r"(?<!\d)(20\d\d)[-/.年](1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])[日号號]?(?!\d)")
DAY_FIRST_DATE = re.compile(r"(?<![\d/.-])(3[01]|[12]\d|0?[1-9])[-/.](1[0-2]|0?[1-9])[-/.](20\d\d)(?![\d])")
NAMED_DATE = re.compile(r"(?<!\d)(3[01]|[12]\d|0?[1-9])(?:er|st|nd|rd|th)? (?:of )?([A-Za-zéû]{3,9})\.?(?: (20\d\d))?")
ZH_DATE = re.compile(r"(?<!\d)(1[0-2]|[1-9])月(3[01]|[12]\d|[1-9])[日号號]")

_MONTHS = (
    "januari january janvier jan",
    "februari february février fevrier feb févr fevr",
    "maret march mars mar",
    "april avril apr avr",
    "mei may mai",
    "juni june juin jun",
    "juli july juillet jul juil",
    "agustus august août aout aug agu",
    "september septembre sep sept",
    "oktober october octobre oct okt",
    "november novembre nov",
    "desember december décembre decembre dec des",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}

DAYS = {
    "today": 0, "hari ini": 0, "aujourd'hui": 0, "今天": 0, "tonight": 0, "malam ini": 0, "ce soir": 0, "今晚": 0,
    "tomorrow": 1, "besok": 1, "demain": 1, "明天": 1, "lusa": 2, "après-demain": 2, "day after tomorrow": 2, "后天": 2,
    "後天": 2, "yesterday": -1, "kemarin": -1, "hier": -1, "昨天": -1, "tadi malam": -1, "semalam": -1,
    "last night": -1, "hier soir": -1, "昨晚": -1, "day before yesterday": -2, "avant-hier": -2, "前天": -2,
}  # fmt: skip

_NUMBERS = (
    ("a an satu seorang un une one", 1),
    ("two dua deux berdua both", 2),
    ("three tiga trois bertiga", 3),
    ("four empat quatre berempat", 4),
    ("five lima cinq berlima", 5),
    ("six enam", 6),
    ("seven tujuh sept", 7),
    ("eight delapan huit", 8),
    ("nine sembilan neuf", 9),
    ("ten sepuluh dix", 10),
    ("twelve douze", 12),
    ("fifteen quinze", 15),
    ("twenty vingt", 20),
    ("thirty trente", 30),
)
NUMBERS = {word: value for words, value in _NUMBERS for word in words.split()}

_PEOPLE = """
people persons person men women man woman children kids child babies baby workers passengers students crew victims
tourists pilgrims girls boys adults friends families injured wounded dead
orang anak bayi korban penumpang pekerja mahasiswa wni abk jemaah jamaah wanita perempuan laki lansia turis siswa
personnes personne enfants enfant hommes femmes homme femme blessés blesses blessé passagers ouvriers étudiants
etudiants touristes adultes bébés bebes marins morts amis gens
"""
PEOPLE = frozenset(_PEOPLE.split())
# "I am a person" counts nobody; these count only with a true number before them.
NOT_WITH_ONE = frozenset(("a", "an", "un", "une"))

ZH_PEOPLE = re.compile(
    r"([0-9]{1,4}|[一二两兩三四五六七八九十百]{1,4})(?:多)?(?:个|個|位|名|口)?"
    r"(人|孩子|小孩|大人|工人|学生|學生|乘客|伤者|傷者|游客|遊客|老人|女孩|男孩|船员|船員|同事|朋友)"
)
_ZH_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}


def zh_number(text: str) -> int:
    """Return the value of a Chinese or Arabic numeral below 1000."""
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _ZH_DIGITS[char]
    return total + digit


_AMBIGUOUS = """
nice reading bath orange tours lens sens mobile male most van pau batu maros barat utara pati turkey chad jordan guinea
togo mali oman niger lima bari split cork of mars dole vienne como essen data
"""
AMBIGUOUS_PLACES = frozenset(_AMBIGUOUS.split())
"""Place names that are ordinary words when written in lower case."""
