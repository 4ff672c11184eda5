"""The public report of a year: read, small numbers hidden, still without words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy.orm import Session

from bot.cases.statistics import facts
from bot.cases.statistics.facts import SOLVED, UNKNOWN, Tally
from bot.cases.statistics.measures import AnswerTimes, answer_times, grouped
from bot.cases.statistics.overview import ANSWER_COLUMNS, LANGUAGES, URGENCIES, answer_cells, in_order
from bot.cases.statistics.protect import Figures, Name, hidden
from bot.cases.statistics.scope import Step, year_of
from bot.cases.statistics.tables import HIDDEN, SHARE, Cell, Column, Row, Table
from bot.cases.statistics.waits import waits_of

HOME = "ID"
HANDLED, SOLVED_KEY, UNSOLVED = "handled", "solved", "unsolved"
COLUMNS = (Column(HANDLED), Column(SOLVED_KEY), Column("solved_share", SHARE))
CROSSED = ("months", "topic", "country", "language")
"""Tables of handled and solved cases."""


class YearAhead(Exception):
    """The year has not begun; the text says so."""


@dataclass(frozen=True)
class Report:
    """What is published. ``headline``: the figures of the first page by name.

    ``until``: the last day that is in it; ``provisional``: the year is not over. ``drills``: played cases,
    which are in no table. ``small``: how many figures are hidden.
    """

    year: int
    first: date
    last: date
    made_at: datetime
    until: date
    provisional: bool
    headline: dict[str, Cell]
    tables: dict[str, Table]
    steps: tuple[Step, ...]
    countries: int
    drills: int
    small: int

    @property
    def is_empty(self) -> bool:
        """Whether no case was handled."""
        return self.headline["handled"] == 0


def ministry_report(session: Session, year: int, zone: tzinfo, now: datetime) -> Report:
    """Read the report of a calendar year; the transaction must be fresh.

    Args:
        zone: the clock by which the year begins and ends.

    Raises:
        YearAhead: the year has not begun yet.
    """
    scope = year_of(year, zone)
    if scope.start > now:
        raise YearAhead(f"The year {year} has not begun. Choose one that has.")
    facts.one_picture(session)
    steps = tuple(step for step in scope.steps("month") if step.start <= now)
    counts = {name: facts.tallies(session, scope, name) for name in (*CROSSED[1:], "outcome", "urgency")}
    counts["months"] = {
        f"{step.first:%Y-%m}": tally
        for step, tally in zip(steps, facts.series(session, scope, steps), strict=True)
    }
    waits = [each for each in waits_of(facts.happenings(session, scope), now) if each.urgency == "critical"]
    times = grouped(waits, lambda wait: wait.language)
    drills = facts.tallies(session, scope.drills, "urgency")
    total = sum(counts["urgency"].values(), Tally())
    published = _Published(_figures(counts, total, times))
    tables = {name: published.crossed(name, counts[name], total) for name in CROSSED}
    tables["outcome"] = published.outcomes(counts["outcome"], total)
    tables["answers"] = published.answers(times, answer_times(waits))
    return Report(
        year=year,
        first=scope.first,
        last=scope.last,
        made_at=now,
        until=min(now.astimezone(zone).date(), scope.last),
        provisional=now < scope.end,
        headline=published.headline(total, counts, answer_times(waits)),
        tables=tables,
        steps=steps,
        countries=len([code for code in counts["country"] if code != UNKNOWN]),
        drills=sum(tally.total for tally in drills.values()),
        small=len(published.kept_back),
    )


def _figures(
    counts: Mapping[str, Mapping[str, Tally]], total: Tally, times: Mapping[str, AnswerTimes]
) -> Figures:
    """Return every figure that stands in the report, and all sums among them."""
    figures = Figures()
    _crossed_figures(figures, HANDLED, total)
    for name in CROSSED:
        for code, tally in counts[name].items():
            _crossed_figures(figures, (name, code), tally)
        for key in (HANDLED, SOLVED_KEY, UNSOLVED):
            figures.add_sum((HANDLED, key), [((name, code), key) for code in counts[name]])
    for name in ("outcome", "urgency"):
        for code, tally in counts[name].items():
            figures.add((name, code), tally.total)
        figures.add_sum((HANDLED, HANDLED), [(name, code) for code in counts[name]])
    solved = [("outcome", code) for code in SOLVED if code in counts["outcome"]]
    figures.add_sum((HANDLED, SOLVED_KEY), solved)
    still_open = [("outcome", "open")] if "open" in counts["outcome"] else []
    figures.add("ended", total.ended)
    figures.add_sum((HANDLED, HANDLED), ["ended", *still_open])
    places = [code for code in counts["country"] if code not in (HOME, UNKNOWN)]
    figures.add("abroad", sum(counts["country"][code].total for code in places))
    figures.add_sum("abroad", [(("country", code), HANDLED) for code in places])
    figures.add("waits", sum(each.waits for each in times.values()))
    for code, each in times.items():
        figures.add(("waits", code), each.waits)
    figures.add_sum("waits", [("waits", code) for code in times])
    return figures


def _crossed_figures(figures: Figures, name: Name, tally: Tally) -> None:
    figures.add((name, HANDLED), tally.total)
    figures.add((name, SOLVED_KEY), tally.solved)
    # Nobody prints it, but anybody can take one from the other.
    figures.add((name, UNSOLVED), tally.total - tally.solved, published=False)
    figures.add_sum((name, HANDLED), [(name, SOLVED_KEY), (name, UNSOLVED)])


class _Published:
    """Lays out tables in which nothing stands that must not be shown."""

    def __init__(self, figures: Figures) -> None:
        self.kept_back = hidden(figures)
        self._values = figures.values

    def cell(self, name: Name) -> Cell:
        """Return a figure, nought where there is none of that name, or the sign that it is hidden."""
        return HIDDEN if name in self.kept_back else self._values.get(name, 0)

    def share(self, part: Name, whole: Name) -> Cell:
        """Return a share of two figures that are both shown."""
        if part in self.kept_back or whole in self.kept_back:
            return HIDDEN
        below = self._values.get(whole, 0)
        return self._values.get(part, 0) / below if below else None

    def crossed(self, name: str, counts: Mapping[str, Tally], total: Tally) -> Table:
        """Return handled and solved cases of each group: the shown ones by size, then the hidden ones."""
        rows = [self._crossed_row((name, code), code) for code in counts]
        if name != "months":
            # Hidden ones by their code: their place must not tell their size.
            rows.sort(key=lambda row: (row.cells[0] is HIDDEN, _size(row), row.code))
        whole = self._crossed_row(HANDLED, "total") if total.total else None
        return Table(name, name, COLUMNS, tuple(rows) if total.total else (), whole)

    def _crossed_row(self, name: Name, code: str) -> Row:
        handled, solved = (name, HANDLED), (name, SOLVED_KEY)
        return Row(code, (self.cell(handled), self.cell(solved), self.share(solved, handled)))

    def outcomes(self, counts: Mapping[str, Tally], total: Tally) -> Table:
        """Return how cases ended."""
        whole = (HANDLED, HANDLED)
        rows = [
            Row(code, (self.cell(("outcome", code)), self.share(("outcome", code), whole))) for code in counts
        ]
        rows.sort(key=lambda row: (row.cells[0] is HIDDEN, _size(row), row.code))
        last = Row("total", (self.cell(whole), self.share(whole, whole))) if rows else None
        return Table("outcome", "outcome", (Column(HANDLED), Column("of_all", SHARE)), tuple(rows), last)

    def answers(self, times: Mapping[str, AnswerTimes], whole: AnswerTimes) -> Table:
        """Return the answer times of critical cases by language, without those of a few people."""
        rows = [
            self._answer_row(("waits", code), code, times[code])
            for code in in_order(times, LANGUAGES)
            if times[code].waits
        ]
        last = self._answer_row("waits", "total", whole) if rows else None
        return Table("answers", "language", ANSWER_COLUMNS[:-1], tuple(rows), last)

    def _answer_row(self, name: Name, code: str, times: AnswerTimes) -> Row:
        cells = answer_cells(times)[:-1]
        return Row(code, tuple(HIDDEN for _ in cells) if name in self.kept_back else cells)

    def headline(
        self, total: Tally, counts: Mapping[str, Mapping[str, Tally]], answers: AnswerTimes
    ) -> dict[str, Cell]:
        """Return the figures of the first page."""
        handled, solved = (HANDLED, HANDLED), (HANDLED, SOLVED_KEY)
        within = [HIDDEN if "waits" in self.kept_back else answers.share(number) for number in (0, 1)]
        return {
            "handled": self.cell(handled),
            "solved": self.cell(solved),
            "solved_share": self.share(solved, handled),
            "ended": self.cell("ended"),
            "ended_share": self.share("ended", handled),
            "open": self.cell(("outcome", "open")),
            "abroad": self.cell("abroad"),
            "home": self.cell((("country", HOME), HANDLED)),
            **{name: self.cell(("urgency", name)) for name in URGENCIES},
            "within_15": within[0],
            "within_20": within[1],
        }


def _size(row: Row) -> float:
    """Sort large figures first; hidden ones are all the same."""
    return 0.0 if row.cells[0] is HIDDEN else -float(str(row.cells[0]))
