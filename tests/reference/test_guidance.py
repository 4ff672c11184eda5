"""The structure of the guides: whole, sourced, and chosen rightly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.topics import topics
from bot.reference.countries import countries, is_country
from bot.reference.guidance import CONTACT, GENERAL, Situation, guide_for, guides
from bot.reference.indonesia import indonesian_line

RESEARCHED = {f"A{number}" for number in range(1, 15)} | {f"B{number}" for number in range(1, 10)}
STEPS = [
    (guide, name, step)
    for guide in guides().values()
    for name, steps in {**guide.parts, **guide.questions}.items()
    for step in steps
]
SITUATIONS = [
    Situation("ID", "CN"), Situation("ID"), Situation("CN", "ID"), Situation("SA"), Situation("MY", "FR"),
    Situation("ID", "ID"), Situation("KH", "ID", is_family=True),
]  # fmt: skip


def test_every_researched_case_is_there() -> None:
    assert {guide.facts for guide in guides().values()} - {"general"} == RESEARCHED


def test_every_topic_and_audience_is_known() -> None:
    for guide in guides().values():
        assert set(guide.topics) <= set(topics())
        assert guide.audience in ("abroad", "in_indonesia", "everywhere")


def test_every_step_that_is_not_general_advice_has_a_source() -> None:
    assert {step.mark for _, _, step in STEPS} <= {"2", "1", "G", "!"}
    bare = [(guide.key, name, step.key) for guide, name, step in STEPS if step.mark != GENERAL and not step.source]
    assert bare == []


def test_filters_name_countries() -> None:
    for _, _, step in STEPS:
        assert all(map(is_country, step.filters.countries | step.filters.not_countries))
        assert step.filters.who in ("", "indonesian", "foreigner")
        assert step.filters.role in ("", "family")


def test_every_line_is_a_row_or_a_service() -> None:
    for guide in guides().values():
        for line in guide.lines:
            if line.name.startswith("id:"):
                assert indonesian_line(line.name.removeprefix("id:")).number
            else:
                assert line.name in ("emergency", "police", "ambulance", "fire", "mission", "ministry")


def test_buttons_lead_somewhere() -> None:
    for guide in guides().values():
        assert len(guide.buttons) <= 3
        assert set(guide.buttons) <= {CONTACT, *guide.parts, *guide.questions}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_nobody_is_left_without_a_first_step(situation: Situation) -> None:
    for guide in guides().values():
        fits = "in_indonesia" if situation.in_indonesia else "abroad"
        if guide.audience in (fits, "everywhere"):
            assert len(guide.steps("now", situation)) >= 3, guide.key


@pytest.mark.parametrize(
    ("topic", "situation", "key"),
    [
        ("consular_lost_passport", Situation("SA", "ID"), "lost_passport_abroad"),
        ("consular_lost_passport", Situation("ID", "FR"), "lost_passport_indonesia"),
        ("consular_lost_passport", Situation("ID"), "lost_passport_indonesia"),
        ("consular_labour_dispute", Situation("HK", "ID"), "unpaid_wages"),
        ("emergency_captivity", Situation("KH", "ID"), "captivity"),
        ("emergency_self_harm", Situation("ID", "CN"), "self_harm"),
        ("consular_immigration", Situation("ID", "CN"), "overstay_indonesia"),
        ("info_entry_visa", Situation("ID", "CN"), "visa_indonesia"),
    ],
)
def test_the_case_of_the_place_is_chosen(topic: str, situation: Situation, key: str) -> None:
    guide = guide_for(topic, situation)
    assert guide is not None
    assert guide.key == key


def test_no_guide_where_rows_serve() -> None:
    assert guide_for("info_emergency_numbers", Situation("SA")) is None
    assert guide_for("chat_greet", Situation("ID")) is None


def test_passport_decides_who_a_step_is_for() -> None:
    guide = guides()["lost_passport_abroad"]
    own, other = (
        [step.key for step in guide.steps("now", Situation("MY", passport))] for passport in ("ID", "FR")
    )
    assert "splp" in own
    assert "splp" not in other
    assert "own_mission" in other
    assert "own_mission" not in own


def test_relatives_get_their_own_step() -> None:
    guide = guides()["captivity"]
    keys = [step.key for step in guide.steps("now", Situation("KH", "ID", is_family=True))]
    assert "family_reports" in keys
    assert "family_reports" not in [step.key for step in guide.steps("now", Situation("KH", "ID"))]


def test_an_unknown_part_has_no_steps() -> None:
    assert guides()["captivity"].steps("nonsense", Situation("KH")) == []


@given(
    topic=st.sampled_from(sorted(topics())),
    country=st.sampled_from(sorted(countries())),
    nationality=st.one_of(st.none(), st.sampled_from(sorted(countries()))),
)
def test_offered_parts_are_never_empty(topic: str, country: str, nationality: str | None) -> None:
    situation = Situation(country, nationality)
    guide = guide_for(topic, situation)
    if guide is not None:
        assert guide.steps("now", situation)
        assert all(name == CONTACT or guide.steps(name, situation) for name in guide.offered(situation))
