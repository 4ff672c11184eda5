import re

from bot.accounts.seed import DUTY, STAFFED, seed_desks
from bot.accounts.seed_missions import PREFIX_LETTERS, contacts, embassy_above, free_prefix, mission_of
from bot.cases.codes import ALPHABET
from bot.reference.countries import is_country
from bot.reference.missions import foreign_missions, indonesian_missions, is_consular
from bot.store.database import Store
from bot.store.tables import Desk


def test_every_mission_that_helps_citizens_has_one_contact() -> None:
    found = [mission_of(code) for code in contacts()]
    names = [(mission.name, mission.city) for mission in found if mission is not None]
    wanted = [(m.name, m.city) for m in (*indonesian_missions(), *foreign_missions()) if is_consular(m)]
    assert sorted(names) == sorted(wanted)
    assert "beijing-city" in contacts()


def test_codes_are_short_and_speak_for_themselves() -> None:
    codes = set(contacts())
    assert {"kbri-riyadh", "kjri-jeddah", "kbri-denhaag", "kbri-sanaa", "kdei-taipei", "kri-tawau"} <= codes
    assert {"mission-cn-jakarta", "mission-jp-denpasar", *STAFFED} <= codes
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", code) for code in codes)


def test_prefixes_are_unique_and_without_look_alikes(store: Store) -> None:
    store.write_now(seed_desks)
    desks = store.read_now(lambda session: session.query(Desk).all())
    prefixes = [desk.prefix for desk in desks]
    assert len(set(prefixes)) == len(prefixes)
    by_hand = {DUTY["prefix"], *(values["prefix"] for values in STAFFED.values())}
    for prefix in set(prefixes) - by_hand:
        assert re.fullmatch(f"[{PREFIX_LETTERS}]{{3}}", prefix)
    assert set(PREFIX_LETTERS) == {letter for letter in ALPHABET if letter.isalpha()}


def test_a_prefix_is_heard_in_the_name_and_never_taken_twice() -> None:
    assert free_prefix("kbri-riyadh", "Riyadh", ()) == "RYA"
    taken: set[str] = set()
    for number in range(1500):
        prefix = free_prefix(f"desk-{number}", "Riyadh", taken)
        assert prefix not in taken
        taken.add(prefix)


def test_coverage_comes_from_the_rows() -> None:
    found = contacts()
    oman = found["kbri-muscat"]["coverage"]
    assert (oman["countries"], oman["accredited"], oman["nationality"]) == (["OM", "YE"], ["YE"], "ID")
    assert oman["timezone"] == "Asia/Muscat"
    assert "SA-02" in found["kjri-jeddah"]["coverage"]["subdivisions"]
    assert found["mission-gb-bali"]["coverage"]["cities"] == ["Bali", "Denpasar"]
    assert found["mission-gb-bali"]["coverage"]["timezone"] == "Asia/Makassar"
    for values in found.values():
        assert all(is_country(code) for code in values["coverage"]["countries"])
        assert values["contact"]["source"]


def test_consulates_know_their_embassy() -> None:
    found = contacts()
    assert embassy_above("kjri-jeddah", found["kjri-jeddah"]["coverage"]) == "kbri-riyadh"
    assert embassy_above("kjri-noumea", found["kjri-noumea"]["coverage"]) is None
    assert embassy_above("kbri-riyadh", found["kbri-riyadh"]["coverage"]) is None
    assert embassy_above("mission-jp-medan", found["mission-jp-medan"]["coverage"]) is None
