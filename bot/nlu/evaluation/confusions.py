"""Which topics are taken for which others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.nlu.evaluation.readings import Reading

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Confusion:
    """Sentences about ``wanted`` that were read as ``got``; ``languages``: how many in each set; some ``examples``."""

    wanted: str
    got: str
    count: int
    languages: dict[str, int]
    examples: list[str]


def confusions(readings: Iterable[Reading]) -> list[Confusion]:
    """Return the pairs, the most frequent first."""
    pairs: defaultdict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        if not reading.topic_right:
            pairs[reading.wanted_topic, reading.topic].append(reading)
    found = [
        Confusion(
            wanted,
            got,
            len(rows),
            dict(Counter(row.case.folder for row in rows)),
            [row.case.text for row in rows[:_EXAMPLES]],
        )
        for (wanted, got), rows in pairs.items()
    ]
    return sorted(found, key=lambda each: (-each.count, each.wanted, each.got))
