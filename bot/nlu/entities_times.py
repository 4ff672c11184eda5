"""Times of day, as clocks show them and as people say them.

A part of the day beside an hour decides between its two readings ("jam 3 sore" is 15:00); without one, an hour is
taken as it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.nlu import entity_patterns_times as patterns
from bot.nlu.entities_text import Reading
from bot.nlu.entity_patterns import number
from bot.nlu.results import Entity

_LOOK_BACK = 28
_LAST_HOUR = 24
_FRACTIONS = {"seperempat": 15, "quarter": 15, "a quarter": 15, "le quart": 15, "一刻": 15, "三刻": 45, "半": 30}
_MINUTE_WORDS = {"thirty": 30, "fifteen": 15, "forty five": 45, "forty-five": 45}


def times(reading: Reading) -> Iterator[Entity]:
    """Yield the times of day of a text."""
    for find in (_named, _indonesian, _english, _french, _han, _clocks, _bare):
        yield from find(reading)


def _clocks(reading: Reading) -> Iterator[Entity]:
    for match in patterns.CLOCK.finditer(reading.text):
        yield from _time(reading, match.start(), match.end(), int(match.group(1)), int(match.group(2)))
    for match in patterns.CLOCK_WITH_DOT.finditer(reading.text):
        group = 1 if match.group(1) else 3
        hour, minute = int(match.group(group)), int(match.group(group + 1))
        yield from _time(reading, match.start(group), match.end(group + 1), hour, minute)


def _indonesian(reading: Reading) -> Iterator[Entity]:
    for match in patterns.JAM.finditer(reading.text):
        spoken, minute = match.group("spoken"), int(match.group("minute") or 0)
        if spoken:
            minute = _minutes(spoken) * (-1 if match.group("less") else 1)
        if match.group("half"):
            minute -= 30
        yield from _time(reading, match.start(), match.end(), number(match.group("hour")), minute)
    for match in patterns.SETENGAH.finditer(reading.text):
        yield from _time(reading, match.start(), match.end(), number(match.group("hour")), -30)


def _english(reading: Reading) -> Iterator[Entity]:
    for match in patterns.ENGLISH_PAST.finditer(reading.text):
        minute = 30 if match.group("half") else _minutes(match.group("minutes"))
        # "1 to 4" and "5 to 6" are ranges; "10 minutes to 6" and "at 10 to 6" are times.
        figures = (match.group("minutes") or "").isdecimal() and match.group("hour").isdecimal()
        if figures and not match.group("unit") and not match.group("at"):
            continue
        if match.group("way") in ("to", "before"):
            minute = -minute
        start = match.end("at") if match.group("at") else match.start()
        yield from _time(reading, start, match.end(), number(match.group("hour")), minute)
    for match in patterns.ENGLISH_WORDS.finditer(reading.text):
        hour, minute = number(match.group("hour")), _MINUTE_WORDS[match.group("minute")]
        yield from _time(reading, match.start("hour"), match.end(), hour, minute)
    for pattern in (patterns.ENGLISH_OCLOCK, patterns.MERIDIEM, patterns.BARE_AFTER):
        for match in pattern.finditer(reading.text):
            yield from _time(reading, match.start("hour"), match.end(), number(match.group("hour")), 0)


def _bare(reading: Reading) -> Iterator[Entity]:
    for match in patterns.BARE.finditer(reading.text):
        before = reading.text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if patterns.PART_BEFORE.search(before):
            yield from _time(reading, match.start("hour"), match.end(), number(match.group("hour")), 0)


def _french(reading: Reading) -> Iterator[Entity]:
    text = reading.text
    for match in patterns.FRENCH.finditer(text):
        before, minutes = match.group("before") or "", match.group("minutes")
        told = bool(minutes) or patterns.PART_AFTER.match(text, match.end())
        if patterns.FRENCH_DURATION.fullmatch(before) or patterns.FRENCH_NOT_AFTER.match(text, match.end()):
            continue
        # "Trois heures" and "3h" alone are stretches of time; "à 3h" is not.
        if not told and not patterns.FRENCH_SURE.fullmatch(before):
            continue
        yield from _time(reading, match.start("hour"), match.end(), number(match.group("hour")), _french_minutes(match))


def _french_minutes(match: re.Match[str]) -> int:
    if match.group("half"):
        return 30
    if match.group("quarter"):
        return 15
    if match.group("less"):
        return -_minutes(match.group("less"))
    digits = (match.group("minutes") or "").strip()
    return _minutes(match.group("spoken") if match.groupdict().get("spoken") else digits) if digits else 0


def _named(reading: Reading) -> Iterator[Entity]:
    for match in patterns.NAMED_TIME.finditer(reading.text):
        hour, minute = patterns.NAMED[match.group("name") or match.group("han")]
        if match.group("minutes"):
            minute = _french_minutes_named(match)
        yield reading.entity("time", match.start(), match.end(), _clock(hour * 60 + minute))


def _french_minutes_named(match: re.Match[str]) -> int:
    if match.group("half"):
        return 30
    return 15 if match.group("quarter") else -_minutes(match.group("less"))


def _han(reading: Reading) -> Iterator[Entity]:
    text = reading.text
    for match in patterns.HAN.finditer(text):
        hour, rest = number(match.group("hour")), match.group("rest") or ""
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        part = match.group("part")
        own_day = patterns.HAN_DAY_PART_BEFORE.search(before)
        if part is None and own_day:
            part = own_day.group(2)
        told = bool(part or rest or match.group("less") or patterns.HAN_SURE_BEFORE.search(before))
        ambiguous = match.group("hour") == "一" or match.group("word") in "时時"
        if hour is None or before[-1:].isdigit() or before[-1:] == ".":
            continue
        if (ambiguous and not told) or (not told and patterns.HAN_NOT_AFTER.match(text, match.end())):
            continue
        minute = _minutes(rest.strip("分整钟鐘过過差")) if rest else 0
        if match.group("later"):
            minute = -minute
        elif match.group("less"):
            minute = -_minutes(match.group("less"))
        value = _in_part(hour, patterns.PARTS[part]) if part else hour
        if value <= _LAST_HOUR and abs(minute) < 60:
            yield reading.entity("time", match.start(), match.end(), _clock(value * 60 + minute))


def _time(reading: Reading, start: int, end: int, hour: int | None, minute: int) -> Iterator[Entity]:
    """Yield a time with the part of the day beside it; none for an hour that no clock has."""
    if hour is None or hour > _LAST_HOUR:
        return
    text = reading.text
    after = patterns.PART_AFTER.match(text, end)
    if after is not None:
        part = patterns.PARTS[after.group("part")]
        if patterns.is_part_of_time(after.group("part"), after.group("own") is not None):
            end = after.end()
    else:
        part = _part_before(text[max(0, start - _LOOK_BACK) : start])
        han = patterns.HAN_CLOCK_BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
        start -= len(han.group()) if han else 0
    if part and hour <= 12:
        # "Setengah satu siang" is half an hour before one: the part of the day is that of the hour named.
        hour = _in_part(hour, part)
    yield reading.entity("time", start, end, _clock(hour * 60 + minute))


def _part_before(before: str) -> str:
    match = patterns.PART_BEFORE.search(before)
    if match is not None:
        return patterns.LATER.get(match.group("later") or "") or patterns.PARTS[match.group("part")]
    han = patterns.HAN_CLOCK_BEFORE.search(before) or patterns.HAN_DAY_PART_BEFORE.search(before)
    if han is None:
        return ""
    return patterns.PARTS.get(han.group().strip()) or patterns.PARTS[han.group(2)]


def _in_part(hour: int, part: str) -> int:
    """Return the hour of 24 that an hour of 12 is in a part of the day."""
    if part == patterns.MORNING:
        return 0 if hour == 12 else hour
    if part == patterns.DAY:
        return hour + 12 if hour < 5 else hour
    if part == patterns.AFTERNOON:
        return hour + 12 if hour < 12 else hour
    # At night: 12 is midnight, and the first hours are those after it.
    if hour == 12:
        return 0
    return hour + 12 if 5 <= hour < 12 else hour


def _minutes(text: str) -> int:
    text = text.strip()
    return _FRACTIONS.get(text) or number(text) or 0


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes % (_LAST_HOUR * 60), 60)
    return f"{hour:02}:{minute:02}"
