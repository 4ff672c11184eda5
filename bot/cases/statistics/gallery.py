"""Which plots are made from which tables, with their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.cases.statistics.facts import Tally
from bot.cases.statistics.measures import GOALS, LIMITS_S
from bot.cases.statistics.overview import URGENCIES, Overview
from bot.cases.statistics.pictures import BARS, COLUMNS, SHARES, URGENCY_COLOURS, Line, Picture
from bot.cases.statistics.report import Report
from bot.cases.statistics.scope import Step
from bot.cases.statistics.tables import Cell, Hidden, Row, Table
from bot.cases.statistics.wording import (
    Words,
    count,
    month_short,
    name_of,
    percent,
    shown,
    step_name,
    whole_percent,
)

MOST_BARS = 12


def page_pictures(words: Words, found: Overview) -> list[Picture]:
    """Return the plots of the statistics page, without the empty ones."""
    tables, desks = found.tables, found.desk_names
    made = [
        answer_picture(words, tables["answers"], desks),
        series_picture(words, found.steps),
        bar_picture(words, tables["topic"], ("ended", "open"), desks),
        bar_picture(words, tables["country"], ("ended", "open"), desks),
        replace(bar_picture(words, tables["age"], URGENCIES, desks), colours=URGENCY_COLOURS),
    ]
    return [picture for picture in made if not picture.is_empty]


def report_pictures(words: Words, report: Report, desks: Mapping[str, str]) -> list[Picture]:
    """Return the plots of the public report. What is hidden is not drawn."""
    tables = report.tables
    made = [
        months_picture(words, tables["months"], report.steps),
        bar_picture(words, tables["topic"], ("handled",), desks),
        bar_picture(words, tables["country"], ("handled",), desks),
        answer_picture(words, tables["answers"], desks),
    ]
    return [picture for picture in made if not picture.is_empty]


def months_picture(words: Words, table: Table, steps: Sequence[Step]) -> Picture:
    """Draw the handled cases of each month; a hidden month has the sign in place of its column."""
    column = table.columns[0]
    labels = tuple(month_short(words, step.first) for step in steps[: len(table.rows)])
    texts = tuple(shown(words, column, row.cells[0]) for row in table.rows)
    values = tuple(_number(row.cells[0]) for row in table.rows)
    told = "; ".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True))
    series = (words("statistics.column.handled"),)
    return _picture(words, table.key, COLUMNS, told, labels, series, (values,), (texts,))


def answer_picture(words: Words, table: Table, desks: Mapping[str, str]) -> Picture:
    """Draw the shares within the two limits, a group a language, with the goals."""
    places = [table.column(key) for key in ("within_15", "within_20")]
    waits, rows = table.column("waits"), [row for row in table.rows if _is_shown(row, places)]
    labels = tuple(
        f"{name_of(words, table.naming, row.code, desks)} ({count(words, _number(row.cells[waits]))})"
        for row in rows
    )
    values = tuple(tuple(_number(row.cells[place]) for row in rows) for place in places)
    texts = tuple(tuple(percent(words, value) for value in each) for each in values)
    series = tuple(words("statistics.within", n=limit) for limit in LIMITS_S)
    lines = tuple(Line(goal, whole_percent(words, goal), number) for number, goal in enumerate(GOALS))
    told = "; ".join(
        f"{label}: {', '.join(f'{what} {text[place]}' for what, text in zip(series, texts, strict=True))}"
        for place, label in enumerate(labels)
    )
    return _picture(words, table.key, SHARES, told, labels, series, values, texts, lines)


def bar_picture(words: Words, table: Table, keys: Sequence[str], desks: Mapping[str, str]) -> Picture:
    """Draw the largest groups of a table, each bar parted by the columns of these keys."""
    places, whole = [table.column(key) for key in keys], 0
    rows = [row for row in table.rows if _is_shown(row, [whole, *places])][:MOST_BARS]
    labels = tuple(name_of(words, table.naming, row.code, desks) for row in rows)
    texts = tuple(count(words, _number(row.cells[whole])) for row in rows)
    values = tuple(tuple(_number(row.cells[place]) for row in rows) for place in places)
    series = tuple(words(f"statistics.column.{key}") for key in keys)
    told = "; ".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True))
    return _picture(words, table.key, BARS, told, labels, series, values, (texts,))


def series_picture(words: Words, steps: Sequence[tuple[Step, Tally]]) -> Picture:
    """Draw the cases of each stretch, critical ones below."""
    labels = tuple(step_name(words, step) for step, _ in steps)
    critical = tuple(float(tally.critical) for _, tally in steps)
    others = tuple(float(tally.total - tally.critical) for _, tally in steps)
    series = (words("statistics.column.critical"), words("statistics.column.other"))
    told = "; ".join(
        f"{label}: {count(words, tally.total)}"
        for label, (_, tally) in zip(labels, steps, strict=True)
        if tally.total
    )
    picture = _picture(words, "series", COLUMNS, told, labels, series, (critical, others))
    return replace(picture, colours=(4, 1))


def _picture(
    words: Words,
    key: str,
    kind: str,
    told: str,
    labels: tuple[str, ...],
    series: tuple[str, ...],
    values: tuple[tuple[float, ...], ...],
    texts: tuple[tuple[str, ...], ...] = (),
    lines: tuple[Line, ...] = (),
) -> Picture:
    title = words(f"statistics.plot.{key}")
    return Picture(f"plot-{key}", kind, title, f"{title}. {told}", labels, series, values, texts, lines)


def _is_shown(row: Row, places: Sequence[int]) -> bool:
    return not any(isinstance(row.cells[place], Hidden) or row.cells[place] is None for place in places)


def _number(cell: Cell) -> float:
    return 0.0 if cell is None or isinstance(cell, Hidden) else float(cell)
