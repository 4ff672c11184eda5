"""The sentences of a run: what is learnt, what is asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.nlu.evaluation.cases import Case, check_topics, data_hash, held_out_files, read_cases
from bot.nlu.training import read_data

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Data:
    """``floors``: the urgency each topic starts with; ``examples``: the training sentences, for everybody;
    ``checks``: the sentences our side sets its thresholds on; ``cases``: the held-out sentences.
    """

    nlu_data: Path
    floors: dict[str, str]
    examples: list[read_data.Example]
    checks: list[Case]
    cases: list[Case]
    cases_hash: str

    def to_learn(self) -> dict[str, Any]:
        """Return what the children learn from, ready for JSON."""
        return {
            "nlu_data": str(self.nlu_data),
            "floors": self.floors,
            "examples": [asdict(example) for example in self.examples],
            "checks": [asdict(case) for case in self.checks],
        }


def read(nlu_data: Path, held_out: Path, per_topic: int | None = None) -> Data:
    """Read everything. ``per_topic``: how many sentences of each topic and language to learn, None for all.

    Raises DataError that names the file to correct.
    """
    floors = read_data.read_taxonomy(nlu_data)
    examples = read_data.read_examples(nlu_data, floors)
    checks = read_data.read_calibration(nlu_data, floors)
    if per_topic is not None:
        examples = thin(examples, lambda example: (example.language, example.topic), per_topic)
        checks = thin(checks, lambda case: (case.folder, case.topics[0]), per_topic)
    asked = read_cases(held_out)
    cases = [case for language in read_data.LANGUAGES for case in asked if case.folder == language]
    check_topics(cases, floors)
    return Data(nlu_data.resolve(), floors, examples, checks, cases, data_hash(held_out_files(held_out)))


def thin(rows: Sequence[Row], group_of: Callable[[Row], Hashable], most: int) -> list[Row]:
    """Return at most ``most`` rows of each group, spread evenly over it, in their order."""
    groups: dict[Hashable, list[int]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(group_of(row), []).append(number)
    kept = {
        numbers[place * len(numbers) // most] if len(numbers) > most else numbers[place]
        for numbers in groups.values()
        for place in range(min(most, len(numbers)))
    }
    return [rows[number] for number in sorted(kept)]
