"""What is right, missed and a false alarm."""

from __future__ import annotations

import pytest

from bot.nlu.evaluation.cases import Case
from bot.nlu.evaluation.readings import read_all
from bot.nlu.results import Screening, Understanding
from tests.nlu.evaluation.made_up import CRIME, FIRE, ROBBED, reading


class Reader:
    """Sees fire in the screen, smoke in the full reading only."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        urgency = "critical" if text == "fire" else "routine"
        return Screening("en", "Latn", urgency, urgency == "critical", FIRE, 1.0)

    def understand(self, text: str, language: str | None = None, history: str | None = None) -> Understanding:
        return Understanding(text, "fr", "Latn", "critical" if text == "smoke" else "urgent", FIRE, 0.7)


class Rules(Reader):
    """See nothing."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        return Screening("en", "Latn", "routine", False, FIRE, 1.0)


def test_the_more_urgent_stage_decides() -> None:
    cases = [Case(text, (FIRE,), "critical", ("critical",), "en", "en") for text in ("fire", "smoke", "ash")]
    said: list[str] = []
    found = read_all(Reader(), Rules(), cases * 200, said.append)[:3]
    assert [(row.urgency, row.screen, row.rules) for row in found] == [
        ("critical", "critical", "routine"),
        ("critical", "routine", "routine"),
        ("urgent", "routine", "routine"),
    ]
    assert [row.missed for row in found] == [False, False, True]
    assert found[0].danger is None
    assert (found[0].topic_right, found[0].language_right, found[0].confidence) == (True, False, 0.7)
    assert said == ["500 sentences read"]


@pytest.mark.parametrize(
    ("wanted", "accepted", "got", "missed", "false_alarm", "everyday"),
    [
        ("critical", [], "critical", False, False, False),
        ("critical", [], "urgent", True, False, False),
        ("routine", [], "critical", False, True, True),
        ("routine", [], "urgent", False, False, True),
        ("urgent", [], "critical", False, True, False),
        ("urgent", ["urgent", "critical"], "critical", False, False, False),
        ("urgent", ["urgent", "critical"], "urgent", False, False, False),
        ("routine", ["routine", "critical"], "critical", False, False, False),
        ("critical", ["critical", "urgent"], "urgent", True, False, False),
    ],
)
def test_the_decision_about_danger(
    wanted: str, accepted: list[str], got: str, missed: bool, false_alarm: bool, everyday: bool
) -> None:
    row = reading("x", wanted, got, accepted=accepted)  # type: ignore[arg-type]
    assert (row.missed, row.false_alarm, row.everyday) == (missed, false_alarm, everyday)
    assert row.critical_right is not (missed or false_alarm)


def test_a_topic_counts_under_the_accepted_one_that_was_found() -> None:
    assert reading("x", topics=[ROBBED, CRIME], topic=CRIME).wanted_topic == CRIME
    assert reading("x", topics=[ROBBED, CRIME], topic=FIRE).wanted_topic == ROBBED
