"""The consular form step by step: what is asked, how it is answered, left out, corrected, and what it lifts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cases.intake_fields import plans
from bot.dialogue.context import CaseSummary, NumberLine, NumbersCard
from bot.dialogue.effects import (
    AddInformation,
    NoteFact,
    NoteField,
    NotePlace,
    OpenCase,
    RingAgain,
    SetCountry,
)
from bot.dialogue.intake import MOST_IN_A_ROW

FORM = "consular_intake_form"
VALIDATE = f"validate_{FORM}"
PLACE = {"country": "MY", "nationality": "ID"}
ARREST, HOSPITAL, WORK = "consular_arrest", "consular_hospitalised", "consular_labour_dispute"


def step(run, topic: str, asked: str | None, text: str = "x", *, known: dict | None = None, **more: Any):
    """Answer the question ``asked`` in the form of a topic; ``known``: what was answered before."""
    values = {"consular_topic": topic, "requested_slot": asked, "intake": {topic: known or {}}, **PLACE, **more}
    intent = values.pop("intent", "nlu_fallback")
    return run(VALIDATE, text, intent, confidence=values.pop("confidence", 0.3), form=FORM, **values)


def noted(done, name: str) -> list[tuple[str, str, str]]:
    return [
        (effect.code, effect.text, effect.state)
        for effect in done.effects
        if isinstance(effect, NoteField) and effect.field == name
    ]


def test_a_coded_answer_keeps_the_words_and_asks_on(run) -> None:
    done = step(run, HOSPITAL, "insurance", "he has no insurance", known={"about": "other"})
    assert noted(done, "insurance") == [("no", "he has no insurance", "answered")]
    assert done.slots["intake"][HOSPITAL]["insurance"] == "no"
    assert done.slots["requested_slot"] == "hospital"
    assert noted(done, "hospital") == [("", "", "asked")]


def test_a_tap_has_no_words(run) -> None:
    done = step(run, ARREST, "lawyer", "Yes", code="f:lawyer:yes", known={"about": "other"})
    assert noted(done, "lawyer") == [("yes", "", "answered")]


@pytest.mark.parametrize(
    ("language", "skip", "unknown"),
    [
        ("id", "lewati", "gak tau"),
        ("en", "skip", "I don't know"),
        ("zh", "跳过", "不知道"),
        ("fr", "passer", "je ne sais pas"),
    ],
)
@pytest.mark.parametrize("name", ["hospital", "admitted_since", "insurance", "about"])
def test_any_question_may_be_left_out(run, language: str, skip: str, unknown: str, name: str) -> None:
    done = step(run, HOSPITAL, name, skip, language=language)
    assert noted(done, name) == [("skipped", "", "answered")]
    assert done.slots["intake"][HOSPITAL][name] == "skipped"
    assert done.slots["requested_slot"] not in (None, name)
    if name == "about":
        return  # Who does not know whom it is about is asked once more.
    done = step(run, HOSPITAL, name, unknown, language=language)
    assert noted(done, name) == [("unknown", unknown, "answered")]
    assert not [effect for effect in done.effects if isinstance(effect, NotePlace)]


def test_a_number_and_a_date_are_coded_and_kept_as_written(run) -> None:
    known = {"consular_where": "x"}
    done = step(run, "consular_evacuation", "party", "we are four, with grandma", known=known)
    assert noted(done, "party") == [("4", "we are four, with grandma", "answered")]
    assert NoteFact("people", "4") in done.effects
    day = [{"entity": "date", "value": "2026-11-20"}]
    done = step(run, ARREST, "held_since", "since last friday", known={"about": "other"}, entities=day)
    assert noted(done, "held_since") == [("2026-11-20", "since last friday", "answered")]
    phone = [{"entity": "phone", "value": "+60123456789"}]
    done = step(run, "consular_missing_person", "missing_phone", "0123456789 wa", entities=phone)
    assert noted(done, "missing_phone") == [("+60123456789", "0123456789 wa", "answered")]


def test_a_place_of_the_matter_is_noted_as_a_place(run) -> None:
    done = step(run, HOSPITAL, "hospital", "RS Siloam, KL", known={"about": "other"})
    assert NotePlace("RS Siloam, KL", "MY") in done.effects
    assert noted(done, "hospital") == [("", "RS Siloam, KL", "answered")]


@pytest.mark.parametrize(
    ("about", "question", "passport"),
    [
        ("self", "utter_field_lawyer_self", "utter_ask_nationality_self"),
        ("group", "utter_field_lawyer_self", "utter_ask_nationality_self"),
        ("other", "utter_field_lawyer", "utter_ask_asked_nationality"),
    ],
)
def test_the_question_is_put_to_the_right_person(run, about: str, question: str, passport: str) -> None:
    rest = dict.fromkeys(("held_where", "held_since", "hurt", "minor", "medicine", "interpreter"), "told")
    done = step(run, ARREST, "interpreter", "no", known={**rest, "interpreter": None, "about": about},
                contact_safe="yes")  # fmt: skip
    assert done.said == [question]
    done = step(run, ARREST, "about", "x", code=f"f:about:{about}", nationality=None)
    assert done.said == [passport]


def test_what_is_no_answer_is_kept_and_asked_once_more_then_left(run) -> None:
    known = {"about": "other", "held_where": "Ipoh", "held_since": "monday"}
    done = step(run, ARREST, "hurt", "the moon is full", known=known, contact_safe="yes")
    assert (done.said, done.slots["requested_slot"]) == (["utter_field_hurt"], "hurt")
    assert NoteFact("message", "the moon is full") in done.effects
    done = step(run, ARREST, "hurt", "really full", known=known, contact_safe="yes", unclear_count=1)
    assert (done.said, done.slots["requested_slot"]) == (["utter_field_minor"], "minor")
    assert done.slots["intake"][ARREST]["hurt"] == "skipped"


def test_the_sixth_question_is_the_last_in_a_row(run, context) -> None:
    context.case = CaseSummary("JKT-7K4P-2", ARREST, "urgent", "new")
    known = {"about": "other", "_row": MOST_IN_A_ROW}
    done = step(run, ARREST, "held_where", "Ipoh", known=known)
    assert (done.said, done.slots["requested_slot"]) == ([], None)
    known = done.slots["intake"][ARREST]
    done = run("action_consular_noted", consular_topic=ARREST, intake={ARREST: known}, guide="told")
    assert done.said == ["utter_case_opened", "utter_intake_more"]
    payloads = [button["payload"] for button in done.values[1]["buttons"]]
    assert payloads == [f"topic:{ARREST}", "topic:chat_deny"]


@pytest.mark.parametrize("topic", sorted(plans()))
def test_never_more_than_six_in_a_row(run, context, topic: str) -> None:
    """Walk through the form with any answer that goes on; every stretch is short and the walk ends."""
    context.case = CaseSummary("JKT-7K4P-2", topic, "urgent", "new")
    slots: dict[str, Any] = {"consular_topic": topic, "intake": {topic: {"_row": 0}}}
    asked: list[str] = []
    for stretch in range(4):
        row = 0
        done = run(VALIDATE, "go", "chat_greet", form="", **slots)
        slots.update(done.slots)
        while slots["requested_slot"]:
            row += 1
            asked.append(slots["requested_slot"])
            done = run(VALIDATE, *_reply(slots["requested_slot"]), form=FORM, **slots)
            slots.update(done.slots)
        assert row <= MOST_IN_A_ROW, stretch
        slots["intake"] = {topic: {**slots["intake"][topic], "_row": 0}}
    assert len(asked) == len(set(asked))
    assert slots["requested_slot"] is None
    assert not run(VALIDATE, "go", "chat_greet", form="", **slots).slots["requested_slot"]


def _reply(asked: str) -> tuple[str, str]:
    if asked in ("asked_nationality", "consular_country"):
        return "Malaysia", "chat_location"
    return ("yes", "chat_affirm") if asked == "contact_safe" else ("skip", "nlu_fallback")


def test_how_to_leave_out_is_said_once_and_never_to_watched_people(run) -> None:
    done = step(run, ARREST, "about", "x", code="f:about:other")
    assert done.said == ["utter_intake_begin", "utter_field_held_where"]
    done = step(run, ARREST, "contact_safe", "yes", intent="chat_affirm",
                known={"about": "other", "held_where": "x", "_begun": True})  # fmt: skip
    assert done.said == ["utter_field_held_since"]
    known = {"about": "other", "told_to_hide": "no", "minor": "no"}
    done = step(run, "consular_extortion", "minor", "no", known={**known, "minor": None}, contact_safe="yes")
    assert done.said == ["utter_field_demand"]


@pytest.mark.parametrize(
    ("topic", "asked", "code", "known", "why"),
    [
        (ARREST, "hurt", "yes", {}, "ill-treatment in detention"),
        (ARREST, "minor", "yes", {}, "a minor is detained"),
        (WORK, "can_leave", "no", {}, "may not leave"),
        ("consular_missing_person", "missing_risk", "yes", {}, "missing, with a threat"),
        ("consular_stranded", "ill_along", "yes", {"shelter": "outdoors"}, "outdoors and ill"),
        ("consular_extortion", "told_to_hide", "yes", {}, "told to hide or disappear"),
        ("consular_child_welfare", "danger_now", "yes", {}, "a child is in danger now"),
    ],
)
def test_an_answer_that_tells_of_danger_rings_and_gives_the_numbers(
    run, context, topic: str, asked: str, code: str, known: dict, why: str
) -> None:
    context.numbers = {"MY": NumbersCard("MY", [NumberLine("general", "999")], "2026-11-24")}
    done = step(run, topic, asked, "x", code=f"f:{asked}:{code}", known=known, contact_safe="yes")
    assert next(e.reason for e in done.effects if isinstance(e, RingAgain)).startswith(why)
    assert done.said[0] == "utter_numbers_now"
    again = step(run, topic, asked, "x", code=f"f:{asked}:{code}", known={**known, "_risen": True},
                 contact_safe="yes")  # fmt: skip
    assert "utter_numbers_now" not in again.said, "the numbers are said once"


@pytest.mark.parametrize(
    ("topic", "asked", "code", "known"),
    [
        (ARREST, "hurt", "unknown", {}),
        (WORK, "can_leave", "yes", {}),
        ("consular_stranded", "ill_along", "yes", {"shelter": "inside"}),
        ("consular_stranded", "shelter", "outdoors", {}),
    ],
)
def test_other_answers_ring_nobody(run, topic: str, asked: str, code: str, known: dict) -> None:
    done = step(run, topic, asked, "x", code=f"f:{asked}:{code}", known=known)
    assert not [effect for effect in done.effects if isinstance(effect, RingAgain)]


def test_a_journey_soon_makes_a_lost_passport_urgent(run) -> None:
    topic = "consular_lost_passport"
    done = step(run, topic, "travel_when", "besok pagi", language="id")
    assert OpenCase(topic, "urgent") in done.effects
    assert noted(done, "travel_when") == [("two_days", "besok pagi", "answered")]


def test_in_danger_the_country_is_asked_next_and_its_numbers_are_told(run, context) -> None:
    context.numbers = {"MY": NumbersCard("MY", [NumberLine("general", "999")], "2026-11-24")}
    done = step(run, WORK, "can_leave", "no, they locked the door", known={"about": "self"}, country=None)
    assert done.slots["requested_slot"] == "consular_country"
    known = done.slots["intake"][WORK]
    done = step(run, WORK, "consular_country", "x", code="country:MY", known=known, country=None)
    assert SetCountry("MY") in done.effects
    assert done.said[0] == "utter_numbers_now"


def test_a_word_of_another_danger_leaves_the_form(run) -> None:
    done = step(run, WORK, "employer", "he is coming with a knife to kill me, help",
                intent="emergency_crime", confidence=0.9)  # fmt: skip
    assert done.slots == {}


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "the hospital is Siloam, not Pondok Indah", "Siloam"),
        ("en", "Siloam, not Pondok Indah", "Siloam"),
        ("id", "rumah sakitnya Siloam, bukan Pondok Indah", "Siloam"),
        ("zh", "医院是Siloam，不是Pondok Indah", "Siloam"),
        ("fr", "l’hôpital est Siloam, pas Pondok Indah", "Siloam"),
    ],
)
def test_a_field_is_corrected_while_another_is_asked(run, language: str, text: str, value: str) -> None:
    known = {"about": "other", "hospital": "Pondok Indah, Jakarta", "patient_awake": "yes"}
    done = step(run, HOSPITAL, "insurance", text, known=known, language=language)
    assert noted(done, "hospital") == [("", value, "answered")]
    assert done.said[0] == "utter_field_corrected"
    assert done.slots["intake"][HOSPITAL]["hospital"] == value
    assert noted(done, "insurance") == [], "the open question was not answered by it"


def test_a_coded_field_is_corrected_by_its_button_too(run) -> None:
    done = step(run, HOSPITAL, "insurance", "No", code="f:patient_awake:no", known={"about": "other"})
    assert noted(done, "patient_awake") == [("no", "", "answered")]
    assert done.values[0]["value"] == "No"


def test_words_that_correct_nothing_are_the_answer(run) -> None:
    text = "she is in the small clinic, not far from the market"
    done = step(run, HOSPITAL, "hospital", text, known={"about": "other"})
    assert noted(done, "hospital") == [("", text, "answered")]


@pytest.mark.parametrize(
    ("asked", "answers"), [("hospital", True), ("insurance", False), ("admitted_since", True)]
)
def test_a_file_is_filed_with_the_question_that_is_open(run, asked: str, answers: bool) -> None:
    photo = [{"entity": "attachment", "value": "photo"}]
    done = step(run, HOSPITAL, asked, "photo", intent="case_add_information", confidence=1.0, entities=photo,
                known={"about": "other"})  # fmt: skip
    assert noted(done, asked)[0] == ("", "", "filed")
    assert done.said[0] == "utter_intake_filed"
    after = done.slots.get("intake", {}).get(HOSPITAL, {})
    assert (after.get(asked) == "attached") is answers


def test_who_has_no_photo_says_so(run) -> None:
    done = step(run, "consular_missing_person", "photo", "tidak ada", language="id")
    assert noted(done, "photo") == [("none", "tidak ada", "answered")]


def test_watched_people_get_neutral_lines(run) -> None:
    photo = [{"entity": "attachment", "value": "photo"}]
    done = step(run, "consular_extortion", "demand", "photo", intent="case_add_information", entities=photo,
                contact_safe="yes", known={"about": "self"})  # fmt: skip
    assert done.said[0] == "utter_watched_noted"
    done = step(run, "consular_extortion", "demand", "no", code="f:minor:no", contact_safe="yes")
    assert done.said[0] == "utter_watched_noted"


def test_the_first_message_says_whom_it_is_about(run) -> None:
    text = "my brother was arrested in Ipoh"
    done = run("action_consular", text, ARREST)
    assert noted(done, "about") == [("other", text, "answered")]
    assert noted(done, "relation") == [("sibling", text, "answered")]
    assert done.slots["intake"] == {ARREST: {"_row": 0, "about": "other", "relation": "sibling"}}


def test_another_message_on_the_same_case_keeps_what_was_answered(run, context, case) -> None:
    context.case = case
    known = {ARREST: {"held_where": "Ipoh", "_row": 6, "_case": case.code}}
    done = run("action_consular", "they moved him", ARREST, consular_topic=ARREST, intake=known)
    assert done.slots["intake"] == {ARREST: {"held_where": "Ipoh", "_row": 0, "_case": case.code}}
    assert AddInformation() in done.effects
    assert NoteFact("message", "they moved him") in done.effects
    assert "contact_safe" not in done.slots


def test_a_new_case_begins_anew(run, context, case) -> None:
    known = {ARREST: {"held_where": "Ipoh", "_case": "JKT-OLD"}}
    for context.case in (None, case):
        done = run("action_consular", "arrested again", ARREST, consular_topic=ARREST, intake=known)
        assert done.slots["intake"] == {ARREST: {"_row": 0}}
        assert done.slots["contact_safe"] is None


def test_going_on_repeats_no_answer(run, context, case) -> None:
    context.case = case
    known = {ARREST: {"held_where": "Ipoh", "_row": 6}}
    done = run("action_consular", "Go on", ARREST, confidence=1.0, consular_topic=ARREST, intake=known)
    assert (done.said, done.slots["intake"][ARREST]["_row"]) == ([], 0)


def test_another_topic_keeps_the_answers_of_the_first(run, context, case) -> None:
    context.case = replace(case, topic="consular_death")
    done = run("action_consular", "he died", "consular_death", intake={ARREST: {"held_where": "Ipoh"}})
    assert done.slots["intake"][ARREST] == {"held_where": "Ipoh"}
    assert done.slots["intake"]["consular_death"] == {"_row": 0}
