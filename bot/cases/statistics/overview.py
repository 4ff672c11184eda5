"""All figures of the statistics page: read in one transaction, laid out as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.cases.statistics import facts
from bot.cases.statistics.facts import Tally
from bot.cases.statistics.measures import GOALS, AnswerTimes, answer_times, grouped
from bot.cases.statistics.scope import Scope, Step
from bot.cases.statistics.tables import SECONDS, SHARE, Column, Row, Table
from bot.cases.statistics.waits import Wait, waits_of

URGENCIES = ("critical", "urgent", "routine")
LANGUAGES = ("id", "en", "zh", "fr")
ANSWER_COLUMNS = (
    Column("waits"), Column("within_15", SHARE, GOALS[0]), Column("within_20", SHARE, GOALS[1]),
    Column("median", SECONDS), Column("p95", SECONDS), Column("unanswered"),
)  # fmt: skip
CASE_COLUMNS = (
    Column("cases"), Column("critical"), Column("open"), Column("ended"), Column("ended_share", SHARE),
)  # fmt: skip
_ANSWERS_BY = {"answers": "language", "answers_urgency": "urgency", "answers_desk": "desk"}
COUNTED = ("topic", "country", "language", "channel", "desk")
TRANSFER_STATES = ("accepted", "pending", "refused", "expired", "withdrawn")


@dataclass(frozen=True)
class Overview:
    """What a supervisor sees. ``tables`` by key, in the order of the page."""

    scope: Scope
    made_at: datetime
    total: Tally
    answers: AnswerTimes
    """Of critical cases, all languages together."""
    steps: tuple[tuple[Step, Tally], ...]
    tables: dict[str, Table]
    open_now: int
    desk_names: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: no case in the period, none open, no drill."""
        return not (self.total.total or self.open_now or self.tables["drills"].rows)


def overview(session: Session, scope: Scope, now: datetime) -> Overview:
    """Read everything for a page. Where its sums are to agree, call ``facts.one_picture`` before."""
    waits = list(waits_of(facts.happenings(session, scope), now))
    drills = list(waits_of(facts.happenings(session, scope.drills), now))
    counts = {name: facts.tallies(session, scope, name) for name in (*COUNTED, "urgency", "outcome")}
    ages = facts.open_by_age(session, scope.desk_id, now)
    steps = scope.steps()
    critical = [wait for wait in waits if wait.urgency == "critical"]
    total = sum(counts["urgency"].values(), Tally())
    found = [
        answer_table("answers", grouped(critical, lambda wait: wait.language), LANGUAGES, critical),
        answer_table("answers_urgency", grouped(waits, lambda wait: wait.urgency), URGENCIES),
        answer_table("answers_desk", grouped(critical, lambda wait: wait.desk)),
        *(case_table(name, counts[name], total) for name in ("urgency", *COUNTED)),
        outcome_table(counts["outcome"]),
        age_table(ages),
        transfer_table(facts.transfers(session, scope)),
        drill_table(facts.tallies(session, scope.drills, "desk"), grouped(drills, lambda wait: wait.desk)),
    ]
    return Overview(
        scope=scope,
        made_at=now,
        total=total,
        answers=answer_times(critical),
        steps=tuple(zip(steps, facts.series(session, scope, steps), strict=True)),
        tables={table.key: table for table in found},
        open_now=sum(ages.values()),
        desk_names=facts.desk_names(session),
    )


def answer_table(
    key: str, groups: Mapping[str, AnswerTimes], order: Sequence[str] = (), whole: Sequence[Wait] = ()
) -> Table:
    """Lay out answer times; ``whole``: the waits of the last row, where there is to be one."""
    codes = [code for code in in_order(groups, order) if groups[code].waits]
    is_judged = {code: key != "answers_urgency" or code == "critical" for code in codes}
    rows = tuple(Row(code, answer_cells(groups[code], judged=is_judged[code])) for code in codes)
    total = Row("total", answer_cells(answer_times(whole))) if whole and rows else None
    return Table(key, _ANSWERS_BY[key], ANSWER_COLUMNS, rows, total)


def answer_cells(times: AnswerTimes, *, judged: bool = True) -> tuple[int | float | None, ...]:
    """Return the figures of ``ANSWER_COLUMNS``; without shares where there is no goal (not judged)."""
    shares = (times.share(0), times.share(1)) if judged else (None, None)
    return times.waits, *shares, times.median, times.p95, times.unanswered


def case_table(naming: str, counts: Mapping[str, Tally], total: Tally) -> Table:
    """Lay out numbers of cases, the largest group first."""
    order = URGENCIES if naming == "urgency" else sorted(counts, key=lambda code: (-counts[code].total, code))
    rows = tuple(Row(code, _cells(counts[code])) for code in order if code in counts)
    return Table(naming, naming, CASE_COLUMNS, rows, Row("total", _cells(total)) if rows else None)


def outcome_table(counts: Mapping[str, Tally]) -> Table:
    """Lay out how cases ended, what is open last."""
    order = sorted(counts, key=lambda code: (code == "open", -counts[code].total, code))
    total = sum(each.total for each in counts.values())
    rows = tuple(Row(code, (counts[code].total, counts[code].total / total)) for code in order)
    columns = (Column("cases"), Column("of_all", SHARE))
    return Table("outcome", "outcome", columns, rows, Row("total", (total, 1.0)) if rows else None)


def age_table(ages: Mapping[tuple[str, str], int]) -> Table:
    """Lay out what is open now, the youngest first."""
    names = [*(name for name, _ in facts.AGES), facts.OLDER]
    cells = {name: [ages.get((name, urgency), 0) for urgency in URGENCIES] for name in names}
    rows = tuple(Row(name, (sum(each), *each)) for name, each in cells.items())
    sums = [sum(each) for each in zip(*cells.values(), strict=True)]
    columns = (Column("cases"), *(Column(urgency) for urgency in URGENCIES))
    total = Row("total", (sum(sums), *sums))
    return Table("age", "age", columns, rows if sum(sums) else (), total if sum(sums) else None)


def transfer_table(passings: Sequence[facts.Passing]) -> Table:
    """Lay out transfers, a row a pair of desks; the code of a row holds both desks."""
    pairs = dict.fromkeys((each.from_desk, each.to_desk) for each in passings)
    found = {(each.from_desk, each.to_desk, each.state): each.count for each in passings}
    rows = []
    for pair in pairs:
        cells = [found.get((*pair, state), 0) for state in TRANSFER_STATES]
        rows.append(Row(" ".join(pair), (sum(cells), *cells)))
    columns = (Column("transfers"), *(Column(state) for state in TRANSFER_STATES))
    return Table("transfers", "transfer", columns, tuple(rows))


def drill_table(counts: Mapping[str, Tally], times: Mapping[str, AnswerTimes]) -> Table:
    """Lay out drills, a row a desk."""
    nothing = answer_times(())
    rows = tuple(
        Row(code, (counts[code].total, counts[code].ended, *answer_cells(times.get(code, nothing))))
        for code in sorted(counts)
    )
    return Table("drills", "desk", (Column("cases"), Column("ended"), *ANSWER_COLUMNS), rows)


def in_order(codes: Mapping[str, object], order: Sequence[str]) -> list[str]:
    """Return the codes, those named first, the others by the alphabet."""
    return [*(code for code in order if code in codes), *sorted(code for code in codes if code not in order)]


def _cells(tally: Tally) -> tuple[int | float | None, ...]:
    share = tally.ended / tally.total if tally.total else None
    return tally.total, tally.critical, tally.total - tally.ended, tally.ended, share
