"""The figures of one system."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from bench.figures import percentile
from bench.nlu.systems import Outcome
from bot.nlu.evaluation.cases import Case
from bot.nlu.evaluation.intervals import Share

Shares = dict[str, Share]


@dataclass(frozen=True, slots=True)
class Figures:
    """``topic``, ``critical_recall``, ``false_critical``: language → share; times in milliseconds, memory in MB.

    ``unsure``: sentences for which the system asks back instead of giving its best guess.
    """

    topic: Shares
    critical_recall: Shares
    false_critical: Shares
    p50_ms: float
    p95_ms: float
    learn_s: float
    learn_mb: float
    answer_mb: float
    unsure: int
    epochs: int

    @property
    def topic_mean(self) -> float:
        """The mean over the languages, each with the same weight."""
        return fmean(share.value for share in self.topic.values())


def figures(cases: Sequence[Case], floors: Mapping[str, str], outcome: Outcome) -> Figures:
    """Count a system's answers. One that only tells topics sees danger where the topic's floor is critical.

    Recall is over the sentences that must be taken for critical, false critical over the routine ones that may not.
    """
    pairs = list(zip(cases, outcome.answers, strict=True))

    def critical(answer: Mapping[str, Any]) -> bool:
        return bool(answer.get("critical", floors.get(answer["topic"]) == "critical"))

    def shares(belongs: Callable[[Case], bool], right: Callable[[Case, Mapping[str, Any]], bool]) -> Shares:
        return {
            language: Share.of(
                right(case, answer) for case, answer in pairs if case.folder == language and belongs(case)
            )
            for language in dict.fromkeys(case.folder for case in cases)
        }

    times = [answer["ms"] for answer in outcome.answers]
    return Figures(
        topic=shares(lambda case: True, lambda case, answer: answer["topic"] in case.topics),
        critical_recall=shares(lambda case: case.urgency == "critical", lambda _, answer: critical(answer)),
        false_critical=shares(_everyday, lambda _, answer: critical(answer)),
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
        learn_s=outcome.learn_s,
        learn_mb=outcome.learn_mb,
        answer_mb=outcome.answer_mb,
        unsure=sum(bool(answer.get("unsure")) for answer in outcome.answers),
        epochs=outcome.epochs,
    )


def _everyday(case: Case) -> bool:
    return case.urgency == "routine" and "critical" not in case.urgencies


def together(shares: Shares) -> Share:
    """Return the share over all languages."""
    return Share(sum(share.part for share in shares.values()), sum(share.whole for share in shares.values()))
