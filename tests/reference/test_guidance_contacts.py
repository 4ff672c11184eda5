"""Whom to contact: only numbers of rows, for the right place and passport."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from bot.reference.countries import countries
from bot.reference.guidance import Situation, guides
from bot.reference.guidance_contacts import contacts
from bot.reference.home_lines import ministry_hotline
from bot.reference.indonesia import indonesian_line
from bot.reference.missions import missions_for
from bot.reference.number_types import CountryNumbers, NumberLine
from bot.reference.numbers import numbers_for


def _dials_of_country(country: str) -> set[str]:
    numbers = numbers_for(country)
    lines = [line for field in fields(CountryNumbers) for line in _lines(getattr(numbers, field.name))]
    return {line.dial for line in lines}


def _lines(value: object) -> list[NumberLine]:
    if isinstance(value, dict):
        return [line for found in value.values() for line in found]
    return [line for line in value if isinstance(line, NumberLine)] if isinstance(value, tuple) else []


def test_an_indonesian_in_saudi_arabia() -> None:
    found = contacts(guides()["lost_passport_abroad"], Situation("SA", "ID"))
    assert [contact.name for contact in found] == ["mission", "ministry", "police"]
    assert found[0].mission is not None
    assert found[0].mission.name == "KBRI Riyadh"
    assert found[2].number.number == "999"


def test_jakarta_has_its_own_numbers() -> None:
    guide = guides()["crime_indonesia"]
    in_jakarta = contacts(guide, Situation("ID", "CN"), "ID-JK")
    assert "112" in [contact.number.number for contact in in_jakarta]


def test_indonesian_lines_abroad_are_international() -> None:
    found = contacts(guides()["captivity"], Situation("KH", "ID"))
    numbers = [contact.number.number for contact in found]
    assert "+62 21 29244800" in numbers
    assert "148" not in numbers


def test_the_nearest_mission_is_named() -> None:
    found = contacts(guides()["stranded"], Situation("MY", "ID"), position=(5.41, 100.33))
    missions = [contact.mission.name for contact in found if contact.name == "mission" and contact.mission]
    assert missions[:1] == ["KJRI Penang"]


def test_a_passport_without_rows_gets_no_mission() -> None:
    found = contacts(guides()["stranded"], Situation("MY", "FR"))
    assert all(contact.name != "mission" for contact in found)


@given(
    key=st.sampled_from(sorted(guides())),
    country=st.sampled_from(sorted(countries())),
    nationality=st.one_of(st.none(), st.sampled_from(["ID", "CN", "FR", "US", "NG"])),
)
def test_every_number_is_of_a_row(key: str, country: str, nationality: str | None) -> None:
    situation = Situation(country, nationality)
    passport = nationality or ("ID" if situation.is_indonesian else "")
    allowed = _dials_of_country(country)
    for mission in missions_for(passport, country):
        allowed |= {line.dial for line in mission.numbers_to_show()}
    ministry = ministry_hotline(passport or None)
    allowed |= {ministry.dial} if ministry else set()
    for line in guides()[key].lines:
        if line.name.startswith("id:"):
            allowed.add(indonesian_line(line.name.removeprefix("id:")).dial)
    found = contacts(guides()[key], situation)
    assert {contact.number.dial for contact in found} <= allowed
    assert len({contact.number.dial for contact in found}) == len(found)
