"""Which desk takes what: by place, topic, urgency, nationality and hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.desk_checks import is_ours
from bot.accounts.desks import edit_desk
from bot.accounts.duty import add_shift
from bot.accounts.hours import DAYS, is_open, parse_hours
from bot.accounts.seed import DUTY, STAFFED, seed_desks
from bot.accounts.seed_missions import contacts, embassy_above, mission_of
from bot.accounts.service import desk_by_code
from bot.cases.place import Place
from bot.cases.routing import Matter, NoDesk, Route, choose_desk, route
from bot.dialogue.topics import topics
from bot.reference.countries import countries
from bot.reference.mission_areas import responsible_missions
from bot.reference.missions import indonesian_missions, is_consular
from bot.reference.place_at import place_at
from bot.store.base import utcnow
from bot.store.database import Store
from bot.store.tables import Desk
from tests.factories import make_conversation, make_user

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


@pytest.fixture
def seeded(store: Store) -> Store:
    store.write_now(seed_desks)
    return store


def somewhere(country: str | None, city: str = "", subdivision: str = "", **values: object) -> Place:
    return Place(country=country, city=city, subdivision=subdivision, source="answer", **values)


def choose(
    store: Store,
    place: Place,
    nationality: str | None = "ID",
    topic: str = "emergency_medical",
    urgency: str = "critical",
    now: datetime = MONDAY,
) -> Route:
    return store.read_now(lambda session: choose_desk(session, place, topic, urgency, nationality, now))


def set_hours(store: Store, code: str, text: str) -> None:
    store.write_now(lambda session: edit_desk(session, code, hours=parse_hours(text)))


def test_a_position_in_jakarta_rings_112_and_says_why(seeded: Store) -> None:
    def work(session: Session) -> Route:
        person = make_conversation(
            session, latitude=-6.2605, longitude=106.8141, country="ID", country_source="position",
            position_at=utcnow(),
        )  # fmt: skip
        return choose_desk(session, person, "emergency_medical", "critical", None)

    chosen = seeded.write_now(work)
    assert (chosen.desk.code, chosen.why) == ("jakarta-112", "Jakarta 112: shared position in Kemang")


def test_an_unknown_place_rings_the_duty_desk_at_once(seeded: Store) -> None:
    for nationality in (None, "ID", "CN"):
        chosen = choose(seeded, Place(), nationality)
        assert (chosen.desk.code, chosen.why) == ("jakarta-112", "Jakarta 112 (on duty): place not known yet")
        assert (chosen.also, chosen.contact) == ([], None)


def test_abroad_the_staffed_mission_of_the_nationality_told_is_responsible(seeded: Store) -> None:
    chosen = choose(seeded, somewhere("FR"))
    assert chosen.desk.code == "kbri-paris"
    assert chosen.why == "KBRI Paris: country answered: France, nationality Indonesia"
    assert chosen.contact is None


def test_nationality_is_never_guessed(seeded: Store) -> None:
    chosen = choose(seeded, somewhere("FR"), None)
    assert (chosen.desk.code, chosen.contact) == ("jakarta-112", None)
    assert "nationality not told yet" in chosen.why


def test_a_mission_without_a_desk_is_a_contact_and_the_duty_desk_keeps_the_case(seeded: Store) -> None:
    chosen = choose(seeded, somewhere("SA"))
    assert chosen.desk.code == "jakarta-112"
    assert chosen.contact is not None
    assert chosen.contact.code == "kbri-riyadh"
    assert chosen.why.startswith(
        "KBRI Riyadh is a contact without a desk here: Jakarta 112 (on duty) keeps it ("
    )


def test_a_consulate_without_a_desk_passes_on_to_its_embassy(seeded: Store) -> None:
    chosen = choose(seeded, somewhere("FR", "Marseille", "FR-PAC"))
    assert chosen.desk.code == "kbri-paris"
    assert chosen.contact is not None
    assert chosen.contact.code == "kjri-marseille"
    assert chosen.why.startswith("KJRI Marseille is a contact without a desk here: KBRI Paris keeps it (")


@pytest.mark.parametrize("topic", ["emergency_captivity", "emergency_conflict"])
def test_in_captivity_the_mission_stands_beside_as_an_equal(seeded: Store, topic: str) -> None:
    chosen = choose(seeded, somewhere("KH"), topic=topic)
    assert [desk.code for desk in chosen.also] == ["kbri-phnompenh"]
    assert choose(seeded, somewhere("KH")).also == []
    # Where it answers itself, it is the desk.
    assert choose(seeded, somewhere("MY"), topic=topic).also == []


@pytest.mark.parametrize("topic", ["emergency_captivity", "consular_arrest", "emergency_domestic_violence"])
def test_a_foreigner_in_jakarta_is_never_handed_to_his_own_government(seeded: Store, topic: str) -> None:
    def staff(session: Session) -> None:
        make_user(session, desk_by_code(session, "mission-cn-jakarta"), "li")
        edit_desk(session, "mission-cn-jakarta", staffed=True)

    seeded.write_now(staff)
    chosen = choose(seeded, somewhere("ID", "Jakarta", "ID-JK", in_jakarta=True), "CN", topic)
    assert (chosen.desk.code, chosen.also) == ("jakarta-112", [])
    assert chosen.contact is not None
    assert chosen.contact.code == "mission-cn-jakarta"


def test_the_nearest_office_of_a_foreigner_is_the_contact(seeded: Store) -> None:
    found = {
        city: choose(seeded, somewhere("ID", city), "JP").contact
        for city in ("Surabaya", "Medan", "Bandung", "")
    }
    codes = {city: contact.code if contact else None for city, contact in found.items()}
    assert codes == {
        "Surabaya": "mission-jp-surabaya", "Medan": "mission-jp-medan",
        "Bandung": "mission-jp-jakarta", "": "mission-jp-jakarta",
    }  # fmt: skip


def test_the_partner_city_is_a_contact_where_no_mission_is(seeded: Store) -> None:
    chosen = choose(seeded, somewhere("CN", "Beijing"), "FR")
    assert (chosen.desk.code, chosen.contact and chosen.contact.code) == ("jakarta-112", "beijing-city")
    assert choose(seeded, somewhere("CN", "Shanghai"), "FR").contact is None


def test_a_mission_there_goes_before_one_accredited_from_elsewhere(seeded: Store) -> None:
    assert choose(seeded, somewhere("YE")).contact.code == "kbri-sanaa"  # type: ignore[union-attr]
    assert choose(seeded, somewhere("MN")).desk.code == "kbri-beijing"


def test_two_consulates_in_one_state_are_told_apart_by_distance(seeded: Store) -> None:
    for city, spot, code in (
        ("Tawau", (4.25, 117.89), "kri-tawau"),
        ("Kota Kinabalu", (5.97, 116.07), "kjri-kotakinabalu"),
    ):
        chosen = choose(seeded, somewhere("MY", city, "MY-12", about=spot))
        assert chosen.contact is not None
        assert chosen.contact.code == code


def test_out_of_hours_danger_goes_to_the_parent_and_says_when_the_desk_opens(seeded: Store) -> None:
    set_hours(seeded, "kbri-paris", "mon-fri 09:00-17:00")
    assert choose(seeded, somewhere("FR")).desk.code == "kbri-paris"
    for urgency in ("critical", "urgent"):
        chosen = choose(seeded, somewhere("FR"), urgency=urgency, now=NIGHT)
        assert chosen.desk.code == "jakarta-112"
        assert chosen.why.startswith(
            "KBRI Paris is closed now, opens Mon 09:00 CET: Jakarta 112 (on duty) keeps it"
        )
        assert chosen.contact is not None
        assert chosen.contact.code == "kbri-paris"


def test_what_can_wait_waits_where_it_belongs(seeded: Store) -> None:
    set_hours(seeded, "kbri-paris", "mon-fri 09:00-17:00")
    chosen = choose(seeded, somewhere("FR"), topic="consular_passport_renewal", urgency="routine", now=NIGHT)
    assert chosen.desk.code == "kbri-paris"
    assert chosen.why.endswith("closed now, opens Mon 09:00 CET, it can wait")


def test_a_duty_officer_on_shift_answers_out_of_hours(seeded: Store) -> None:
    now = utcnow()
    set_hours(seeded, "kbri-paris", f"{DAYS[(now.weekday() + 3) % 7]} 09:00-10:00")

    def work(session: Session) -> None:
        make_user(session, desk_by_code(session, "kbri-paris"), "paul")
        add_shift(
            session, "kbri-paris", "paul", now - timedelta(hours=1), now + timedelta(hours=8), "officer"
        )

    assert choose(seeded, somewhere("FR"), now=now).desk.code == "jakarta-112"
    seeded.write_now(work)
    chosen = choose(seeded, somewhere("FR"), now=now)
    assert chosen.desk.code == "kbri-paris"
    assert chosen.why.endswith("somebody is on shift")


def test_the_parent_of_a_closed_desk_is_asked_in_turn(seeded: Store) -> None:
    set_hours(seeded, "kbri-paris", "mon-fri 09:00-17:00")
    seeded.write_now(lambda session: edit_desk(session, "kbri-paris", parent="kbri-beijing"))
    assert choose(seeded, somewhere("FR"), now=NIGHT).desk.code == "kbri-beijing"
    set_hours(seeded, "kbri-beijing", "mon-fri 09:00-17:00")
    chosen = choose(seeded, somewhere("FR"), now=NIGHT)
    assert chosen.desk.code == "jakarta-112"
    assert "KBRI Paris is closed" in chosen.why
    assert "KBRI Beijing is closed" in chosen.why


def test_a_circle_of_parents_ends_at_the_duty_desk(seeded: Store) -> None:
    def tie(session: Session) -> None:
        riyadh, jeddah = desk_by_code(session, "kbri-riyadh"), desk_by_code(session, "kjri-jeddah")
        riyadh.parent_id, jeddah.parent_id = jeddah.id, riyadh.id

    seeded.write_now(tie)
    assert choose(seeded, somewhere("SA")).desk.code == "jakarta-112"


def test_the_duty_desk_takes_at_any_hour_what_nobody_else_takes(seeded: Store) -> None:
    set_hours(seeded, "jakarta-112", "mon 09:00-10:00")
    for place in (Place(), somewhere("ID"), somewhere("BR"), somewhere("SA")):
        assert choose(seeded, place, now=NIGHT).desk.code == "jakarta-112"


@pytest.mark.parametrize("topic", ["chat_complaint", "chat_privacy"])
def test_a_complaint_never_goes_to_the_mission_it_may_be_about(seeded: Store, topic: str) -> None:
    assert choose(seeded, somewhere("FR"), topic=topic, urgency="routine").desk.code == "jakarta-112"


def test_a_112_desk_abroad_takes_rescue_and_leaves_the_rest_to_the_mission(seeded: Store) -> None:
    def add(session: Session) -> None:
        session.add(
            Desk(
                code="macau-112",
                name="Macau",
                prefix="VEX",
                kind="112",
                coverage={"countries": ["MO"]},
                languages=[],
            )
        )

    seeded.write_now(add)
    assert choose(seeded, somewhere("MO")).desk.code == "macau-112"
    assert (
        choose(seeded, somewhere("MO"), topic="consular_arrest", urgency="urgent").desk.code
        == "kjri-hongkong"
    )
    captive = choose(seeded, somewhere("MO"), topic="emergency_captivity")
    assert [desk.code for desk in captive.also] == ["kjri-hongkong"]


def test_a_112_desk_of_one_city_leaves_the_others_alone(seeded: Store) -> None:
    def narrow(session: Session) -> None:
        edit_desk(session, "jakarta-112", covers={"subdivisions": ["ID-JK"]})
        session.add(
            Desk(
                code="surabaya-112", name="Surabaya 112", prefix="RYX", kind="112", languages=[],
                coverage={"countries": ["ID"], "cities": ["Surabaya"]},
            )
        )  # fmt: skip

    seeded.write_now(narrow)
    assert choose(seeded, somewhere("ID", "Surabaya", "ID-JI")).desk.code == "surabaya-112"
    assert choose(seeded, somewhere("ID", "Jakarta", "ID-JK")).why.startswith("Jakarta 112: ")
    assert choose(seeded, somewhere("ID", "Medan", "ID-SU")).why.startswith("Jakarta 112 (on duty): ")


def test_without_any_duty_desk_a_desk_of_ours_answers_and_without_desks_it_is_said(store: Store) -> None:
    with pytest.raises(NoDesk, match="lindung desk add"):
        choose(store, Place())
    store.write_now(seed_desks)

    def nobody_on_duty(session: Session) -> None:
        desk_by_code(session, "jakarta-112").is_duty = False

    store.write_now(nobody_on_duty)
    assert choose(store, Place()).desk.code == "jakarta-112"


def test_few_rows_are_read_for_one_route(seeded: Store) -> None:
    from bot.cases.routing import _in_question

    def count(place: Place, nationality: str | None) -> int:
        statement = select(Desk.id).where(_in_question(place, nationality))
        return len(seeded.read_now(lambda session: session.scalars(statement).all()))

    staffed = 1 + len(STAFFED)
    assert count(Place(), None) == staffed
    assert count(somewhere("ID"), "ID") == staffed
    assert count(somewhere("SA"), "ID") <= staffed + 5
    assert count(somewhere("ID"), "CN") <= staffed + 10
    assert count(somewhere("%"), "_") == staffed


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


def test_a_foreign_mission_with_people_here_is_named_as_what_it_is(seeded: Store) -> None:
    def staff(session: Session) -> None:
        edit_desk(session, "mission-cn-jakarta", covers={"countries": ["ID", "TL"]})
        make_user(session, desk_by_code(session, "mission-cn-jakarta"), "li")
        edit_desk(session, "mission-cn-jakarta", staffed=True)

    seeded.write_now(staff)
    chosen = choose(seeded, somewhere("TL"), "CN", "consular_arrest", "urgent")
    assert chosen.desk.code == "jakarta-112"
    assert "Embassy of China is another country's service" in chosen.why
    assert chosen.contact is not None
    assert chosen.contact.code == "mission-cn-jakarta"
