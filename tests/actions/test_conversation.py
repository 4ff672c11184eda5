import pytest

from bot.dialogue.context import NumberLine, NumbersCard
from bot.dialogue.effects import (
    AddInformation,
    Complaint,
    Mark,
    NotePlace,
    OpenCase,
    PrivacyRequest,
    RequestHandover,
    SetCountry,
    SetLanguage,
    SetNationality,
    SilentMode,
)


def test_a_person_is_asked_for_with_the_urgency_of_the_case(run, context, case) -> None:
    done = run("action_handover")
    assert (done.said, done.effects) == (["utter_handover"], [RequestHandover("asked", "routine")])
    context.case = case
    done = run("action_handover")
    assert (done.said, done.effects) == (["utter_handover_case"], [RequestHandover("asked", "urgent")])


def test_a_complaint_goes_to_a_supervisor(run) -> None:
    assert run("action_complaint").effects == [Complaint()]


def test_a_place_in_words(run) -> None:
    done = run("action_location", "I am in Penang, Malaysia", "chat_location")
    assert done.effects == [NotePlace("I am in Penang, Malaysia", "MY"), SetCountry("MY")]
    assert done.slots == {"country": "MY", "numbers_told": "MY"}


def test_a_shared_position_is_stored_by_the_service(run) -> None:
    done = run(
        "action_location", "position", "chat_location", entities=[{"entity": "position", "value": "1, 2"}]
    )
    assert (done.said, done.effects) == (["utter_location_noted"], [])


@pytest.mark.parametrize(
    "topic", ["greet", "goodbye", "thanks", "affirm", "deny", "capabilities", "out_of_scope"]
)
def test_small_talk(run, topic: str) -> None:
    assert run("action_small_talk", "x", f"chat_{topic}").said == [f"utter_{topic}"]


@pytest.mark.parametrize(
    ("code", "line", "effect"),
    [
        ("language:zh", "utter_language_set", SetLanguage("zh")),
        ("privacy:export", "utter_privacy_requested", PrivacyRequest("export")),
        ("privacy:erase", "utter_privacy_requested", PrivacyRequest("erase")),
    ],
)
def test_buttons_outside_forms(run, code: str, line: str, effect) -> None:
    done = run("action_answer", code=code)
    assert (done.said, done.effects) == ([line], [effect])


def test_an_answer_that_another_question_has_overtaken_still_counts(run, context, watched) -> None:
    done = run("action_answer", code="country:MY")
    assert (done.said, done.effects, done.slots) == (
        ["utter_location_case"],
        [SetCountry("MY")],
        {"country": "MY", "numbers_told": "MY"},
    )
    context.case = watched
    context.numbers = {"MY": NumbersCard("MY", [NumberLine("general", "999")], "2026")}
    assert run("action_answer", code="country:MY").said == ["utter_numbers_now", "utter_location_case"]
    assert run("action_answer", code="country:MY", form="emergency_intake_form").said == ["utter_numbers_now"]
    assert run("action_answer", code="nationality:FR").effects == [SetNationality("FR")]


def test_55_ends_all_questions(run) -> None:
    done = run("action_answer", code="silent:on", form="emergency_intake_form", country="MY")
    assert (done.said, done.effects) == (["utter_silent_on"], [SilentMode()])
    assert (done.slots["safe_to_write"], done.slots["requested_slot"]) == ("no", None)


def test_without_a_country_its_name_is_enough(run) -> None:
    assert run("action_answer", code="silent:on").said == ["utter_silent_country"]


@pytest.mark.parametrize(("code", "effect"), [("no", SilentMode()), ("other", Mark("duress"))])
def test_who_cannot_write_may_say_so_at_any_time(run, code: str, effect) -> None:
    done = run("action_answer", code=f"write_safely:{code}", form="emergency_intake_form")
    assert done.effects == [effect]
    assert done.slots["requested_slot"] is None


@pytest.mark.parametrize("code", ["awake:no", "language:xx", "privacy:all", "officer:yes", "nonsense"])
def test_a_button_of_a_closed_question(run, code: str) -> None:
    done = run("action_answer", code=code)
    assert (done.said, done.effects) == (["utter_question_closed"], [])


def test_an_officer_is_accepted(run) -> None:
    done = run("action_answer", code="officer:yes", consular_topic="consular_civil_registry")
    assert done.effects == [OpenCase("consular_civil_registry", "routine")]
    assert done.others[-1]["name"] == "consular_intake_form"


@pytest.mark.parametrize("action", ["action_unclear", "action_default_fallback"])
def test_not_understood(run, context, case, action: str) -> None:
    assert run(action).said == ["utter_unclear"]
    done = run(action, urgency="urgent")
    assert (done.said, done.effects) == (
        ["utter_handover_case"],
        [RequestHandover("not_understood", "urgent")],
    )
    context.case = case
    done = run(action)
    assert (done.said, done.effects) == (["utter_case_added"], [AddInformation()])
