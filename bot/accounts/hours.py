"""Opening hours of a desk: weekday → spans of its own clock. No hours at all: open day and night."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.accounts.problems import DeskProblem
from bot.store.tables import Desk

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = "always"
HOME_ZONE = "Asia/Jakarta"
_DAY = 24 * 60
_PART = re.compile(r"(?P<days>[a-z,\s-]+?)\s+(?P<spans>\d.*)")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_EXAMPLE = "Write for example: mon-fri 08:00-16:00; sat 09:00-12:00. Day and night: always."

Hours = dict[str, list[list[str]]]
Spans = dict[int, list[tuple[int, int]]]


def parse_hours(text: str) -> Hours:
    """Read hours as people write them: ``mon-fri 08:00-12:00, 13:00-16:00; sat 09:00-12:00``.

    A span past midnight (``22:00-06:00``) goes on in the next day. Empty or ``always``: day and night.

    Raises:
        DeskProblem: names what cannot be read, with an example.
    """
    cleaned = text.strip().lower().replace("–", "-").replace("—", "-").replace("：", ":")
    if cleaned in ("", ALWAYS):
        return {}
    spans: Spans = {}
    for part in filter(None, (piece.strip() for piece in re.split(r"[;\n]", cleaned))):
        match = _PART.fullmatch(part)
        if match is None:
            raise DeskProblem("no_hours", f"'{part}' is no opening time. {_EXAMPLE}", value=part)
        for day in _days(match["days"]):
            for span in match["spans"].split(","):
                _add(spans, day, _span(span.strip()))
    return _written(spans)


def show_hours(hours: Mapping[str, Any]) -> str:
    """Return hours in the form that :func:`parse_hours` reads; equal days in a row are joined."""
    spans = _spans(hours)
    if not spans:
        return ALWAYS
    parts: list[str] = []
    day = 0
    while day < len(DAYS):
        last = day
        while last + 1 < len(DAYS) and spans.get(last + 1) == spans.get(day):
            last += 1
        if day in spans:
            days = DAYS[day] if day == last else f"{DAYS[day]}-{DAYS[last]}"
            parts.append(f"{days} {', '.join(f'{_clock(a)}-{_clock(b)}' for a, b in spans[day])}")
        day = last + 1
    return "; ".join(parts)


def desk_zone(desk: Desk) -> tzinfo:
    """Return the time zone of a desk (``coverage.timezone``), Jakarta's where there is none to use."""
    try:
        return ZoneInfo(str(desk.coverage.get("timezone") or HOME_ZONE))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(HOME_ZONE)


def is_open(desk: Desk, now: datetime) -> bool:
    """Whether a desk is open at a moment. Hours that cannot be read count as open: a cry must ring."""
    spans = _spans(desk.hours)
    if not spans:
        return True
    local = now.astimezone(desk_zone(desk))
    minute = local.hour * 60 + local.minute
    return any(start <= minute < end for start, end in spans.get(local.weekday(), ()))


def next_opening(desk: Desk, now: datetime) -> datetime | None:
    """Return when a closed desk opens next, on its own clock; None for one that is open or always is."""
    spans = _spans(desk.hours)
    if not spans or is_open(desk, now):
        return None
    local = now.astimezone(desk_zone(desk))
    for ahead in range(len(DAYS) + 1):
        day = local.date() + timedelta(days=ahead)
        for start, _end in spans.get(day.weekday(), ()):
            opens = datetime.combine(day, time(start // 60, start % 60), local.tzinfo)
            if opens > local:
                return opens
    return None


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            sentence = f"'{part}' is no weekday. Use {', '.join(DAYS)}. {_EXAMPLE}"
            raise DeskProblem("no_weekday", sentence, value=part)
        start, end = DAYS.index(first), DAYS.index(last or first)
        found += [(start + n) % 7 for n in range((end - start) % 7 + 1)]
    return found


def _span(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text)
    if match is not None:
        h1, m1, h2, m2 = (int(group) for group in match.groups())
        start, end = h1 * 60 + m1, h2 * 60 + m2
        if m1 < 60 and m2 < 60 and start < _DAY and 0 < end <= _DAY and start != end:
            return start, end
        if m1 < 60 and start < _DAY and end == 0:
            return start, _DAY
    raise DeskProblem("no_hours", f"'{text}' is no time from–to. {_EXAMPLE}", value=text)


def _add(spans: Spans, day: int, span: tuple[int, int]) -> None:
    start, end = span
    if start < end:
        spans.setdefault(day, []).append(span)
        return
    spans.setdefault(day, []).append((start, _DAY))
    spans.setdefault((day + 1) % 7, []).append((0, end))


def _spans(hours: Mapping[str, Any]) -> Spans:
    """Read stored hours; what is no span is left out, so that a bad row closes no desk."""
    spans: Spans = {}
    for name, given in hours.items():
        if name not in DAYS or not isinstance(given, list):
            continue
        for pair in given:
            try:
                start, end = _span(f"{pair[0]}-{pair[1]}")
            except (DeskProblem, IndexError, KeyError, TypeError):
                continue
            _add(spans, DAYS.index(name), (start, end))
    return {day: _joined(found) for day, found in sorted(spans.items())}


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _written(spans: Spans) -> Hours:
    return {
        DAYS[day]: [[_clock(start), _clock(end)] for start, end in _joined(found)]
        for day, found in sorted(spans.items())
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
