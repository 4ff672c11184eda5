"""From the history of cases to waits: how long a person rang before a human wrote. Nothing else counts.

A wait begins with a ring (a routine case, which does not ring, waits from its opening) and ends with the
first line of a human. A claim ends nothing. A ring that follows before anybody has written goes on with the
same wait, so that a claim that lapsed does not start the clock anew. A case that rises to critical starts a
wait of its own from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.cases.opening import RANK
from bot.cases.statistics.facts import Happening

_ENDS = ("resolved", "closed", "cancelled", "duplicate", "exercise_ended", "rings_with_incident")
_RAISES = ("raised", "duplicate_joined")


@dataclass(frozen=True)
class Wait:
    """One wait. ``seconds``: until a human wrote, until it ended otherwise, or until now.

    ``answered``: a human wrote.
    """

    urgency: str
    language: str
    desk: str
    seconds: float
    answered: bool


def waits_of(happenings: Iterable[Happening], now: datetime) -> Iterator[Wait]:
    """Yield the waits of cases; the happenings come case by case, in their order."""
    for _case_id, steps in groupby(happenings, key=lambda step: step.case_id):
        yield from _waits_of_case(steps, now)


def _waits_of_case(steps: Iterable[Happening], now: datetime) -> Iterator[Wait]:
    urgency = "routine"
    since: datetime | None = None
    step: Happening | None = None
    for step in steps:
        if step.kind == "opened":
            urgency = step.urgency or urgency
            since = step.at if urgency == "routine" else None
        elif step.kind == "rang":
            rung = _higher(urgency, step.urgency or "urgent")
            # What waited as a smaller matter waits from now on as a graver one.
            since = step.at if since is None or rung != urgency else since
            urgency = rung
        elif step.kind in _RAISES:
            higher = _higher(urgency, step.urgency or urgency)
            since = since if higher == urgency else None
            urgency = higher
        elif since is not None and (step.kind == "wrote" or step.kind in _ENDS):
            yield _wait(step, urgency, since, step.at, answered=step.kind == "wrote")
            since = None
    if since is not None and step is not None:
        yield _wait(step, urgency, since, now, answered=False)


def _wait(step: Happening, urgency: str, since: datetime, until: datetime, *, answered: bool) -> Wait:
    seconds = max(0.0, (until - since).total_seconds())
    return Wait(urgency, step.language, step.desk, seconds, answered)


def _higher(one: str, other: str) -> str:
    return other if RANK.get(other, 0) > RANK.get(one, 0) else one
