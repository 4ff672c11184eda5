from collections.abc import Iterator

import pytest

from bot.accounts.contacts import contact_of
from bot.accounts.desks import edit_desk
from bot.accounts.seed import seed_desks
from bot.accounts.seed_missions import mission_of
from bot.accounts.service import desk_by_code
from bot.reference.tables import Confirmed, apply_corrections, keyed_rows
from bot.store.database import Store


@pytest.fixture(autouse=True)
def no_corrections() -> Iterator[None]:
    yield
    apply_corrections({})


@pytest.fixture
def seeded(store: Store) -> Store:
    store.write_now(seed_desks)
    return store


def contact(store: Store, code: str):
    return contact_of(store.read_now(lambda session: desk_by_code(session, code)))


def test_a_contact_has_the_numbers_of_its_mission_and_their_source(seeded: Store) -> None:
    found = contact(seeded, "kbri-riyadh")
    mission = mission_of("kbri-riyadh")
    assert mission is not None
    assert found.lines == tuple(mission.numbers_to_show())
    assert found.numbers
    assert (found.address, found.source) == (mission.address, mission.source)


def test_a_number_corrected_in_the_reference_data_is_right_here_at_once(seeded: Store) -> None:
    key = next(key for key, row, _ in keyed_rows("indonesian_missions") if row["name_id"] == "KBRI Riyadh")
    fixed = Confirmed("+966 11 111 1111", "2026-11-20", "letter")
    apply_corrections({("indonesian_missions", key, "office_phone"): fixed})
    assert contact(seeded, "kbri-riyadh").phone == "+966 11 111 1111"


def test_what_an_administrator_wrote_counts(seeded: Store) -> None:
    change = {"phone": "+966 1", "hotline": "", "source": "visit of 2026-11-01"}
    seeded.write_now(lambda session: edit_desk(session, "kbri-riyadh", contact=change))
    found = contact(seeded, "kbri-riyadh")
    assert (found.numbers, found.lines, found.stated) == (("+966 1",), (), "")
    assert found.address  # What was not changed stays.


def test_a_partner_without_a_confirmed_number_says_so(seeded: Store) -> None:
    found = contact(seeded, "beijing-city")
    assert found.numbers == ()
    assert "no number" in found.source
