"""Two models compared: the change of each figure, and the sentences that changed sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.nlu.evaluation.mcnemar import mcnemar
from bot.nlu.evaluation.measures import BY_KEY, measure_all
from bot.nlu.evaluation.readings import Reading
from bot.nlu.evaluation.report import Report, Source, in_sets

Pair = tuple[Reading, Reading]
"""The same sentence read by the model before and by the model now."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a set before and now, over the sentences both models have read."""

    language: str
    key: str
    before: float
    now: float

    @property
    def points(self) -> float:
        """The change in percentage points."""
        return 100 * (self.now - self.before)

    @property
    def better(self) -> bool:
        """Whether it went the right way."""
        return self.points > 0 if BY_KEY[self.key].higher_is_better else self.points < 0


@dataclass(frozen=True, slots=True)
class Turned:
    """The sentences that changed sides in one decision, and the odds that chance alone did it."""

    newly_right: list[Pair]
    newly_wrong: list[Pair]

    @property
    def p_value(self) -> float:
        """McNemar's p-value."""
        return mcnemar(len(self.newly_right), len(self.newly_wrong))


@dataclass(frozen=True, slots=True)
class Comparison:
    """``shared``: how many sentences both have read; ``added`` and ``removed``: those only one of them has read."""

    before: Source
    shared: int
    added: int
    removed: int
    changes: list[Change]
    topic: Turned
    critical: Turned


def compare(before: Report, now: Report) -> Comparison:
    """Compare two reports over the sentences they share.

    The answers of the model before are judged by today's labels, so that a corrected label is no change of the model.
    """
    old = {_key(reading): reading for reading in before.readings}
    new = {_key(reading): reading for reading in now.readings}
    pairs = [(replace(old[key], case=reading.case), reading) for key, reading in new.items() if key in old]
    earlier, later = (
        {name: measure_all(rows) for name, rows in in_sets(pair[place] for pair in pairs).items()} for place in (0, 1)
    )
    return Comparison(
        before=before.source,
        shared=len(pairs),
        added=len(new) - len(pairs),
        removed=len(old) - len(pairs),
        changes=[
            Change(language, key, row[key].value, figure.value)
            for language, row in earlier.items()
            for key, figure in later[language].items()
            if key in row
        ],
        topic=_turned(pairs, lambda reading: reading.topic_right),
        critical=_turned(pairs, lambda reading: reading.critical_right),
    )


def _key(reading: Reading) -> tuple[str, str]:
    return reading.case.folder, reading.case.text


def _turned(pairs: Sequence[Pair], right: Callable[[Reading], bool]) -> Turned:
    return Turned(
        [pair for pair in pairs if right(pair[1]) and not right(pair[0])],
        [pair for pair in pairs if right(pair[0]) and not right(pair[1])],
    )
