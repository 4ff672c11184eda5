"""The plans of the consular intakes are whole and consistent."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cases import intake_fields
from bot.cases.intake_fields import YES_NO, FieldsError, fields, plan_of, plans
from bot.cases.intake_labels import IntakeLabels
from bot.dialogue.intake import QUESTIONS
from bot.dialogue.topics import topics

WANTED = {
    "consular_arrest": {"held_where", "held_since", "charge", "lawyer", "medicine", "interpreter"},
    "consular_death": {"relation", "body_where", "death_papers", "wishes"},
    "consular_hospitalised": {"hospital", "admitted_since", "patient_awake", "insurance", "family_told"},
    "consular_missing_person": {"last_contact", "last_place", "photo", "missing_phone"},
    "consular_lost_passport": {"papers_left", "travel_when", "child_along"},
    "consular_labour_dispute": {"employer", "work_since", "wages", "passport_withheld", "can_leave"},
    "consular_stranded": {"party", "ill_along", "pregnant_along", "children_along", "shelter"},
    "consular_evacuation": {"party", "ill_along", "pregnant_along", "children_along"},
    "consular_theft_fraud": {"what_taken", "happened_when", "police_report"},
    "consular_extortion": {"demand", "until_when", "told_to_hide"},
    "consular_child_welfare": {"child_with", "child_age", "danger_now"},
}
"""What an officer must know, by topic."""


@pytest.mark.parametrize("topic", sorted(WANTED))
def test_a_topic_asks_what_an_officer_must_know(topic: str) -> None:
    plan = plan_of(topic)
    assert plan is not None
    assert WANTED[topic] <= {field.name for field in plan.fields}
    assert {"asked_nationality", "consular_country"} <= set(plan.ask)


def test_every_plan_is_for_a_topic_and_asks_each_thing_once() -> None:
    assert set(plans()) <= set(topics())
    for plan in plans().values():
        assert len(set(plan.ask)) == len(plan.ask), plan.topic
        assert set(plan.ask) <= {*fields(), *QUESTIONS}, plan.topic


def test_no_field_is_left_over_or_named_as_another_question() -> None:
    assert set(fields()) == {field.name for plan in plans().values() for field in plan.fields}
    assert not set(fields()) & set(QUESTIONS)


def test_conditions_name_fields_of_the_same_topic_and_codes_that_exist() -> None:
    for plan in plans().values():
        own = {field.name: field for field in plan.fields}
        for rise in plan.rises:
            assert rise.to in ("urgent", "critical")
            for name, codes in rise.when.items():
                assert set(codes) <= set(own[name].codes), (plan.topic, name)
    for field in fields().values():
        for name, codes in field.unless.items():
            assert set(codes) <= set(fields()[name].codes)
        assert set(field.vulnerable) <= set(field.codes)


def test_watched_people_are_first_asked_whether_writing_is_safe() -> None:
    watched = [plan for plan in plans().values() if topics()[plan.topic].watched]
    assert watched
    assert {plan.ask[0] for plan in watched} == {"contact_safe"}


def test_what_lifts_a_case_is_asked_before_the_first_pause() -> None:
    # "A minor" of an arrest may come later: whether somebody is hurt comes before it.
    late = {("consular_arrest", "minor"), ("consular_labour_dispute", "hurt")}
    for plan in plans().values():
        for name in {name for rise in plan.rises for name in rise.when}:
            assert plan.ask.index(name) < 8 or (plan.topic, name) in late


def test_a_rise_is_told_once() -> None:
    plan = plan_of("consular_stranded")
    assert plan is not None
    before = {"shelter": "outdoors"}
    after = {**before, "children_along": "yes"}
    assert [rise.why for rise in plan.risen(before, after)] == ["outdoors with a child"]
    assert plan.risen(after, {**after, "party": "3"}) == []
    assert plan.risen({}, {"children_along": "yes"}) == []


def test_a_malformed_file_says_what_is_wrong(tmp_path: Path) -> None:
    bad = tmp_path / "fields.yml"
    bad.write_text("fields: {x: {kind: riddle}}\ntopics: {}\n", encoding="utf-8")
    with pytest.raises(FieldsError, match="riddle"):
        intake_fields._read(bad)
    bad.write_text("fields: {}\ntopics: {a: {ask: [], rises: [{to: critical, why: w, when: {y: [z]}}]}}\n")
    with pytest.raises(FieldsError, match="unknown fields: y"):
        intake_fields._read(bad)


@pytest.mark.parametrize("language", ["id", "en", "zh", "fr"])
def test_officers_read_every_field_and_answer_in_their_language(language: str) -> None:
    labels = IntakeLabels.load()
    assert language in labels.languages
    for name, field in fields().items():
        assert labels._find(language, "fields", name)
        for code in (*field.codes, "skipped", "attached", "unknown"):
            own = labels._content[language]["answers"]
            assert own.get(name, {}).get(code) or own["any"].get(code), (name, code)
    if language != "en":
        same = [name for name in fields() if labels.field(name, language) == labels.field(name, "en")]
        assert len(same) < 3, same


def test_what_has_no_word_stays_itself() -> None:
    labels = IntakeLabels.load()
    assert labels.answer("party", "4", "fr") == "4"
    assert labels.field("shoe_size", "zh") == "shoe size"
    assert labels.answer("lawyer", "no", "fr") == "Non"
    assert labels.field("lawyer", "xx") == "Lawyer"
    assert fields()["lawyer"].codes == YES_NO
