"""The results as a Markdown table, which reads well on a screen too, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.nlu.score import Figures, Shares, together
from bot.nlu.evaluation.figure import Figure

Results = Mapping[str, Figures]
"""Label of the system → its figures."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was run: how many sentences were learnt, set thresholds and were asked; on how many cores."""

    learnt: int
    checks: int
    asked: int
    held_out_hash: str
    cores: int
    date: str


def markdown(run: Run, results: Results) -> str:
    """Return the table with what one must know to read it."""
    languages = list(next(iter(results.values())).topic) if results else []
    header = [
        "system", *(f"topic {language}" for language in languages), "topic mean", "critical recall", "false critical",
        "training s", "training MB", "answering MB", "p50 ms", "p95 ms",
    ]  # fmt: skip
    rows = [header, *(_row(label, figures) for label, figures in results.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    ends = ["-", *":" * (len(header) - 1)]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 1) + end for width, end in zip(widths, ends, strict=True)) + "|")
    return "\n".join([*lines, "", *_notes(run, results), ""])


def as_json(run: Run, results: Results) -> dict[str, Any]:
    """Return everything, with counts and intervals per language, ready for JSON."""
    return {"run": asdict(run), "systems": {label: _all(figures) for label, figures in results.items()}}


def _row(label: str, figures: Figures) -> list[str]:
    return [
        label,
        *(_percent(share.value) for share in figures.topic.values()),
        _percent(figures.topic_mean),
        *(_counted(shares) for shares in (figures.critical_recall, figures.false_critical)),
        f"{figures.learn_s:.0f}", f"{figures.learn_mb:.0f}", f"{figures.answer_mb:.0f}",
        f"{figures.p50_ms:.1f}", f"{figures.p95_ms:.1f}",
    ]  # fmt: skip


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
    return "| " + " | ".join(cells) + " |"


def _notes(run: Run, results: Results) -> list[str]:
    notes = [
        f"{run.date}, cores: {run.cores}. All learnt the same {run.learnt} sentences and were asked {run.asked} "
        f"held-out ones ({run.held_out_hash[:12]}); topics and critical in percent, memory at its peak, "
        "milliseconds of single messages on one thread, entities apart.",
        f"Ours sees danger by rules and classifiers, whose thresholds it set on {run.checks} further sentences; "
        "its training includes all sentence vectors. Rasa sees danger where the topic is an emergency.",
    ]
    for label, figures in results.items():
        if figures.epochs:
            notes.append(
                f"{label}: {figures.epochs} epochs; too unsure to answer {figures.unsure} sentences, "
                "where its best guess is counted."
            )
    return [f"- {note}" for note in notes]


def _percent(value: float) -> str:
    return f"{100 * value:.1f}"


def _counted(shares: Shares) -> str:
    total = together(shares)
    return f"{_percent(total.value)} ({total.part}/{total.whole})" if total.whole else "-"


def _all(figures: Figures) -> dict[str, Any]:
    counted = ("topic", "critical_recall", "false_critical")
    shares: dict[str, Shares] = {name: getattr(figures, name) for name in counted}
    plain = {name: value for name, value in asdict(figures).items() if name not in counted}
    return {
        **{
            name: {
                **{language: asdict(Figure.of(share)) for language, share in by_language.items()},
                "all": asdict(Figure.of(together(by_language))),
            }
            for name, by_language in shares.items()
        },
        "topic_mean": figures.topic_mean,
        **plain,
    }
