"""A report as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.nlu.evaluation.compare import Comparison, Pair, Turned
from bot.nlu.evaluation.gates import GOAL_MISSED, Judgement, Verdict
from bot.nlu.evaluation.measures import BY_KEY
from bot.nlu.evaluation.readings import Reading
from bot.nlu.evaluation.report import Report

_PAIRS = 15
_SENTENCES = 20


def report_lines(report: Report) -> Iterator[str]:
    """Yield the figures of each language, their spread, the entities and the commonest confusions."""
    source = report.source
    yield f"model {source.model}, trained on {source.trained_on} sentences; held-out data {source.data_hash[:12]}"
    for name, row in report.figures.items():
        yield f"{name}: {report.counts[name]['sentences']} sentences"
        for key, figure in row.items():
            yield f"  {BY_KEY[key].label:32} {figure}"
        for kind, score in report.entities.get(name, {}).items():
            parts = f"precision {score.precision or '-'}  recall {score.recall or '-'}"
            yield f"  {'entities, ' + kind:32} F1 {100 * score.f1:.1f}  {parts}"
    yield "spread between the languages:"
    for key, gap in report.spread.items():
        yield f"  {BY_KEY[key].label:32} {100 * gap.value:.1f} points (best {gap.best}, worst {gap.worst})"
    yield "most frequent confusions:"
    for pair in report.confusions[:_PAIRS]:
        where = ", ".join(f"{name} {count}" for name, count in pair.languages.items())
        yield f"  {pair.count:4}  {pair.wanted} read as {pair.got} ({where})"
    yield f"near copies of training sentences: {len(report.near_copies)}"
    for copy in report.near_copies:
        yield f"  {copy.likeness}  {copy.held_out!r}  {copy.training!r}"


def wrong_lines(report: Report) -> Iterator[str]:
    """Yield the missed emergencies, the false alarms, the urgent ones raised, the wrong topics and languages."""
    groups = (
        ("missed", lambda row: row.missed),
        ("false alarm", lambda row: row.false_alarm and row.everyday),
        ("urgent raised", lambda row: row.false_alarm and not row.everyday),
        ("topic", lambda row: not row.topic_right),
        ("language", lambda row: not row.language_right),
    )
    for name, belongs in groups:
        for row in report.readings:
            if belongs(row):
                yield f"{name}: {_sentence(row)}"
    for each in report.entity_readings:
        for name, facts in (("entity missed", each.missed), ("entity false", each.false)):
            for fact in facts:
                yield f"{name}: [{each.folder}] {fact.kind} {fact.value!r} in {each.text!r}"


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Yield the change of each figure and the sentences that changed sides."""
    before = comparison.before
    yield f"compared with model {before.model} of {before.date:%Y-%m-%d %H:%M}: {comparison.shared} shared sentences"
    if comparison.added or comparison.removed:
        yield f"  the held-out data changed: {comparison.added} sentences are new, {comparison.removed} are gone"
    for change in comparison.changes:
        if abs(change.points) >= 0.05:
            way = "better" if change.better else "WORSE"
            values = f"{100 * change.before:5.1f} → {100 * change.now:5.1f}"
            yield f"  {change.language:6} {BY_KEY[change.key].label:32} {values}  {change.points:+.1f}  {way}"
    yield from _turned_lines("topic", comparison.topic)
    yield from _turned_lines("critical", comparison.critical)


def _turned_lines(name: str, turned: Turned) -> Iterator[str]:
    right, wrong = len(turned.newly_right), len(turned.newly_wrong)
    yield f"  {name}: {right} newly right, {wrong} newly wrong, McNemar p = {turned.p_value:.3g}"
    for what, pairs in (("newly wrong", turned.newly_wrong), ("newly right", turned.newly_right)):
        yield from (f"    {what}: {_pair(pair)}" for pair in pairs[:_SENTENCES])
        if len(pairs) > _SENTENCES:
            yield f"    … and {len(pairs) - _SENTENCES} more {what}"


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Yield a table of the gates, then what fails and which goals are not yet reached."""
    yield f"{'figure':32} {'set':6} {'now':>9} {'95 %':>14} {'goal':>8} {'floor':>8}  verdict"
    for each in verdict.judgements:
        yield _gate_line(each)
    yield from _named("floors missed", (each for each in verdict.judgements if each.failed))
    yield from _named("goals not yet reached", (e for e in verdict.judgements if e.verdict == GOAL_MISSED))
    yield from _named("goal reached, raise the floor to it", (e for e in verdict.judgements if e.floor_can_rise))
    if verdict.near_copies:
        yield f"held-out sentences that are near copies of training ones, listed above: {len(verdict.near_copies)}"
    yield "FAILED: this model must not be released." if verdict.failed else "passed: no floor is missed."


def _gate_line(each: Judgement) -> str:
    now, interval = (each.figure.precise, each.figure.interval) if each.figure else ("-", "")
    limits = f"{100 * each.gate.goal:6.1f} % {100 * each.gate.floor:6.1f} %"
    return f"{each.gate.label:32} {each.gate.language or 'spread':6} {now:>9} {interval:>14} {limits}  {each.verdict}"


def _named(what: str, judgements: Iterable[Judgement]) -> Iterator[str]:
    names = [f"{each.gate.label} {each.gate.language}".strip() for each in judgements]
    if names:
        yield f"{what}: {'; '.join(names)}"


def _sentence(row: Reading) -> str:
    wanted = f"{row.case.language} {'/'.join(row.case.topics)} {'/'.join(row.case.urgencies)}"
    return f"[{wanted}] {row.case.text!r} read as {row.language} {row.topic} {row.urgency}"


def _pair(pair: Pair) -> str:
    before, now = pair
    return f"{_sentence(now)}; before {before.topic} {before.urgency}"
