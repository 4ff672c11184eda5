"""Correcting a reference row, and taking a correction back: checked first, noted in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.accounts.audit import note
from bot.engine.reference_corrections import TOPIC, in_force
from bot.reference.fields import fields_of, value_of
from bot.reference.tables import Row, keyed_rows
from bot.reference.values import cleaned, problem_of
from bot.store.base import utcnow
from bot.store.database import wake
from bot.store.tables import ReferenceCorrection, User

EARLIEST = date(2000, 1, 1)
LONGEST = {"confirmed_by": 120, "source": 500, "note": 1000}
_NEEDED = ("confirmed_by", "source")


class NoSuchField(ValueError):
    """The table has no such row, or the row no such field."""


class Refused(ValueError):
    """The correction cannot be made so. ``problems``: code of what is wrong, by input of the form."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(str(problems))
        self.problems = problems


@dataclass(frozen=True)
class Request:
    """What the form says. ``seen``: the value that the person had before them."""

    table: str
    key: str
    field: str
    value: str
    seen: str
    confirmed_by: str
    confirmed_on: str
    source: str
    note: str

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Request:
        """Return the request of a form; what is missing is empty."""
        return cls(**{name: str(form.get(name, "")) for name in cls.__dataclass_fields__})


def published_row(table: str, key: str, field: str) -> Row:
    """Return the row of the file that a correction is about.

    Raises:
        NoSuchField: there is none, or it cannot be corrected.
    """
    try:
        rows = {found: published for found, published, _ in keyed_rows(table)}
    except (KeyError, OSError) as error:
        raise NoSuchField(table) from error
    if key not in rows or field not in fields_of(table, rows[key]):
        raise NoSuchField(f"{table}: {key}: {field}")
    return rows[key]


def correct(session: Session, user: User, request: Request, today: date) -> ReferenceCorrection:
    """Keep one correction; it is in force once the transaction has committed.

    Args:
        today: the date at the person's desk; nothing can have been confirmed later.

    Raises:
        NoSuchField: there is nothing to correct.
        Refused: a value cannot be used; nothing is changed.
    """
    row = published_row(request.table, request.key, request.field)
    kind = fields_of(request.table, row)[request.field]
    value = cleaned(kind, request.value)
    _one_at_a_time(session)
    before = in_force(session).get((request.table, request.key, request.field))
    old = before.new_value if before is not None else value_of(request.table, row, request.field)
    problems = _problems(request, today)
    if request.seen != old:
        problems["value"] = "changed_meanwhile"
    elif value != old and (code := problem_of(request.table, row, request.field, value)):
        problems["value"] = code
    elif not value:
        problems["value"] = "empty"
    if problems:
        raise Refused(problems)
    made = ReferenceCorrection(
        table_name=request.table,
        row_key=request.key,
        column=request.field,
        old_value=old,
        new_value=value,
        confirmed_by=_line(request.confirmed_by),
        confirmed_on=date.fromisoformat(request.confirmed_on.strip()),
        source=_line(request.source),
        note=request.note.strip(),
        made_by=user.id,
    )
    session.add(made)
    session.flush()
    _tell(session, user, "reference_corrected", made, f"{old} → {value}")
    return made


def withdraw(
    session: Session, user: User, correction_id: int, now: datetime | None = None
) -> ReferenceCorrection:
    """Take a correction back: what was in force before it is in force again. Nothing is deleted.

    A second withdrawal changes nothing.

    Raises:
        NoSuchField: there is no such correction.
    """
    _one_at_a_time(session)
    made = session.get(ReferenceCorrection, correction_id)
    if made is None:
        raise NoSuchField(str(correction_id))
    if made.withdrawn_at is not None:
        return made
    cell = (made.table_name, made.row_key, made.column)
    current = in_force(session).get(cell)
    made.withdrawn_at, made.withdrawn_by = now or utcnow(), user.id
    session.flush()
    if current is not None and current.id == made.id:
        after = in_force(session).get(cell)
        change = f"{made.new_value} → {after.new_value if after is not None else _published(*cell)}"
    else:
        change = f"{made.new_value}: was no longer in force"
    _tell(session, user, "reference_withdrawn", made, change)
    return made


def history(session: Session, table: str, key: str) -> list[tuple[ReferenceCorrection, str, str]]:
    """Return all corrections of a row, the newest first, with the names of who made and withdrew them."""
    rows = session.scalars(
        select(ReferenceCorrection)
        .where(ReferenceCorrection.table_name == table, ReferenceCorrection.row_key == key)
        .order_by(ReferenceCorrection.id.desc())
    ).all()
    names = {user.id: user.name for user in session.scalars(select(User))}
    return [(row, names.get(row.made_by, ""), names.get(row.withdrawn_by or 0, "")) for row in rows]


def _published(table: str, key: str, field: str) -> str:
    try:
        return value_of(table, published_row(table, key, field), field)
    except NoSuchField:
        return ""


def _one_at_a_time(session: Session) -> None:
    # SQLite has one writer anyway. Here two people could each see the old value and both write.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE reference_correction IN SHARE ROW EXCLUSIVE MODE"))


def _problems(request: Request, today: date) -> dict[str, str]:
    problems = {name: "empty" for name in _NEEDED if not getattr(request, name).strip()}
    for name, longest in LONGEST.items():
        if len(getattr(request, name).strip()) > longest:
            problems[name] = "too_long"
    try:
        day = date.fromisoformat(request.confirmed_on.strip())
    except ValueError:
        problems["confirmed_on"] = "no_date"
    else:
        if not EARLIEST <= day <= today:
            problems["confirmed_on"] = "no_past_date"
    return problems


def _line(words: str) -> str:
    return " ".join(words.split())


def _tell(session: Session, user: User, action: str, made: ReferenceCorrection, change: str) -> None:
    detail = (
        f"{made.column}: {change}; confirmed by {made.confirmed_by} on {made.confirmed_on.isoformat()}; "
        f"source: {made.source}; correction {made.id}"
    )
    note(session, user.login, action, f"{made.table_name}: {made.row_key}", detail)
    wake(session, TOPIC)
