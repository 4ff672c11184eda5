"""Days and times counted from now: "in 3 days", "dua jam yang lalu", "il y a une heure", 半小时后."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from bot.nlu import entity_patterns_dates as patterns
from bot.nlu.entities_text import Reading
from bot.nlu.entity_patterns import number
from bot.nlu.results import Entity

_HALVES = ("half", "setengah", "半")
_MONTHS_A_YEAR = 12
_DAYS_HALF_MONTH = 15


def moments(reading: Reading, language: str, now: dt.datetime) -> Iterator[Entity]:
    """Yield days (from days on) and times (hours and minutes) that are counted from ``now``."""
    for pattern, sign in (
        (patterns.IN_BEFORE, 1),
        (patterns.IN_AFTER, 1),
        (patterns.AGO_BEFORE, -1),
        (patterns.AGO_AFTER, -1),
        (patterns.HAN_MOMENT, 0),
    ):
        for match in pattern.finditer(reading.text):
            unit = patterns.UNITS.get(match.group("unit")) or ("day" if language == "id" else "hour")
            amount = _amount(match)
            way = sign or (-1 if "前" in match.group("way") else 1)
            if amount is None or not _is_counted(match, unit):
                continue
            found = _moment(now, unit, way * amount)
            if found:
                yield reading.entity(found[0], match.start(), match.end(), found[1])


def _is_counted(match: re.Match[str], unit: str) -> bool:
    """Sort out 2026年以后 (a year, not a stretch) and 三月前 (the month of March)."""
    if match.re is not patterns.HAN_MOMENT:
        return True
    if unit == "month" and not match.group("measure"):
        return False
    return not (unit == "year" and len(match.group("amount")) > 2)


def _amount(match: re.Match[str]) -> float | None:
    text = match.group("amount").strip().rstrip("-")
    whole = match.group("half") or (match.groupdict().get("measure") or "")[1:] or text.endswith(" setengah")
    half = 0.5 if whole else 0.0
    text = text.removesuffix(" setengah")
    if text.endswith("couple of"):
        return 2.0
    if text.startswith("un quart"):
        return 0.25
    if text.startswith(_HALVES) or "demi" in text:
        return 0.5
    if text in ("a", "an", "une", "un", "se"):
        return 1 + half
    if "," in text or "." in text:
        return float(text.replace(",", "."))
    value = number(text)
    return None if value is None else value + half


def _moment(now: dt.datetime, unit: str, amount: float) -> tuple[str, str] | None:
    try:
        if unit in ("hour", "minute"):
            return "time", _clock(now, dt.timedelta(**{f"{unit}s": amount}))
        if unit in ("day", "week"):
            return "date", (now.date() + dt.timedelta(**{f"{unit}s": amount})).isoformat()
        months = amount * (_MONTHS_A_YEAR if unit == "year" else 1)
        day = _months_away(now.date(), int(months)) + dt.timedelta(days=_DAYS_HALF_MONTH * (months - int(months)) * 2)
        return "date", day.isoformat()
    except (OverflowError, ValueError):
        # Beyond the calendar.
        return None


def _clock(now: dt.datetime, shift: dt.timedelta) -> str:
    # Counted in UTC: a clock that is put forward meanwhile does not add an hour.
    then = (now.astimezone(dt.timezone.utc) + shift).astimezone(now.tzinfo)
    return then.strftime("%H:%M" if then.date() == now.date() else "%Y-%m-%dT%H:%M")


def _months_away(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
