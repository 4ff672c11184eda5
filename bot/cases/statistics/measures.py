"""Answer times: shares within the limits, median and 95th percentile, of waits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.cases.statistics.waits import Wait

LIMITS_S = (15, 20)
"""Seconds of the two shares."""
GOALS = (0.90, 0.95)
"""What NENA-STA-020.1-2020 asks of 911 centres: 90 % answered within 15 s, 95 % within 20 s."""
NEVER = math.inf


@dataclass(frozen=True)
class AnswerTimes:
    """How fast humans wrote. ``waits`` is the whole of the shares.

    ``median`` and ``p95`` in seconds; infinite where so many were not answered, None without a wait.
    """

    waits: int
    within: tuple[int, int]
    unanswered: int
    median: float | None
    p95: float | None

    def share(self, number: int) -> float | None:
        """Return the share within the first or the second limit; None without a wait."""
        return self.within[number] / self.waits if self.waits else None


def answer_times(waits: Iterable[Wait]) -> AnswerTimes:
    """Sum up waits.

    One without an answer counts from the second limit on: it is late then, whatever comes after. Before that
    it is neither good nor bad (it goes on, or was taken back), and is left out.
    """
    seconds = sorted(
        wait.seconds if wait.answered else NEVER
        for wait in waits
        if wait.answered or wait.seconds >= LIMITS_S[-1]
    )
    first, second = (sum(each <= limit for each in seconds) for limit in LIMITS_S)
    return AnswerTimes(
        waits=len(seconds),
        within=(first, second),
        unanswered=sum(each == NEVER for each in seconds),
        median=percentile(seconds, 0.5),
        p95=percentile(seconds, 0.95),
    )


def percentile(ordered: Sequence[float], share: float) -> float | None:
    """Return the nearest rank: the smallest value that so many do not exceed. None of nothing."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def grouped(waits: Iterable[Wait], key: Callable[[Wait], str]) -> dict[str, AnswerTimes]:
    """Return the answer times of each group, by its code."""
    groups: dict[str, list[Wait]] = {}
    for wait in waits:
        groups.setdefault(key(wait), []).append(wait)
    return {code: answer_times(each) for code, each in sorted(groups.items())}
