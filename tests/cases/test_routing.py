"""Which desk takes what: by place, topic, urgency, nationality and hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.accounts.desks import edit_desk
from bot.accounts.duty import add_shift
from bot.accounts.hours import DAYS, parse_hours
from bot.accounts.seed import STAFFED, seed_desks
from bot.accounts.service import desk_by_code
from bot.cases.place import Place
from bot.cases.routing import NoDesk, Route, choose_desk
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
