"""The deadlines of a case as its page shows them, and who may set and keep them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy.orm import Session

from bot.cases.deadlines import MAX_NOTE, WARNINGS, deadlines_of
from bot.desk.local_time import HOME
from bot.reference.clocks import zone_of as zone_of_place
from bot.store.tables import Case, Deadline, User
from bot.store.tables.cases import OPEN_STATES

KINDS = tuple(sorted(WARNINGS, key=lambda kind: kind == "other"))
LONGEST_NOTE = MAX_NOTE
OVERSEERS = ("supervisor", "admin")


@dataclass(frozen=True)
class Deadlines:
    """What the page of a case needs of them."""

    open: tuple[Deadline, ...] = ()
    """The next first."""
    may_keep: bool = False
    """Whether this person may set and keep deadlines of this case."""
    zones: tuple[str, ...] = ()
    """Clocks to choose from, that of the place first; any other IANA name may be written."""
    kinds: tuple[str, ...] = KINDS
    longest: int = LONGEST_NOTE

    @staticmethod
    def is_over(deadline: Deadline, now: datetime) -> bool:
        """Whether its time has come."""
        return deadline.due_at <= now


def deadlines(session: Session, user: User, case: Case) -> Deadlines:
    """Return the open deadlines of a case that this person sees."""
    return Deadlines(tuple(deadlines_of(session, case.id)), may_keep(user, case), _zones(user, case))


def may_keep(user: User, case: Case) -> bool:
    """Whether somebody who sees a case works it: its holder, everyone while nobody holds it, supervisors always.

    A case that has ended keeps its deadlines as they are.
    """
    if case.status not in OPEN_STATES:
        return False
    return case.operator_id in (None, user.id) or user.role in OVERSEERS


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all clocks that this machine knows."""
    return frozenset(available_timezones())


def named_zone(name: str) -> ZoneInfo | None:
    """Return the clock of this name; None when there is none."""
    return ZoneInfo(name) if name in known_zones() else None


def _zones(user: User, case: Case) -> tuple[str, ...]:
    position = (case.latitude, case.longitude)
    if case.latitude is None:
        position = (case.conversation.latitude, case.conversation.longitude)
    place = zone_of_place(case.country or case.conversation.country, position).key
    own = str((user.desk.coverage if user.desk is not None else {}).get("timezone") or HOME)
    return tuple(dict.fromkeys(name for name in (place, own, HOME, "UTC") if name in known_zones()))
