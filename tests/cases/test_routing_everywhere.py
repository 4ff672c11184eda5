"""Everywhere, for everybody and at any hour, some desk of ours answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.accounts.desk_checks import is_ours
from bot.accounts.hours import is_open, parse_hours
from bot.accounts.seed import DUTY, STAFFED
from bot.accounts.seed_missions import contacts, embassy_above, mission_of
from bot.cases.place import Place
from bot.cases.routing import Matter, route
from bot.dialogue.topics import topics
from bot.reference.countries import countries
from bot.reference.mission_areas import responsible_missions
from bot.reference.missions import indonesian_missions, is_consular
from bot.reference.place_at import place_at
from bot.store.tables import Desk

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)



def somewhere(country: str | None, city: str = "", subdivision: str = "", **values: object) -> Place:
    return Place(country=country, city=city, subdivision=subdivision, source="answer", **values)


@cache
def shipped() -> tuple[Desk, ...]:
    """The desks as shipped, without a database."""
    wanted = {DUTY["code"]: DUTY, **contacts()}
    ids = {code: number for number, code in enumerate(wanted, 1)}
    return tuple(
        Desk(
            id=ids[code], code=code, name=values["name"], kind=values["kind"], coverage=values["coverage"],
            is_duty=code == DUTY["code"], staffed=code in STAFFED or code == DUTY["code"], hours={},
            parent_id=ids.get(embassy_above(code, values["coverage"]) or "", ids[DUTY["code"]]),
        )
        for code, values in wanted.items()
    )  # fmt: skip


def with_hours(text: str) -> Sequence[Desk]:
    return tuple(
        Desk(
            id=desk.id, code=desk.code, name=desk.name, kind=desk.kind, coverage=desk.coverage,
            is_duty=desk.is_duty, staffed=desk.staffed, parent_id=desk.parent_id,
            hours=parse_hours(text) if desk.kind == "mission" else {},
        )
        for desk in shipped()
    )  # fmt: skip


def holds(desks: Sequence[Desk], matter: Matter, officers: bool = False) -> None:
    """What is true of every route, whatever the matter."""
    found = route(desks, matter, has_officer=lambda _desk: officers)
    assert found.why
    assert found.desk.name in found.why
    assert found.desk.staffed
    assert is_ours(found.desk)
    is_answering = (
        found.desk.is_duty or officers or is_open(found.desk, matter.now) or matter.urgency == "routine"
    )
    assert is_answering, found.why
    if found.desk.kind == "mission":
        assert matter.nationality == found.desk.coverage["nationality"]
        assert matter.place.country is not None
    assert found.contact is None or found.contact.id != found.desk.id
    assert all(is_ours(desk) and desk.id != found.desk.id for desk in found.also)


CODES = sorted(countries())
HOURS = "mon-fri 08:30-12:30, 13:30-16:00"


@pytest.mark.parametrize("nationality", [None, "ID", "CN", "FR", "AU", "XX"])
def test_every_country_gives_a_desk_and_a_reason_at_every_hour(nationality: str | None) -> None:
    desks = with_hours(HOURS)
    for number, country in enumerate(CODES):
        for hour in (number % 24, (number + 9) % 24, (number + 17) % 24):
            moment = MONDAY + timedelta(days=number % 7, hours=hour)
            holds(desks, Matter(somewhere(country), "emergency_crime", "critical", nationality, moment))


def test_every_nationality_gives_a_desk_and_a_reason() -> None:
    desks = with_hours(HOURS)
    for number, nationality in enumerate(CODES):
        for country in (None, "ID", "CN", "SA", CODES[number]):
            moment = MONDAY + timedelta(hours=number % 168)
            holds(desks, Matter(somewhere(country), "consular_arrest", "urgent", nationality, moment))


every_place = st.one_of(
    st.builds(Place),
    st.builds(
        somewhere, st.sampled_from(CODES), st.sampled_from(["", "Jakarta", "Beijing", "Bali", "Tawau"]),
        st.sampled_from(["", "ID-JK", "SA-02", "MY-12", "US-CA"]),
    ),
)  # fmt: skip
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@given(
    every_place, st.sampled_from(sorted(topics())), st.sampled_from(["routine", "urgent", "critical"]),
    st.one_of(st.none(), st.sampled_from(CODES)), moments, st.booleans(),
)  # fmt: skip
def test_every_matter_has_a_desk_of_ours_that_answers(
    place: Place, topic: str, urgency: str, nationality: str | None, now: datetime, officers: bool
) -> None:
    holds(with_hours(HOURS), Matter(place, topic, urgency, nationality, now), officers)


@given(st.lists(st.integers(0, 15), min_size=16, max_size=16), every_place, moments, st.data())
def test_no_tree_of_parents_keeps_a_cry_from_ringing(
    parents: list[int], place: Place, now: datetime, data: st.DataObject
) -> None:
    whose = st.sampled_from(["ID", "CN"])
    desks = [
        Desk(
            id=number, code=f"d{number}", name=f"D{number}", parent_id=parent, hours=parse_hours(HOURS),
            kind=data.draw(st.sampled_from(["112", "mission", "partner"])), is_duty=number == 15,
            coverage={"countries": [place.country or "ID"], "nationality": data.draw(whose)},
            staffed=data.draw(st.booleans()),
        )
        for number, parent in enumerate(parents)
    ]  # fmt: skip
    found = route(desks, Matter(place, "emergency_fire", "critical", "ID", now))
    assert found.why
    assert found.desk.is_duty or (found.desk.staffed and is_ours(found.desk) and is_open(found.desk, now))


def test_the_shipped_coverage_agrees_with_the_reference_data() -> None:
    """Around each mission, and a day's journey off, the same one is in charge as by the reference data."""
    compared = 0
    for mission in indonesian_missions():
        if not is_consular(mission) or mission.lat is None or mission.lon is None:
            continue
        for north, east in ((0, 0), (1.5, 0), (-1.5, 0), (0, 2), (0, -2)):
            spot = (mission.lat + north, mission.lon + east)
            found, in_charge = place_at(*spot), responsible_missions("ID", spot)
            if found.country is None or not in_charge:
                continue
            place = Place(
                found.country, found.subdivision.code if found.subdivision else "",
                found.city.names["en"] if found.city else "", found.in_jakarta, *spot, source="position",
            )  # fmt: skip
            chosen = route(shipped(), Matter(place, "consular_arrest", "urgent", "ID", MONDAY))
            answers = mission_of((chosen.contact or chosen.desk).code)
            assert answers is not None, (mission.name, spot, chosen.why)
            assert answers.name in {m.name for m in in_charge}, (mission.name, spot, chosen.why)
            compared += 1
    assert compared > 300
