"""The figures of a report: what each is called, what it means, and how it is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.nlu.evaluation.calibration import calibration
from bot.nlu.evaluation.figure import Figure
from bot.nlu.evaluation.intervals import Share
from bot.nlu.evaluation.readings import Reading
from bot.nlu.evaluation.topic_scores import macro_f1

Readings = Sequence[Reading]


@dataclass(frozen=True, slots=True)
class Measure:
    """``key``: its name in files; ``label``: its name for people; ``count``: the way to count it."""

    key: str
    label: str
    higher_is_better: bool
    count: Callable[[Readings], Share | float]

    def of(self, readings: Readings) -> Figure | None:
        """Return the figure, or None where there is nothing to count."""
        measured = self.count(readings)
        return Figure.if_any(measured) if isinstance(measured, Share) else Figure.of(measured)


def _danger(rows: Readings, seen: Callable[[Reading], str]) -> Share:
    return Share.of(seen(row) == "critical" for row in rows if row.in_danger)


def _everyday(rows: Readings, seen: Callable[[Reading], str]) -> Share:
    return Share.of(seen(row) == "critical" for row in rows if row.everyday)


def _urgent(rows: Readings) -> Iterable[Reading]:
    return (row for row in rows if row.case.urgency == "urgent" and not row.may_be_critical)


MEASURES = (
    Measure("critical_recall", "critical recognised", True, lambda r: _danger(r, lambda x: x.urgency)),
    Measure("critical_recall_screen", "… by the screen alone", True, lambda r: _danger(r, lambda x: x.screen)),
    Measure("critical_recall_rules", "… by the rules alone", True, lambda r: _danger(r, lambda x: x.rules)),
    Measure("false_critical_everyday", "false critical, everyday", False, lambda r: _everyday(r, lambda x: x.urgency)),
    Measure("false_critical_screen", "… by the screen alone", False, lambda r: _everyday(r, lambda x: x.screen)),
    Measure("false_critical_rules", "… by the rules alone", False, lambda r: _everyday(r, lambda x: x.rules)),
    Measure("urgent_raised", "urgent raised to critical", False, lambda r: Share.of(x.alarm for x in _urgent(r))),
    Measure("urgency", "urgency right (3 levels)", True, lambda r: Share.of(x.urgency_right for x in r)),
    Measure("topic", "topic right", True, lambda r: Share.of(x.topic_right for x in r)),
    Measure("topic_macro_f1", "topic, macro-F1", True, lambda r: macro_f1([(x.wanted_topic, x.topic) for x in r])),
    Measure("topic_calibration_error", "topic, calibration error", False, lambda r: calibration(r).topic.error),
    Measure("language", "language right", True, lambda r: Share.of(x.language_right for x in r)),
)
"""In the order they are shown; a label that begins with … belongs to the one above."""

BY_KEY = {measure.key: measure for measure in MEASURES}


def measure_all(readings: Readings) -> dict[str, Figure]:
    """Return key → figure, without those that have nothing to count."""
    found = ((measure.key, measure.of(readings)) for measure in MEASURES)
    return {key: figure for key, figure in found if figure is not None}
