"""Figures on held-out sentences, per language: the screen's own beside those of the full reading."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.nlu.errors import DataError
from bot.nlu.results import URGENCIES, Screening, Understanding
from bot.nlu.training.intervals import Share


class Reader(Protocol):
    """A model, or the rules alone."""

    def screen(self, text: str, history: str | None = None) -> Screening:
        """Return the first look."""

    def understand(
        self, text: str, language: str | None = None, history: str | None = None
    ) -> Understanding:
        """Return the full reading."""


@dataclass(frozen=True, slots=True)
class Case:
    """A held-out sentence with everything that counts as right."""

    text: str
    topics: frozenset[str]
    urgency: str
    urgencies: frozenset[str]
    language: str
    folder: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what the two stages made of it."""

    case: Case
    screened: Screening
    understood: Understanding

    @property
    def urgency(self) -> str:
        """The urgency the service acts on: whichever stage sees more."""
        return max(self.screened.urgency, self.understood.urgency, key=URGENCIES.index)


def read_cases(held_out: Path) -> list[Case]:
    """Return every line of ``<held_out>/<language>/*.jsonl``. Raises DataError that names file and line."""
    cases = []
    for path in sorted(held_out.glob("*/*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                urgency = row["urgency"]
                cases.append(
                    Case(
                        text=row["text"],
                        topics=frozenset(row["topics"]),
                        urgency=urgency,
                        urgencies=frozenset(row.get("urgencies") or [urgency]),
                        language=row["language"],
                        folder=path.parent.name,
                    )
                )
            except (ValueError, KeyError, TypeError) as error:
                raise DataError(f"{path}, line {number}: {error!r}. Correct the line.") from error
    if not cases:
        raise DataError(f"There are no held-out sentences below {held_out}. Restore them from the repository.")
    return cases


def run(reader: Reader, cases: Iterable[Case]) -> list[Outcome]:
    """Read every case in both stages."""
    return [Outcome(case, reader.screen(case.text), reader.understand(case.text)) for case in cases]


def figures(outcomes: Sequence[Outcome]) -> dict[str, dict[str, Share]]:
    """Return language → name of the figure → share.

    *Alarm* means critical by either stage. A false alarm counts where critical is not among the accepted
    urgencies; *everyday* ones are those on routine messages.
    """
    result: dict[str, dict[str, Share]] = {}
    for language in sorted({outcome.case.folder for outcome in outcomes}):
        rows = [outcome for outcome in outcomes if outcome.case.folder == language]
        critical = [row for row in rows if row.case.urgency == "critical"]
        calm = [row for row in rows if "critical" not in row.case.urgencies]
        everyday = [row for row in calm if row.case.urgency == "routine"]
        result[language] = {
            "critical recall": Share.of(row.urgency == "critical" for row in critical),
            "critical recall, screen alone": Share.of(row.screened.critical for row in critical),
            "false critical, everyday": Share.of(row.urgency == "critical" for row in everyday),
            "false critical, screen alone": Share.of(row.screened.critical for row in everyday),
            "false critical, all that is not": Share.of(row.urgency == "critical" for row in calm),
            "topic": Share.of(row.understood.topic in row.case.topics for row in rows),
            "urgency": Share.of(row.urgency in row.case.urgencies for row in rows),
            "language": Share.of(row.understood.language == row.case.language for row in rows),
        }
    return result


def lines(table: dict[str, dict[str, Share]]) -> Iterable[str]:
    """Yield the figures as lines of text."""
    for language, shares in table.items():
        yield f"{language}:"
        for name, share in shares.items():
            yield f"  {name:32} {share}"


def wrong(outcomes: Iterable[Outcome]) -> Iterable[str]:
    """Yield the missed emergencies, then the false alarms, then the wrong topics and languages."""
    groups: dict[str, list[Outcome]] = {"missed": [], "false alarm": [], "topic": [], "language": []}
    for row in outcomes:
        if row.case.urgency == "critical" and row.urgency != "critical":
            groups["missed"].append(row)
        elif row.urgency == "critical" and "critical" not in row.case.urgencies:
            groups["false alarm"].append(row)
        if row.understood.topic not in row.case.topics:
            groups["topic"].append(row)
        if row.understood.language != row.case.language:
            groups["language"].append(row)
    for name, rows in groups.items():
        for row in rows:
            wanted = "/".join(sorted(row.case.topics))
            found = f"{row.understood.language} {row.understood.topic}"
            yield f"{name}: [{row.case.language} {wanted}] {row.case.text!r} read as {found}"
