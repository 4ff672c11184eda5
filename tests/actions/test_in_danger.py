"""While a critical case is open, a misread topic never answers somebody in danger."""

import pytest

from bot.dialogue.context import CaseSummary, NumberLine, NumbersCard
from bot.dialogue.effects import (
    AddInformation,
    Complaint,
    NoteFact,
    OpenCase,
    RequestHandover,
    RingAgain,
    SetCountry,
)

FIRE = CaseSummary("JKT-7K4P-2", "emergency_fire", "critical", "ringing")
SELF_HARM = CaseSummary("JKT-7K4P-2", "emergency_self_harm", "critical", "ringing")
BESIDE = [
    ("action_small_talk", "chat_goodbye"),
    ("action_small_talk", "chat_affirm"),
    ("action_small_talk", "chat_deny"),
    ("action_small_talk", "chat_greet"),
    ("action_small_talk", "chat_out_of_scope"),
    ("action_complaint", "chat_complaint"),
    ("action_consular", "consular_arrest"),
    ("action_case_add", "case_add_information"),
    ("action_unclear", "nlu_fallback"),
    ("action_default_fallback", "nlu_fallback"),
]


@pytest.mark.parametrize(("action", "topic"), BESIDE)
def test_the_words_go_to_the_case(run, context, watched, action: str, topic: str) -> None:
    for case, line in (
        (FIRE, "utter_emergency_noted"),
        (SELF_HARM, "utter_self_harm_noted"),
        (watched, "utter_watched_noted"),
    ):
        context.case = case
        done = run(action, "it stopped now", topic)
        assert done.said == [line]
        assert AddInformation() in done.effects
        assert NoteFact("message", "it stopped now") in done.effects
        assert not [e for e in done.effects if isinstance(e, (Complaint, OpenCase))]


def test_a_button_means_what_it_says(run, context) -> None:
    context.case = FIRE
    done = run("action_consular", "Lost passport", "consular_lost_passport", confidence=1.0)
    assert done.said == ["utter_consular_lost_passport"]


def test_an_urgent_case_does_not_swallow_other_topics(run, context, case) -> None:
    context.case = case
    assert run("action_complaint", "bad service", "chat_complaint").effects == [Complaint()]


@pytest.mark.parametrize("text", ["can I go out?", "我可以出去吗？", "boleh keluar?"])
def test_a_question_is_put_to_a_person(run, context, text: str) -> None:
    context.case = FIRE
    done = run("action_small_talk", text, "chat_out_of_scope")
    assert done.said == ["utter_handover_case"]
    assert RequestHandover("asked", "critical") in done.effects


def test_a_farewell_rings(run, context) -> None:
    context.case = SELF_HARM
    assert RingAgain("farewell") in run("action_small_talk", "adieu", "chat_goodbye", confidence=0.6).effects
    context.case = FIRE
    assert RingAgain("farewell") not in run("action_small_talk", "bye", "chat_goodbye").effects


def test_who_asks_who_will_know_gets_a_person_and_no_notice(run, context, watched) -> None:
    assert run("action_privacy", "what do you store?", "chat_privacy").said == ["utter_privacy"]
    for case in (watched, SELF_HARM):
        context.case = case
        done = run("action_privacy", "will my family know?", "chat_privacy")
        assert done.said == ["utter_handover_case"]
        assert RequestHandover("asked", "critical") in done.effects


def test_bad_signs_bring_the_intake_back(run, context) -> None:
    context.case = FIRE
    done = run("action_unclear", "my brother is not moving", "nlu_fallback", emergency_topic="emergency_fire")
    assert (done.said, done.slots["awake"]) == ([], "no")
    assert done.others[-1]["name"] == "emergency_intake_form"


def test_compressions_are_told_and_kept_up_outside_the_intake(run, context) -> None:
    context.case = FIRE
    done = run("action_small_talk", "she isn't breathing", "chat_goodbye", awake="no")
    assert done.said == ["utter_compressions"]
    assert RingAgain("not_breathing_normally") in done.effects
    told = {"awake": "no", "breathing": "none", "compressions": "told"}
    for action in ("action_small_talk", "action_unclear"):
        assert run(action, "how long", "chat_capabilities", **told).said == ["utter_compressions_go_on"]
    done = run("action_emergency_noted", emergency_topic="emergency_fire", compressions="told")
    assert done.said == ["utter_compressions_go_on"]


def test_who_asks_for_the_ambulance_is_told_that_nobody_has_called(run, context, watched) -> None:
    context.numbers = {"MY": NumbersCard("MY", [NumberLine("general", "999")], "2026")}
    context.case = FIRE
    assert run("action_case_status", country="MY").said == ["utter_case_status", "utter_numbers_now"]
    context.case = watched
    assert run("action_case_status", country="MY").said == ["utter_case_status_watched"]


def test_a_country_told_in_danger_brings_its_numbers_once(run, context, watched) -> None:
    context.numbers = {"MY": NumbersCard("MY", [NumberLine("general", "999")], "2026")}
    context.case = watched
    done = run("action_location", "Malaysia", "chat_location", country="MY")
    assert done.said == ["utter_numbers_now", "utter_watched_noted"]
    assert SetCountry("MY") in done.effects
    done = run("action_location", "Malaysia", "chat_location", country="MY", numbers_told="MY")
    assert done.said == ["utter_watched_noted"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("self_harm:yes", ["utter_self_harm_yes"]),
        ("self_harm:other", ["utter_self_harm_someone_else"]),
        ("company:no", ["utter_self_harm_noted"]),
        ("write_safely:yes", ["utter_self_harm_noted"]),
    ],
)
def test_a_late_tap_still_counts(run, context, code: str, said: list[str]) -> None:
    context.case = SELF_HARM
    done = run("action_answer", code=code)
    assert done.said == said
    assert NoteFact(*code.split(":")) in done.effects


def test_a_late_tap_may_call_for_compressions(run, context) -> None:
    context.case = FIRE
    done = run("action_answer", code="breathing:none", awake="no")
    assert done.said == ["utter_compressions"]


def test_after_the_country_the_place_is_asked_for_unless_a_form_is_asking(run, context) -> None:
    context.case = FIRE
    where = "utter_ask_emergency_intake_form_emergency_where"
    assert run("action_answer", code="country:MY").said == [where]
    assert run("action_answer", code="country:MY", emergency_where="Jalan 3").said == ["utter_location_case"]
    assert run("action_answer", code="country:MY", form="emergency_intake_form").said == []


def test_another_danger_that_is_only_guessed_does_not_displace_an_open_one(run, context) -> None:
    context.case = FIRE
    guess = {"confidence": 0.38, "emergency_topic": "emergency_fire", "intake_case": FIRE.code}
    done = run("action_emergency", "we found her", "emergency_rescue", urgency="urgent", **guess)
    assert done.effects == [OpenCase("emergency_fire", "critical"), NoteFact("message", "we found her")]
    done = run("action_emergency", "she is drowning", "emergency_rescue", urgency="critical", **guess)
    assert OpenCase("emergency_rescue", "critical") in done.effects
