"""Times as people enter them, on the clock of a desk."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from bot.accounts.problems import DeskProblem


def read_local(text: str, zone: tzinfo) -> datetime:
    """Return the moment, in UTC, that a date and time mean on this clock (``2026-11-24 22:00``).

    Of an hour that comes twice when clocks go back the first is meant.

    Raises:
        DeskProblem: it is no date with a time, has a zone of its own, or is an hour that clocks skip.
    """
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _no_time(text) from error
    if given.tzinfo is not None or len(text.strip()) < len("2026-11-24T22"):
        raise _no_time(text)
    try:
        moment = given.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError as error:
        raise _no_time(text) from error
    if moment.astimezone(zone).replace(tzinfo=None) != given:
        sentence = f"'{text}' does not exist on the desk's clock: clocks go forward then."
        raise DeskProblem("skipped_hour", sentence, value=text)
    return moment


def _no_time(text: str) -> DeskProblem:
    sentence = f"'{text}' is no date and time of the desk. Write for example: 2026-11-24 22:00"
    return DeskProblem("no_time", sentence, value=text)
