"""Days named in a text, counted from the traveller's clock.

A day without year, or without month, is the one closest to today. A weekday alone, "next" and "depan" mean the first
after today, "last" the latest before it; "next week" and Chinese 下周 count by weeks that begin on Monday.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from bot.nlu import entity_patterns_dates as patterns
from bot.nlu.entities_text import Reading
from bot.nlu.entity_patterns import number
from bot.nlu.results import Entity

_WEEK = 7
_LOOK_BACK = 14
_LAST_CENTURY = 1900
_CENTURY = 2000


def dates(reading: Reading, language: str, today: dt.date) -> Iterator[Entity]:
    """Yield the days of a text: written out, by word, and weekdays."""
    for match, day in (
        *_written(reading, today),
        *_named(reading, language, today),
        *_weekdays(reading, today),
        *_han_weekdays(reading, today),
    ):
        if day is not None:
            start = match.start(_group(match))
            yield reading.entity("date", start, match.end(), day.isoformat())
    for match in patterns.DAY_WORD.finditer(reading.text):
        day = today + dt.timedelta(days=patterns.DAYS[match.group()])
        yield reading.entity("date", match.start(), match.end(), day.isoformat())


def _group(match: re.Match[str]) -> int:
    """Return the group that the entity begins with: words such as "tanggal" before a day are no part of it."""
    if match.re in (patterns.DAY_MONTH, patterns.DAY_OF_MONTH):
        return match.lastindex if match.re is patterns.DAY_OF_MONTH and match.lastindex else 1
    return 0


_Found = tuple[re.Match[str], dt.date | None]


def _written(reading: Reading, today: dt.date) -> Iterator[_Found]:
    text = reading.text
    for match in patterns.ISO.finditer(text):
        year, month, day = map(int, match.groups())
        yield match, _date(year, month, day)
    for match in patterns.DAY_FIRST.finditer(text):
        yield match, _in_either_order(int(match.group(4)), int(match.group(3)), int(match.group(1)))
    for match in patterns.SHORT_YEAR.finditer(text):
        year = int(match.group(4)) + _CENTURY
        if year > today.year + _WEEK:
            year += _LAST_CENTURY - _CENTURY
        yield match, _in_either_order(year, int(match.group(3)), int(match.group(1)))
    for match in patterns.DAY_MONTH.finditer(text):
        yield match, _closest_year(today, int(match.group(2)), int(match.group(1)))


def _named(reading: Reading, language: str, today: dt.date) -> Iterator[_Found]:
    text = reading.text
    for match in patterns.NAMED.finditer(text):
        day, name, year = match.groups()
        if not _is_other_word(name, language, text, match.end(2), year):
            yield match, _day_of(today, year, patterns.MONTHS[name], int(day))
    for match in patterns.NAMED_MONTH_FIRST.finditer(text):
        name, day, year = match.groups()
        if not _is_other_word(name, language, text, match.end(2), year):
            yield match, _day_of(today, year, patterns.MONTHS[name], int(day))
    for match in patterns.HAN_MONTH_DAY.finditer(text):
        month, day = map(number, match.groups())
        yield match, _closest_year(today, month or 0, day or 0)
    for match in patterns.HAN_DAY.finditer(text):
        shift = {"上": -1, "下": 1, "这": 0, "這": 0, "本": 0}.get((match.group(1) or " ")[0])
        yield match, _closest_month(today, number(match.group(2)) or 0, shift)
    for match in patterns.DAY_OF_MONTH.finditer(text):
        yield match, _closest_month(today, int(next(filter(None, match.groups()))), None)


def _is_other_word(name: str, language: str, text: str, end: int, year: str | None) -> bool:
    if year:
        return False
    return (language == "fr" and name in patterns.ARTICLES) or bool(patterns.NOT_MONTH_AFTER.match(text, end))


def _weekdays(reading: Reading, today: dt.date) -> Iterator[_Found]:
    for match in patterns.WEEKDAY.finditer(reading.text):
        before = reading.text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if patterns.HABIT_BEFORE.search(before):
            continue
        day = match.group("day")
        weekday = patterns.WEEKDAYS[day.split(" ")[-1]] if day else patterns.SHORT_WEEKDAYS[match.group("short")]
        modifier = match.group("after") or match.group("before")
        if modifier in patterns.WEEKS:
            yield match, _in_week(today, patterns.WEEKS[modifier], weekday)
        elif modifier in patterns.PAST or (modifier is None and patterns.SINCE_BEFORE.search(before)):
            yield match, today - dt.timedelta(days=(today.weekday() - weekday - 1) % _WEEK + 1)
        elif modifier in patterns.PRESENT:
            yield match, today + dt.timedelta(days=(weekday - today.weekday()) % _WEEK)
        else:
            yield match, today + dt.timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)


def _han_weekdays(reading: Reading, today: dt.date) -> Iterator[_Found]:
    for match in patterns.HAN_WEEKDAY.finditer(reading.text):
        weekday = patterns.HAN_WEEKDAYS[match.group("day")]
        week = match.group("week")
        if week:
            yield match, _in_week(today, patterns.HAN_WEEKS[week], weekday)
        elif patterns.HAN_SINCE.search(reading.text[max(0, match.start() - 2) : match.start()]):
            yield match, today - dt.timedelta(days=(today.weekday() - weekday - 1) % _WEEK + 1)
        else:
            yield match, today + dt.timedelta(days=(weekday - today.weekday() - 1) % _WEEK + 1)


def _in_week(today: dt.date, weeks: int, weekday: int) -> dt.date:
    return today + dt.timedelta(days=weeks * _WEEK + weekday - today.weekday())


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        # The 31st of February.
        return None


def _in_either_order(year: int, month: int, day: int) -> dt.date | None:
    """Return a day written day first; month first only where day first is none."""
    return _date(year, month, day) or _date(year, day, month)


def _day_of(today: dt.date, year: str | None, month: int, day: int) -> dt.date | None:
    return _date(int(year), month, day) if year else _closest_year(today, month, day)


def _closest_year(today: dt.date, month: int, day: int) -> dt.date | None:
    return _closest(today, (_date(today.year + shift, month, day) for shift in (-1, 0, 1)))


def _closest_month(today: dt.date, day: int, shift: int | None) -> dt.date | None:
    shifts = (-1, 0, 1) if shift is None else (shift,)
    months = (divmod(today.year * 12 + today.month - 1 + each, 12) for each in shifts)
    return _closest(today, (_date(year, month + 1, day) for year, month in months))


def _closest(today: dt.date, days: Iterable[dt.date | None]) -> dt.date | None:
    return min((day for day in days if day is not None), key=lambda day: abs(day - today), default=None)
