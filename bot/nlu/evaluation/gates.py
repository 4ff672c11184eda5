"""Whether a model may be released: each figure judged by its goal and its floor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.nlu.evaluation.figure import Figure
from bot.nlu.evaluation.gate_file import SPREAD, Gate
from bot.nlu.evaluation.near_copies import NearCopy
from bot.nlu.evaluation.report import Report

REACHED = "goal reached"
GOAL_MISSED = "goal missed"
FLOOR_MISSED = "FLOOR MISSED"
NOT_MEASURED = "NOT MEASURED"

# 99.0 % read from a file and 198/200 must come out equal.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Judgement:
    """A gate, the figure it is about (None where the report has none), and the verdict."""

    gate: Gate
    figure: Figure | None
    verdict: str

    @property
    def failed(self) -> bool:
        """Whether a build fails by it."""
        return self.verdict in (FLOOR_MISSED, NOT_MEASURED)

    @property
    def floor_can_rise(self) -> bool:
        """Whether the goal is reached while the floor is still below it."""
        return self.verdict == REACHED and self.gate.floor != self.gate.goal


@dataclass(frozen=True, slots=True)
class Verdict:
    """All judgements, and the held-out sentences that are near copies of training ones."""

    judgements: list[Judgement]
    near_copies: list[NearCopy]

    @property
    def failed(self) -> bool:
        """Whether the model must not be released."""
        return bool(self.near_copies) or any(each.failed for each in self.judgements)


def judge(report: Report, gates: Iterable[Gate]) -> Verdict:
    """Judge a report. A figure that the report lacks fails, else deleting sentences would open a gate."""
    return Verdict([_judge(gate, _figure(report, gate)) for gate in gates], report.near_copies)


def _figure(report: Report, gate: Gate) -> Figure | None:
    if gate.figure.endswith(SPREAD):
        found = report.spread.get(gate.figure.removesuffix(SPREAD))
        return Figure.of(found.value) if found else None
    return report.figures.get(gate.language, {}).get(gate.figure)


def _judge(gate: Gate, figure: Figure | None) -> Judgement:
    if figure is None:
        return Judgement(gate, None, NOT_MEASURED)
    sign = 1 if gate.higher_is_better else -1

    def reaches(limit: float) -> bool:
        return sign * (figure.value - limit) >= -_ROUNDING

    if reaches(gate.goal):
        return Judgement(gate, figure, REACHED)
    return Judgement(gate, figure, GOAL_MISSED if reaches(gate.floor) else FLOOR_MISSED)
