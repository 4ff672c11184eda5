"""Times as the formats want them: with an offset, to the second."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.reference.clocks import HOME_ZONE


def zone_named(name: str) -> tzinfo:
    """Return a time zone; a name that nobody knows gives Jakarta's."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(HOME_ZONE)


def stamp(moment: datetime, zone: tzinfo) -> str:
    """Return ``2026-11-24T14:05:00+07:00``: ISO 8601, RFC 3339."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def cap_stamp(moment: datetime, zone: tzinfo) -> str:
    """Return a time for CAP 1.2, which writes UTC as ``-00:00``."""
    return stamp(moment, zone).replace("+00:00", "-00:00")
