"""Answers of the consular intake that come when no form asks: tapped on an old question, or typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.effects import NoteField, RingAgain

ARREST = "consular_arrest"
KNOWN = {
    "consular_topic": ARREST,
    "intake": {ARREST: {"about": "other", "held_where": "Ipoh prison", "lawyer": "no"}},
}


@pytest.mark.parametrize(
    ("action", "topic"),
    [("action_case_add", "case_add_information"), ("action_unclear", "nlu_fallback"), ("action_consular", ARREST)],
)
def test_a_typed_correction_changes_the_field(run, context, case, action: str, topic: str) -> None:
    context.case = case
    done = run(action, "the prison is Tapah, not Ipoh", topic, **KNOWN)
    assert (done.said, done.values[0]["value"]) == (["utter_field_corrected"], "Tapah")
    assert NoteField(ARREST, "held_where", "", "Tapah") in done.effects
    assert done.slots["intake"][ARREST]["held_where"] == "Tapah"


def test_other_words_are_added_to_the_case_as_before(run, context, case) -> None:
    context.case = case
    assert run("action_case_add", "the judge was kind", "case_add_information", **KNOWN).said == [
        "utter_case_added"
    ]


def test_an_old_button_changes_its_answer(run, context, case) -> None:
    context.case = case
    done = run("action_answer", "Yes", code="f:lawyer:yes", **KNOWN)
    assert done.said == ["utter_field_corrected"]
    assert done.values[0]["value"] == "Yes"
    assert NoteField(ARREST, "lawyer", "yes", "") in done.effects


def test_an_old_button_lifts_the_case_too(run, context, case) -> None:
    context.case = case
    done = run("action_answer", "Yes", code="f:hurt:yes", **KNOWN)
    assert RingAgain("ill-treatment in detention") in done.effects


@pytest.mark.parametrize("code", ["f:lawyer:perhaps", "f:shoe_size:yes", "f:insurance:yes", "f:"])
def test_what_belongs_to_no_question_of_the_topic_is_closed(run, context, case, code: str) -> None:
    context.case = case
    done = run("action_answer", "x", code=code, **KNOWN)
    assert (done.said, done.effects) == (["utter_question_closed"], [])


def test_watched_people_read_nothing_of_it(run, context, case) -> None:
    context.case = replace(case, watched=True)
    values: dict[str, Any] = {**KNOWN}
    assert run("action_answer", "Yes", code="f:lawyer:yes", **values).said == ["utter_watched_noted"]
