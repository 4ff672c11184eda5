"""Case codes and number plates of vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu import entity_patterns_plates as patterns
from bot.nlu.entities_text import Reading
from bot.nlu.results import Entity

# The alphabet of case codes: no characters that sound or look alike. Where the gaps are the same, they say
# where the body ends ("JKT 7K4P3 2"); else the shortest body that fits does.
_BODY = "[2-9acehjkprvwxy]{4,6}"
_CODE = re.compile(
    rf"(?<![a-z0-9])(?P<prefix>[a-z]{{3}})(?P<gap>[- ]?)"
    rf"(?:(?P<body>{_BODY})(?P=gap)(?P<digit>[0-9])|(?P<body_2>{_BODY}?)(?P<gap_2>[- ]?)(?P<digit_2>[0-9]))"
    r"(?!-?[a-z0-9])"
)
_CODE_WORD = re.compile(
    r"(?:kode|code|case|kasus|perkara|ref|reference|referensi|dossier|affaire|numero|nomor|no|编号|編號|案件|案号"
    r"|案號|代码)"
    r"[^a-z0-9]{0,3}(?:saya|is|est|nya|num(?:ero|ber)?|nomor|是)?[^a-z0-9]{0,3}$"
)
_LOOK_BACK = 40


def case_codes(reading: Reading) -> Iterator[Entity]:
    """Yield codes of cases: with hyphens, or in capitals with a figure, or after a word for them."""
    for match in _CODE.finditer(reading.text):
        prefix, first_gap = match["prefix"], match["gap"]
        body, digit = match["body"] or match["body_2"], match["digit"] or match["digit_2"]
        hyphens = first_gap == "-" and match["body"] is not None
        figures = any(char.isdigit() for char in body)
        capitals = reading.cased[match.start() : match.end()].isupper() and bool(first_gap)
        named = _CODE_WORD.search(reading.text[max(0, match.start() - _LOOK_BACK) : match.start()])
        if hyphens or (figures and (capitals or named)):
            value = f"{prefix}-{body}-{digit}".upper()
            yield reading.entity("case_code", match.start(), match.end(), value)


def plates(reading: Reading) -> Iterator[Entity]:
    """Yield number plates: those that look like nothing else, and others after a word for plate or vehicle."""
    text = reading.text
    for match in patterns.CHINESE.finditer(text):
        yield reading.entity("plate", match.start(), match.end(), re.sub("[ .·-]", "", match.group()).upper())
    for match in patterns.FRENCH.finditer(text):
        yield reading.entity("plate", match.start(), match.end(), match.group().upper())
    for match in patterns.INDONESIAN.finditer(text):
        if _is_indonesian(reading, match):
            yield _plate(reading, match.start(), match.end())
    for match in patterns.SINGAPOREAN.finditer(reading.cased):
        yield _plate(reading, match.start(), match.end())
    for word in patterns.PLATE_WORD.finditer(text):
        after = patterns.AFTER_WORD.match(text, word.end())
        if after is not None:
            yield _plate(reading, after.start(1), _end(reading, after))
    for word in patterns.VEHICLE_WORD.finditer(text):
        after = patterns.AFTER_VEHICLE.match(reading.cased, word.end())
        if after is not None:
            yield _plate(reading, after.start(1), after.end(1))


def _is_indonesian(reading: Reading, match: re.Match[str]) -> bool:
    area, figures, suffix = match.groups()
    before = reading.text[max(0, match.start() - _LOOK_BACK) : match.start()]
    glued = match.end() - match.start() == len(area) + len(figures) + len(suffix)
    full = len(suffix) > 1 and (len(figures) == 4 or (glued and len(figures) > 2))
    sure = len(figures) > 2 or reading.cased[match.start()].isupper()
    if (sure and patterns.PLATE_WORD.search(before)) or (full and patterns.VEHICLE_WORD.search(before)):
        return suffix not in patterns.SHORT_WORDS or reading.cased[match.end() - 1].isupper()
    if len(figures) < 3 or (len(figures) == 3 and len(suffix) == 1):
        # "B211A" is a visa.
        return False
    written = reading.cased[match.start() : match.end()]
    looks_like_year = len(figures) == 4 and figures[:2] in ("19", "20")
    if written.isupper():
        return not (looks_like_year and not glued and reading.cased.isupper())
    return glued and full


def _end(reading: Reading, match: re.Match[str]) -> int:
    """Leave out a last group of letters that is the next word: "plate B 1234 is"."""
    last = match.group(2)
    if last is None:
        return match.end(1)
    start = match.start(2)
    capitals = reading.cased[match.start(1)].isupper()
    if last in patterns.SHORT_WORDS or (capitals and not reading.cased[start].isupper()):
        return start
    return match.end(1)


def _plate(reading: Reading, start: int, end: int) -> Entity:
    written = reading.text[start:end].rstrip(" -")
    british = patterns.BRITISH.fullmatch(written)
    parts = british.groups() if british else re.findall("[a-z]+|[0-9]+", written)
    return reading.entity("plate", start, start + len(written), " ".join(parts).upper())
