"""What the statistics page is asked for: period and desk, as far as the person may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases.statistics.scope import EARLIEST, LONGEST_DAYS, Scope, recent
from bot.desk.local_time import zone_of
from bot.desk.visibility import sees_all
from bot.store.tables import Desk, User

PRESETS = (7, 30, 90, 365)
USUAL_DAYS = 30
_NO_DESK = 0
"""Id that no desk has: who belongs to no desk, and does not see all, sees nothing."""


@dataclass(frozen=True)
class Asked:
    """What is shown. ``problem``: key of what could not be read of the question; empty when all was well.

    ``desks``: what can be chosen, by code; empty when there is no choice.
    """

    scope: Scope
    desk: Desk | None
    desks: Sequence[Desk]
    preset: int | None
    problem: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The question as parts of an address."""
        values = {"from": self.scope.first.isoformat(), "to": self.scope.last.isoformat()}
        return {**values, "desk": self.desk.code} if self.desk is not None and self.desks else values


def asked_for(session: Session, user: User, given: Mapping[str, str], now: datetime) -> Asked:
    """Read the parameters ``from``, ``to`` and ``desk``. What cannot be used is replaced and told."""
    desks = _desks(session) if sees_all(user) else ()
    own = None if desks else user.desk
    wanted = given.get("desk", "")[:40] if desks else ""
    chosen = next((desk for desk in desks if desk.code == wanted), None)
    problem = "bad_desk" if wanted and chosen is None else ""
    desk = chosen or own
    # The days of one desk are its own; those of all are the reader's.
    zone = zone_of(desk if desk is not None else user.desk)
    desk_id = desk.id if desk is not None else None if sees_all(user) else _NO_DESK
    usual = recent(USUAL_DAYS, now, zone, desk_id)
    scope = usual
    if given.get("from") or given.get("to"):
        period = _period(given.get("from", ""), given.get("to", ""), now, zone)
        problem = problem or ("bad_dates" if period is None else "")
        scope = replace(usual, first=period[0], last=period[1]) if period else usual
    return Asked(scope, desk, desks, _preset(scope, now, zone), problem)


def _desks(session: Session) -> Sequence[Desk]:
    """Return the desks where people work; a contact has no cases."""
    return session.scalars(select(Desk).where(Desk.staffed.is_(True)).order_by(Desk.name, Desk.id)).all()


def _period(first: str, last: str, now: datetime, zone: tzinfo) -> tuple[date, date] | None:
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    today = now.astimezone(zone).date()
    usable = EARLIEST <= days[0] <= days[1] and days[0] <= today
    return (days[0], min(days[1], today)) if usable and (days[1] - days[0]).days < LONGEST_DAYS else None


def _preset(scope: Scope, now: datetime, zone: tzinfo) -> int | None:
    if scope.last != now.astimezone(zone).date():
        return None
    days = (scope.last - scope.first).days + 1
    return days if days in PRESETS else None
