"""A case follows its place: to the desk that is responsible now, or as a mark for who holds it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.desks import edit_desk
from bot.accounts.hours import parse_hours
from bot.accounts.seed import seed_desks
from bot.accounts.service import desk_by_code
from bot.cases.opening import open_or_join_case
from bot.cases.ownership import claim
from bot.cases.rerouting import reroute
from bot.cases.routing import Route
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Case, CaseEvent, Conversation, User
from tests.factories import make_conversation, make_user

KEMANG = (-6.2605, 106.8141)


@pytest.fixture
def seeded(store: Store) -> Store:
    def make(session: Session) -> None:
        seed_desks(session)
        make_user(session, desk_by_code(session, "jakarta-112"), "siti")

    store.write_now(make)
    return store


def cry(store: Store, topic: str = "emergency_captivity", urgency: str = "critical", **values: Any) -> None:
    def work(session: Session) -> None:
        open_or_join_case(session, make_conversation(session, **values), topic, urgency, "tied up")

    store.write_now(work)


def case(session: Session) -> Case:
    return session.scalars(select(Case)).one()


def person(session: Session) -> Conversation:
    return session.scalars(select(Conversation)).one()


def told(store: Store, why: str = "the person answered", **values: Any) -> Route | None:
    def work(session: Session) -> Route | None:
        for name, value in values.items():
            setattr(person(session), name, value)
        return reroute(session, case(session), why)

    return store.write_now(work)


def state(store: Store) -> Case:
    return store.read_now(case)


def events(store: Store, *kinds: str) -> list[CaseEvent]:
    statement = select(CaseEvent).where(CaseEvent.kind.in_(kinds)).order_by(CaseEvent.id)
    return list(store.read_now(lambda session: session.scalars(statement).all()))


def do(store: Store, work: Callable[[Session], Any]) -> Any:
    return store.write_now(work)


FRANCE = {"country": "FR", "country_source": "answer", "nationality": "ID"}


def test_a_new_case_keeps_its_place_language_nationality_and_why(seeded: Store) -> None:
    cry(
        seeded, latitude=KEMANG[0], longitude=KEMANG[1], country="ID", country_source="position",
        position_at=utcnow(), nationality="CN", language="zh",
    )  # fmt: skip
    found = state(seeded)
    assert (found.latitude, found.longitude, found.country) == (*KEMANG, "ID")
    assert (found.place, found.language, found.nationality) == ("Kemang", "zh", "CN")
    assert found.route_why == "Jakarta 112: shared position in Kemang"
    (routed,) = events(seeded, "routed")
    assert (routed.data["desk"], routed.data["contact"]) == ("jakarta-112", "mission-cn-jakarta")


def test_an_unclaimed_case_moves_and_rings_anew(seeded: Store) -> None:
    cry(seeded)
    assert state(seeded).desk.code == "jakarta-112"
    route = told(seeded, **FRANCE)
    assert route is not None
    found = state(seeded)
    assert (found.desk.code, found.status, found.ladder_epoch) == ("kbri-paris", "ringing", 2)
    assert (found.country, found.nationality, found.route_why) == ("FR", "ID", route.why)
    (moved,) = events(seeded, "rerouted")
    assert (moved.data["before"], moved.data["desk"]) == ("jakarta-112", "kbri-paris")
    assert moved.data["because"] == "the person answered"
    assert len(events(seeded, "rang")) == 2


def test_told_again_nothing_happens(seeded: Store) -> None:
    cry(seeded)
    told(seeded, **FRANCE)
    assert told(seeded, **FRANCE) is None
    assert (len(events(seeded, "rerouted")), state(seeded).ladder_epoch) == (1, 2)


def test_a_claimed_case_stays_and_is_marked_once_until_the_place_fits_again(seeded: Store) -> None:
    cry(seeded)
    siti = do(seeded, lambda session: session.scalars(select(User)).one())
    do(seeded, lambda session: claim(session, case(session).id, siti))
    for _ in range(2):
        told(seeded, **FRANCE)
    found = state(seeded)
    assert (found.desk.code, found.status, found.ladder_epoch) == ("jakarta-112", "claimed", 1)
    assert found.marks["other_place"] == "kbri-paris"
    assert found.country == "FR"  # The file tells the newest place in any case.
    assert len(events(seeded, "other_place")) == 1
    assert events(seeded, "rerouted") == []
    told(seeded, country="ID")
    assert "other_place" not in state(seeded).marks


def test_a_routine_case_moves_without_a_ring(seeded: Store) -> None:
    cry(seeded, "consular_passport_renewal", "routine")
    told(seeded, **FRANCE)
    found = state(seeded)
    assert (found.desk.code, found.status, found.ladder_epoch) == ("kbri-paris", "new", 0)


@pytest.mark.parametrize("status", ["resolved", "closed", "cancelled"])
def test_a_case_that_is_over_does_not_move(seeded: Store, status: str) -> None:
    cry(seeded)
    do(seeded, lambda session: setattr(case(session), "status", status))
    assert told(seeded, **FRANCE) is None
    assert (state(seeded).desk.code, state(seeded).country) == ("jakarta-112", None)


def test_a_transfer_under_way_stays_with_its_sender(seeded: Store) -> None:
    cry(seeded)
    do(seeded, lambda session: setattr(case(session), "status", "transferred"))
    assert told(seeded, **FRANCE) is not None
    found = state(seeded)
    assert (found.desk.code, found.status, found.marks["other_place"]) == (
        "jakarta-112",
        "transferred",
        "kbri-paris",
    )


def test_a_live_position_that_moves_within_the_town_moves_no_case(seeded: Store) -> None:
    paris = {"latitude": 48.86, "longitude": 2.28, "position_at": utcnow()}
    cry(seeded, **FRANCE | paris | {"country_source": "position"})
    # It climbed the ladder: the duty desk has it now, and keeps it while the person walks on.
    do(seeded, lambda session: setattr(case(session), "desk_id", desk_by_code(session, "jakarta-112").id))
    for step in range(5):
        told(seeded, latitude=48.86 + step / 10_000)
    found = state(seeded)
    assert (found.desk.code, found.ladder_epoch) == ("jakarta-112", 1)
    assert found.latitude == pytest.approx(48.8604)


def test_nationality_alone_may_decide(seeded: Store) -> None:
    cry(seeded, country="FR", country_source="answer")
    assert state(seeded).desk.code == "jakarta-112"
    told(seeded, nationality="ID")
    assert state(seeded).desk.code == "kbri-paris"


def test_what_was_known_is_not_forgotten(seeded: Store) -> None:
    cry(seeded, **FRANCE)
    told(seeded, country=None, nationality=None)
    found = state(seeded)
    assert (found.country, found.nationality) == ("FR", "ID")


def test_a_matter_that_waited_and_turns_into_danger_leaves_the_closed_desk(seeded: Store) -> None:
    shut = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(utcnow() + timedelta(days=3)).weekday()]
    do(seeded, lambda session: edit_desk(session, "kbri-paris", hours=parse_hours(f"{shut} 09:00-10:00")))
    cry(seeded, "consular_arrest", "routine", **FRANCE)
    assert state(seeded).desk.code == "kbri-paris"
    do(seeded, lambda s: open_or_join_case(s, person(s), "consular_arrest", "critical", "beaten"))
    found = state(seeded)
    assert (found.desk.code, found.status, found.ladder_epoch) == ("jakarta-112", "ringing", 1)


def test_a_matter_that_turns_into_danger_rings_where_it_is_when_the_desk_is_open(seeded: Store) -> None:
    cry(seeded, "consular_arrest", "routine", **FRANCE)
    do(seeded, lambda s: open_or_join_case(s, person(s), "consular_arrest", "critical", "beaten"))
    found = state(seeded)
    assert (found.desk.code, found.status, found.ladder_epoch) == ("kbri-paris", "ringing", 1)


def test_cases_of_before_without_a_key_are_looked_at_again(seeded: Store) -> None:
    cry(seeded, **FRANCE)

    def forget(session: Session) -> None:
        event = session.scalars(select(CaseEvent).where(CaseEvent.kind == "routed")).one()
        event.data = {"desk": "kbri-paris", "why": "of before"}

    do(seeded, forget)
    assert told(seeded) is None
    assert state(seeded).desk.code == "kbri-paris"


async def test_a_claim_at_the_same_moment_wins_or_finds_the_case_moved(seeded: Store) -> None:
    """Whoever comes first, no case is torn from its operator and none is left without a ring."""
    cry(seeded)
    siti = do(seeded, lambda session: session.scalars(select(User)).one())
    do(seeded, lambda session: [setattr(person(session), name, value) for name, value in FRANCE.items()])

    def move(session: Session) -> None:
        reroute(session, case(session), "told")

    await asyncio.gather(
        *(asyncio.to_thread(seeded.write_now, move) for _ in range(4)),
        asyncio.to_thread(seeded.write_now, lambda session: claim(session, case(session).id, siti)),
    )
    found = state(seeded)
    assert (found.status, found.operator_id) == ("claimed", siti.id)
    kinds = [event.kind for event in events(seeded, "rerouted", "claimed", "other_place")]
    assert kinds in (["rerouted", "claimed"], ["claimed", "other_place"])


def test_a_desk_that_closed_meanwhile_keeps_what_rings_there_while_the_person_stays(seeded: Store) -> None:
    cry(seeded, **FRANCE)
    shut = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(utcnow() + timedelta(days=3)).weekday()]
    do(seeded, lambda session: edit_desk(session, "kbri-paris", hours=parse_hours(f"{shut} 09:00-10:00")))
    assert told(seeded, place="behind the station") is None
    found = state(seeded)
    assert (found.desk.code, found.ladder_epoch) == ("kbri-paris", 1)
    assert found.place == "behind the station"


def test_danger_in_a_held_case_rings_at_its_desk_and_speaks_of_no_other_place(seeded: Store) -> None:
    shut = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(utcnow() + timedelta(days=3)).weekday()]
    do(seeded, lambda session: edit_desk(session, "kbri-paris", hours=parse_hours(f"{shut} 09:00-10:00")))
    cry(seeded, "consular_arrest", "routine", **FRANCE)
    paul = do(seeded, lambda session: make_user(session, desk_by_code(session, "kbri-paris"), "paul"))
    do(seeded, lambda session: claim(session, case(session).id, paul))
    do(seeded, lambda s: open_or_join_case(s, person(s), "consular_arrest", "critical", "beaten"))
    found = state(seeded)
    assert (found.desk.code, found.status) == ("kbri-paris", "ringing")
    assert "other_place" not in found.marks
