"""Made-up readings and reports: what a model might have made of a few sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.nlu.evaluation.cases import Case, Urgency
from bot.nlu.evaluation.readings import Reading
from bot.nlu.evaluation.report import Report, Source, build

DAY = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
FIRE, CRIME, GREET, ROBBED = "emergency_fire", "emergency_crime", "chat_greet", "consular_theft_fraud"


def reading(
    text: str,
    wanted: Urgency = "routine",
    got: str = "routine",
    topics: Sequence[str] = (GREET,),
    topic: str = GREET,
    *,
    folder: str = "en",
    language: str | None = None,
    accepted: Sequence[Urgency] = (),
    screen: str = "routine",
    rules: str = "routine",
    confidence: float = 0.9,
    danger: float | None = None,
) -> Reading:
    """Return a reading of a sentence that is ``wanted`` and was taken for ``got``."""
    case = Case(text, tuple(topics), wanted, tuple(accepted or [wanted]), folder, folder)
    return Reading(case, topic, confidence, got, language or folder, screen, rules, danger, ("model: made up 0.90",))


def few(folder: str = "en") -> list[Reading]:
    """Return six readings: fire seen, smoke missed, a greeting right, one taken for critical, two of a theft."""
    return [
        reading("fire", "critical", "critical", [FIRE], FIRE, folder=folder, screen="critical", rules="critical"),
        reading("smoke", "critical", "urgent", [FIRE], CRIME, folder=folder, confidence=0.4),
        reading("hi there", folder=folder),
        reading("my phone is on fire lately", "routine", "critical", [GREET], FIRE, folder=folder, screen="critical"),
        reading("robbed", "urgent", "critical", [ROBBED], ROBBED, folder=folder, accepted=["urgent", "critical"]),
        reading("bag gone", "urgent", "critical", [ROBBED, CRIME], CRIME, folder=folder, language="other"),
    ]


def report(
    readings: Sequence[Reading] | None = None, model: str = "abc123def456", date: dt.datetime = DAY, **more: Sequence
) -> Report:
    """Return the report over some readings, or over the few above in two languages."""
    rows = [*few("en"), *few("fr")] if readings is None else readings
    return build(Source(model, 100, "0" * 64, date), rows, **more)
