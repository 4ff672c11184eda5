"""Which desk is responsible: by place, topic, urgency, nationality and hours. In words for the operator.

The phone's prefix and the language never decide it; nationality counts only as the person told it. A
case goes by itself to desks of the service alone: an embassy of another country or the partner city is a
contact whose numbers the operator gives, and gets a case only by a transfer that the person agreed to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, cast, false, or_, select
from sqlalchemy.orm import Session

from bot.accounts.desk_checks import HOME, is_ours
from bot.accounts.duty import on_duty
from bot.accounts.hours import is_open, next_opening
from bot.cases.place import Place, place_of_conversation
from bot.cases.responsible import responsible_desks
from bot.reference.countries import country_name
from bot.store.base import utcnow
from bot.store.tables import Conversation, Desk

FOR_A_SUPERVISOR = frozenset(("chat_complaint", "chat_privacy"))
"""Go to the duty desk: never to the mission they may be about."""
MISSION_AS_EQUAL = frozenset(("emergency_captivity", "emergency_conflict"))
"""Dangers abroad in which the mission's protection line stands beside the local number."""


@dataclass(frozen=True)
class Route:
    """The desk chosen, and why, in words.

    ``also``: desks that stand beside it as equals; nothing is sent to them by itself. ``contact``: the
    mission (or partner) that is responsible but does not answer here: its numbers are given.
    """

    desk: Desk
    why: str
    also: list[Desk] = field(default_factory=list)
    contact: Desk | None = None


class NoDesk(RuntimeError):
    """No desk takes what nobody else is responsible for; run ``lindung desk`` to make one."""


@dataclass(frozen=True)
class Matter:
    """What a desk is looked for: place, topic, urgency, nationality as told, and the moment."""

    place: Place
    topic: str
    urgency: str
    nationality: str | None
    now: datetime


def choose_desk(
    session: Session,
    where: Conversation | Place,
    topic: str,
    urgency: str,
    nationality: str | None,
    now: datetime | None = None,
) -> Route:
    """Choose the desk of a matter; the duty desk takes what no other answers.

    Args:
        where: the conversation, or a place.
        nationality: ISO code as the person told it, or None.

    Raises:
        NoDesk: there is no desk at all.
    """
    place = where if isinstance(where, Place) else place_of_conversation(session, where)
    matter = Matter(place, topic, urgency, nationality, now or utcnow())
    desks = session.scalars(select(Desk).where(_in_question(place, nationality)).order_by(Desk.id)).all()
    return route(
        desks,
        matter,
        has_officer=lambda desk: bool(on_duty(session, desk.id, matter.now)),
        find=lambda desk_id: session.get(Desk, desk_id),
    )


def route(
    desks: Sequence[Desk],
    matter: Matter,
    has_officer: Callable[[Desk], bool] = lambda _desk: False,
    find: Callable[[int], Desk | None] = lambda _desk_id: None,
) -> Route:
    """Choose among these desks, without a database.

    Args:
        has_officer: whether somebody is on shift at a desk now, whatever its hours.
        find: a desk by its id; parents are looked for among ``desks`` first.

    Raises:
        NoDesk: there are no desks.
    """
    duty = next((desk for desk in desks if desk.is_duty), None)
    # Without a duty desk any desk is better than none: a cry must ring somewhere.
    duty = duty or next((desk for desk in desks if desk.staffed and is_ours(desk)), None)
    duty = duty or next(iter(desks), None)
    if duty is None:
        raise NoDesk("No duty desk exists. Run: lindung desk add --duty")
    place, words = matter.place, matter.place.words(matter.now)
    if matter.topic in FOR_A_SUPERVISOR:
        return Route(duty, f"{_keeper(duty)}: complaints and requests on personal data go to no other desk")
    if place.country is None:
        return Route(duty, f"{_keeper(duty)}: {words}")
    mission = next(iter(responsible_desks(desks, place, "mission", matter.nationality)), None)
    partner = next(iter(responsible_desks(desks, place, "partner", None)), None)
    also = [mission] if mission and is_ours(mission) and matter.topic in MISSION_AS_EQUAL else []
    by_id = {desk.id: desk for desk in desks}
    seek = _Seek(matter, duty, has_officer, lambda desk_id: by_id.get(desk_id) or find(desk_id))

    local = next(iter(responsible_desks(desks, place, "112", None)), None)
    if local is not None and _is_local(matter):
        return seek.from_desk(local, words, also, mission or partner)
    if mission is not None and is_ours(mission):
        told = f"{words}, nationality {country_name(matter.nationality or '')}"
        return seek.from_desk(mission, told, also, mission)
    why = f"{_keeper(duty)}: {words}; {_no_mission(mission, matter.nationality)}"
    return Route(duty, why, contact=mission or partner)


@dataclass(frozen=True)
class _Seek:
    """Climbs from a desk to the first one above it that answers now; the duty desk ends the search."""

    matter: Matter
    duty: Desk
    has_officer: Callable[[Desk], bool]
    find: Callable[[int], Desk | None]

    def from_desk(self, responsible: Desk, words: str, also: Sequence[Desk], contact: Desk | None) -> Route:
        """Return the route of a matter that this desk is responsible for, whoever answers."""
        desk, passed = self._answering(responsible)
        words += self._note(desk)
        why = f"{desk.name}: {words}"
        if passed:
            why = f"{'; '.join(passed)}: {_keeper(desk)} keeps it ({words})"
        others = [other for other in also if other.id != desk.id]
        return Route(desk, why, others, None if contact is not None and contact.id == desk.id else contact)

    def _answering(self, desk: Desk) -> tuple[Desk, list[str]]:
        """Return the desk that answers, and what was passed on the way, in words."""
        passed: list[str] = []
        seen: set[int] = set()
        above: Desk | None = desk
        while above is not None and above.id not in seen:
            seen.add(above.id)
            if is_ours(above):
                reason = self._silent(above)
                if not reason:
                    return above, passed
                passed.append(reason)
            above = self.find(above.parent_id) if above.parent_id else None
        return self.duty, passed

    def _silent(self, desk: Desk) -> str:
        """Return why a desk does not answer now; empty when it does."""
        if not desk.staffed:
            return f"{desk.name} is a contact without a desk here"
        # What can wait for the morning waits with those who know the matter; danger does not wait.
        if self._is_open(desk) or self.matter.urgency == "routine" or self.has_officer(desk):
            return ""
        return f"{desk.name} is {self._closed(desk)}"

    def _note(self, desk: Desk) -> str:
        """Say why a desk out of its hours has the matter all the same."""
        if self._is_open(desk):
            return ""
        reason = "it can wait" if self.matter.urgency == "routine" else "somebody is on shift"
        return f", {self._closed(desk)}, {reason}"

    def _is_open(self, desk: Desk) -> bool:
        # What nobody else takes, the duty desk takes at any hour.
        return desk.id == self.duty.id or is_open(desk, self.matter.now)

    def _closed(self, desk: Desk) -> str:
        opens = next_opening(desk, self.matter.now)
        return f"closed now, opens {opens:%a %H:%M %Z}" if opens else "closed now"


def _is_local(matter: Matter) -> bool:
    """At home every matter is the 112 desk's; elsewhere only rescue is, the rest goes by nationality."""
    return matter.place.country == HOME or matter.topic.startswith("emergency_")


def _keeper(desk: Desk) -> str:
    return f"{desk.name} (on duty)" if desk.is_duty else desk.name


def _no_mission(mission: Desk | None, nationality: str | None) -> str:
    if nationality is None:
        return "nationality not told yet"
    if mission is not None:
        return f"{mission.name} is another country's service: the person is asked before a transfer"
    return f"no mission known for nationality {country_name(nationality)} there"


def _in_question(place: Place, nationality: str | None) -> ColumnElement[bool]:
    """The rows that routing looks at: who answers here, and the contacts of this place.

    The coverage is searched as text: the same on both databases, and few rows too many do no harm.
    """
    coverage = cast(Desk.coverage, Text)
    is_here = coverage.contains(f'"{place.country or ""}"', autoescape=True)
    is_theirs = coverage.contains(f'"{nationality or ""}"', autoescape=True)
    contacts = and_(is_here, or_(Desk.kind == "partner", is_theirs))
    if place.country == nationality == HOME:
        contacts = false()  # Nobody has a mission of his own country at home.
    return or_(Desk.staffed.is_(True), Desk.is_duty.is_(True), contacts)
