"""Dates as the sources state them: a year, a month, or a day."""

import re
from datetime import date

OLD_AFTER_DAYS = 3 * 365
# National short numbers change far more slowly than the mobile of a duty officer.
SHORT_NUMBER_OLD_AFTER_DAYS = 5 * 365
STALE_AFTER_DAYS = 365

_STATED = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


def stated_date(stated: str) -> date | None:
    """The latest day that ``2025``, ``2025-10`` or ``2025-10-31`` can mean; None if unreadable.

    The latest day is taken so that a row is called old only when it surely is.
    """
    match = _STATED.match(stated.strip())
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 12), int(match[3] or 0)
    try:
        if day:
            return date(year, month, day)
        if month == 12:
            return date(year, 12, 31)
        return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)
    except ValueError:
        return None


def age_days(stated: str, today: date | None = None) -> int | None:
    """Days since the statement; None when the source gives no date."""
    when = stated_date(stated)
    return None if when is None else max(0, ((today or date.today()) - when).days)


def is_old(stated: str, today: date | None = None, after_days: int = OLD_AFTER_DAYS) -> bool:
    """True when the statement is older than ``after_days`` (three years) or has no date."""
    age = age_days(stated, today)
    return age is None or age > after_days
