"""Times as a desk reads them: its own clock, durations in few characters."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.store.base import utcnow
from bot.store.tables import Desk

HOME = "Asia/Jakarta"


def zone_of(desk: Desk | None) -> tzinfo:
    """Return the time zone of a desk (``coverage.timezone``), Jakarta's without one."""
    name = str((desk.coverage if desk is not None else {}).get("timezone") or HOME)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def zone_name(zone: tzinfo) -> str:
    """Return how the zone is written behind a time: WIB, CET, or UTC with its offset."""
    name = datetime.now(zone).tzname() or "UTC"
    return f"UTC{name}" if name[:1] in "+-" else name


def clock(at: datetime | None, zone: tzinfo) -> str:
    """Return hours and minutes."""
    return at.astimezone(zone).strftime("%H:%M") if at else ""


def full(at: datetime | None, zone: tzinfo) -> str:
    """Return date, time with seconds and zone, as shown on hover."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S} {zone_name(zone)}" if at else ""


def moment(at: datetime, zone: tzinfo) -> str:
    """Return date, hours and minutes with the zone as it is called at that time of the year."""
    local = at.astimezone(zone)
    name = local.tzname() or "UTC"
    return f"{local:%Y-%m-%d %H:%M} {f'UTC{name}' if name[:1] in '+-' else name}"


def day(at: datetime, zone: tzinfo) -> str:
    """Return the date that separates the days of a transcript."""
    return at.astimezone(zone).strftime("%Y-%m-%d")


def duration(seconds: float) -> str:
    """Return a waiting time: ``0:07``, ``12:40``, ``3 h 05``, ``2 d 4 h`` (``clock.js`` does the same)."""
    whole = max(0, int(seconds))
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d}"
    if whole < 86400:
        return f"{whole // 3600} h {whole % 3600 // 60:02d}"
    return f"{whole // 86400} d {whole % 86400 // 3600} h"


def since(at: datetime | None) -> str:
    """Return how long ago a moment is."""
    return duration((utcnow() - at).total_seconds()) if at else ""
