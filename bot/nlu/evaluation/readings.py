"""What a model made of each held-out sentence, and whether that was right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.nlu.evaluation.cases import Case
from bot.nlu.results import Screening, Understanding, more_urgent

_SAY_EVERY = 500


class Reader(Protocol):
    """A model, or the rules alone."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        """Return the first look."""

    def understand(
        self, text: str, language: str | None = None, history: str | None = None
    ) -> Understanding:
        """Return the full reading."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A case and what was made of it.

    ``urgency``: the one the service acts on, whichever stage sees more; ``screen`` and ``rules``: the urgency
    each of them sees by itself; ``danger``: the probability that it is critical, where the model tells it.
    """

    case: Case
    topic: str
    confidence: float
    urgency: str
    language: str
    screen: str
    rules: str
    danger: float | None = None
    reasons: tuple[str, ...] = ()

    @property
    def topic_right(self) -> bool:
        """Whether the topic is among the accepted ones."""
        return self.topic in self.case.topics

    @property
    def wanted_topic(self) -> str:
        """The topic it counts under: the one found if it is accepted, else the best."""
        return self.topic if self.topic_right else self.case.topics[0]

    @property
    def urgency_right(self) -> bool:
        """Whether the urgency is among the accepted ones."""
        return self.urgency in self.case.urgencies

    @property
    def language_right(self) -> bool:
        """Whether the language is the right one."""
        return self.language == self.case.language

    @property
    def in_danger(self) -> bool:
        """Whether the sentence must be taken for critical."""
        return self.case.urgency == "critical"

    @property
    def may_be_critical(self) -> bool:
        """Whether critical is among the accepted urgencies."""
        return "critical" in self.case.urgencies

    @property
    def everyday(self) -> bool:
        """Whether it is a routine message."""
        return self.case.urgency == "routine" and not self.may_be_critical

    @property
    def alarm(self) -> bool:
        """Whether it was taken for critical."""
        return self.urgency == "critical"

    @property
    def missed(self) -> bool:
        """Whether danger went unseen."""
        return self.in_danger and not self.alarm

    @property
    def false_alarm(self) -> bool:
        """Whether it was taken for critical and must not be."""
        return self.alarm and not self.may_be_critical

    @property
    def critical_right(self) -> bool:
        """Whether the decision "critical or not" was right."""
        return not self.missed and not self.false_alarm


def read_all(
    model: Reader, rules: Reader, cases: Iterable[Case], say: Callable[[str], None] = lambda _: None
) -> list[Reading]:
    """Read every case in both stages and by the rules alone. ``say``: called now and then with the progress."""
    readings = []
    for case in cases:
        screened, understood = model.screen(case.text), model.understand(case.text)
        readings.append(
            Reading(
                case=case,
                topic=understood.topic,
                confidence=understood.confidence,
                urgency=more_urgent(screened.urgency, understood.urgency),
                language=understood.language,
                screen=screened.urgency,
                rules=rules.screen(case.text).urgency,
                # Models differ in whether they tell it.
                danger=getattr(understood, "danger", None),
                reasons=tuple(understood.reasons),
            )
        )
        if len(readings) % _SAY_EVERY == 0:
            say(f"{len(readings)} sentences read")
    return readings
