"""The desks as the console lists them, and one desk with its people, roster and contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.accounts.contacts import DeskContact, contact_of
from bot.accounts.desk_checks import is_ours
from bot.accounts.duty import AT_THE_DESK, roster
from bot.accounts.hours import is_open, next_opening, show_hours
from bot.accounts.roles import DESK_ROLES
from bot.reference.countries import countries
from bot.reference.words import fold
from bot.store.tables import Desk, DutyShift, User

SHOWN = ("staffed", "contacts", "all")
"""What the list can be narrowed down to."""
PAGE_SIZE = 40
ROSTER_AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class DeskRow:
    """One line of the list."""

    desk: Desk
    parent: Desk | None
    people: int
    on_duty: tuple[str, ...]
    """Names of who is on shift now."""
    is_open: bool
    opens: datetime | None


@dataclass(frozen=True)
class DeskFile:
    """Everything that the page of a desk shows."""

    desk: Desk
    parent: Desk | None
    parents: list[Desk]
    """Desks that it may pass on to: staffed ones of the service, and the present one."""
    children: list[Desk]
    people: list[User]
    roster: list[tuple[DutyShift, User]]
    available: list[User]
    """Who may be put on shift: people of the desk first, then all others who answer cases."""
    contact: DeskContact
    hours: str
    is_open: bool
    opens: datetime | None
    is_ours: bool


def desk_rows(session: Session, shown: str, words: str, now: datetime) -> list[DeskRow]:
    """Return the desks that fit, those with people first, then by name."""
    desks = {desk.id: desk for desk in session.scalars(select(Desk))}
    people = {
        row.desk_id: row.n
        for row in session.execute(
            select(User.desk_id, func.count(User.id).label("n"))
            .where(User.active.is_(True), User.desk_id.is_not(None))
            .group_by(User.desk_id)
        )
    }
    on_duty = _on_duty(session, now)
    wanted = [fold(word) for word in words.split()]
    rows = [
        DeskRow(
            desk=desk,
            parent=desks.get(desk.parent_id or 0),
            people=people.get(desk.id, 0),
            on_duty=tuple(on_duty.get(desk.id, ())),
            is_open=is_open(desk, now),
            opens=next_opening(desk, now),
        )
        for desk in desks.values()
        if (shown == "all" or desk.staffed == (shown == "staffed"))
        and all(word in _search_text(desk) for word in wanted)
    ]
    return sorted(rows, key=lambda row: (not row.desk.is_duty, not row.desk.staffed, fold(row.desk.name)))


def desk_file(session: Session, code: str, now: datetime) -> DeskFile | None:
    """Return the file of a desk; None when there is none of this code."""
    desk = session.scalars(select(Desk).where(Desk.code == code)).first()
    if desk is None:
        return None
    parent = session.get(Desk, desk.parent_id) if desk.parent_id else None
    staffed = session.scalars(select(Desk).where(Desk.staffed.is_(True)).order_by(Desk.name)).all()
    able = session.scalars(
        select(User).where(User.active.is_(True), User.role.in_(DESK_ROLES)).order_by(User.name)
    ).unique()
    return DeskFile(
        desk=desk,
        parent=parent,
        parents=[other for other in staffed if other.id != desk.id and is_ours(other)]
        + ([parent] if parent is not None and not parent.staffed else []),
        children=list(session.scalars(select(Desk).where(Desk.parent_id == desk.id).order_by(Desk.name))),
        people=list(
            session.scalars(
                select(User).where(User.desk_id == desk.id, User.active.is_(True)).order_by(User.name)
            ).unique()
        ),
        roster=roster(session, desk.id, now, now + ROSTER_AHEAD),
        available=sorted(able, key=lambda user: (user.desk_id != desk.id, user.name)),
        contact=contact_of(desk),
        hours=show_hours(desk.hours),
        is_open=is_open(desk, now),
        opens=next_opening(desk, now),
        is_ours=is_ours(desk),
    )


def _on_duty(session: Session, now: datetime) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = session.execute(
        select(DutyShift.desk_id, User.name)
        .join(User, User.id == DutyShift.user_id)
        .where(
            DutyShift.starts_at <= now,
            DutyShift.ends_at > now,
            DutyShift.role.in_(AT_THE_DESK),
            User.active.is_(True),
        )
        .order_by(User.name)
    )
    for desk_id, name in rows:
        found.setdefault(desk_id, []).append(name)
    return found


def _search_text(desk: Desk) -> str:
    coverage = desk.coverage
    parts = [desk.code, desk.name, desk.prefix, *coverage.get("cities", [])]
    for code in (*coverage.get("countries", []), coverage.get("nationality", "")):
        if code in countries():
            parts += [code, *countries()[code].all_names]
    return fold(" ".join(str(part) for part in parts))
