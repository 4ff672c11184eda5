"""Which cases are counted: a stretch of days on a desk's own clock, one desk or all, drills or real ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

EARLIEST = date(2000, 1, 1)
LONGEST_DAYS = 3660
"""About ten years: a page must end."""
_DAYS_SHOWN_SINGLY = 31
_WEEKS_SHOWN = 26 * 7


@dataclass(frozen=True)
class Step:
    """One stretch of a series: a day, a week or a month. ``unit``: day, week or month."""

    unit: str
    first: date
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Scope:
    """Cases opened from the first to the last day, both included, on the clock of ``zone``.

    ``desk_id``: the desk that has the case now; None: every desk. ``exercise``: drills, which are never
    counted together with real cases. ``handled``: leave out what was no matter of its own (duplicates, and
    first messages without words that words followed).
    """

    first: date
    last: date
    zone: tzinfo
    desk_id: int | None = None
    exercise: bool = False
    handled: bool = False

    @property
    def start(self) -> datetime:
        """Midnight before the first day."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def end(self) -> datetime:
        """Midnight after the last day."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    @property
    def drills(self) -> Scope:
        """The same for drills."""
        return replace(self, exercise=True)

    def steps(self, unit: str | None = None) -> Sequence[Step]:
        """Return the stretches of the series: days up to a month, weeks up to half a year, else months."""
        days = (self.last - self.first).days + 1
        unit = unit or ("day" if days <= _DAYS_SHOWN_SINGLY else "week" if days <= _WEEKS_SHOWN else "month")
        found: list[Step] = []
        day = self.first
        while day <= self.last:
            after = min(_next(unit, day), self.last + timedelta(days=1))
            found.append(Step(unit, day, self._midnight(day), self._midnight(after)))
            day = after
        return found

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


def recent(days: int, now: datetime, zone: tzinfo, desk_id: int | None = None) -> Scope:
    """Return the last so many days, today included."""
    today = now.astimezone(zone).date()
    return Scope(today - timedelta(days=days - 1), today, zone, desk_id)


def year_of(year: int, zone: tzinfo) -> Scope:
    """Return a calendar year of what counts as handled."""
    return Scope(date(year, 1, 1), date(year, 12, 31), zone, handled=True)


def _next(unit: str, day: date) -> date:
    if unit == "day":
        return day + timedelta(days=1)
    if unit == "week":
        return day + timedelta(days=7 - day.weekday())
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
