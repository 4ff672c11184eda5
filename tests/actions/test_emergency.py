import pytest

from bot.dialogue.context import CaseSummary, NumberLine, NumbersCard
from bot.dialogue.effects import (
    AskPosition,
    Mark,
    NoteFact,
    NotePlace,
    OpenCase,
    RingAgain,
    SetCountry,
    SilentMode,
)

FORM = "emergency_intake_form"
VALIDATE = f"validate_{FORM}"


def test_a_danger_opens_a_critical_case_and_clears_old_answers(run) -> None:
    done = run("action_emergency", "help", "emergency_fire", emergency_topic="emergency_medical", awake="no")
    assert done.effects == [OpenCase("emergency_fire", "critical")]
    assert (done.slots["emergency_topic"], done.slots["awake"]) == ("emergency_fire", None)


def test_sexual_violence_long_ago_is_urgent(run) -> None:
    done = run("action_emergency", "months ago", "emergency_sexual_violence", urgency="urgent")
    assert done.effects == [OpenCase("emergency_sexual_violence", "urgent")]


def test_the_same_danger_goes_on(run, context) -> None:
    context.case = CaseSummary("A", "emergency_fire", "critical", "ringing")
    done = run(
        "action_emergency", "flames", "emergency_fire", emergency_topic="emergency_fire", intake_case="A"
    )
    assert NoteFact("message", "flames") in done.effects
    assert "trapped" not in done.slots


def test_the_same_danger_in_a_new_case_begins_anew(run, context) -> None:
    context.case = CaseSummary("B", "emergency_fire", "critical", "ringing")
    done = run(
        "action_emergency", "fire", "emergency_fire", emergency_topic="emergency_fire", intake_case="A"
    )
    assert (done.slots["trapped"], done.slots["intake_case"]) == (None, "B")


def test_another_form_is_left(run) -> None:
    done = run("action_emergency", "fire", "emergency_fire", form="consular_intake_form")
    assert {"event": "active_loop", "timestamp": None, "name": None} in done.others


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "bapak saya pingsan dan tidak bernapas"),
        ("en", "unconscious and not breathing"),
        ("zh", "他昏迷了，没有呼吸"),
        ("fr", "il est inconscient et ne respire pas"),
    ],
)
def test_a_first_cry_may_already_call_for_compressions(run, language: str, text: str) -> None:
    done = run("action_emergency", text, "emergency_medical", language=language)
    assert done.said == ["utter_compressions"]
    assert RingAgain("not_breathing_normally") in done.effects


def test_watched_people_are_never_told_compressions_unasked(run) -> None:
    done = run(
        "action_emergency",
        "she is unconscious, not breathing, he strangled her",
        "emergency_domestic_violence",
    )
    assert done.said == []


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("emergency_missing_child", "my son is gone, he does not answer me, he doesn't respond to me"),
        ("emergency_self_harm", "I think about not waking up all the time"),
    ],
)
def test_words_about_a_wish_or_an_absent_child_are_no_signs(run, topic: str, text: str) -> None:
    done = run("action_emergency", text, topic)
    assert (done.slots["awake"], done.said) == (None, [])


def test_who_sits_beside_a_person_that_took_pills_is_asked_about_breathing(run) -> None:
    done = run(
        VALIDATE,
        "she is unconscious now",
        "emergency_self_harm",
        form=FORM,
        requested_slot="emergency_where",
        emergency_topic="emergency_self_harm",
        country="MY",
        ending_life="other",
    )
    assert (done.slots["awake"], done.slots["requested_slot"]) == ("no", "breathing")


def test_not_breathing_while_awake_rings_and_asks_again(run) -> None:
    done = run(
        VALIDATE,
        "not breathing",
        "emergency_medical",
        form=FORM,
        requested_slot="breathing",
        emergency_topic="emergency_medical",
        country="MY",
        emergency_where="here",
        awake="yes",
    )
    assert RingAgain("breathing") in done.effects
    assert done.slots["requested_slot"] == "awake"


def test_a_bare_yes_does_not_count_as_normal_breathing(run) -> None:
    done = run(
        VALIDATE,
        "yes",
        "chat_affirm",
        form=FORM,
        requested_slot="breathing",
        emergency_topic="emergency_medical",
        country="MY",
        emergency_where="here",
        awake="no",
    )
    assert done.slots["requested_slot"] == "breathing"


def test_a_country_brings_its_numbers(run, context) -> None:
    context.numbers = {
        "MY": NumbersCard("MY", [NumberLine("general", "999"), NumberLine("fire", "994")], "2026")
    }
    done = run(
        VALIDATE,
        code="country:MY",
        form=FORM,
        requested_slot="emergency_country",
        emergency_topic="emergency_fire",
    )
    assert done.values[0]["numbers"] == "994 / 999"
    assert done.effects == [SetCountry("MY"), AskPosition()]
    assert done.slots["country"] == "MY"


def test_a_place_is_noted_with_its_country(run) -> None:
    done = run(
        VALIDATE,
        "Jalan 3, Malaysia",
        "chat_location",
        form=FORM,
        requested_slot="emergency_where",
        emergency_topic="emergency_fire",
        country="MY",
    )
    assert NotePlace("Jalan 3, Malaysia", "MY") in done.effects


def test_a_shared_position_answers_where(run) -> None:
    done = run(
        VALIDATE,
        "position",
        "chat_location",
        form=FORM,
        requested_slot="emergency_where",
        country="ID",
        emergency_topic="emergency_fire",
        entities=[{"entity": "position", "value": "-6.2, 106.8"}],
    )
    assert done.slots["emergency_where"] == "-6.2, 106.8"
    assert not [effect for effect in done.effects if isinstance(effect, NotePlace)]


def test_a_known_place_is_not_asked_for(run) -> None:
    done = run(
        VALIDATE, requested_slot=None, emergency_topic="emergency_fire", country="ID", place_known=True
    )
    assert done.slots["requested_slot"] == "trapped"


def test_55_people_gets_a_mark(run) -> None:
    done = run(
        VALIDATE,
        "55",
        form=FORM,
        requested_slot="people",
        emergency_topic="emergency_fire",
        country="ID",
        emergency_where="x",
        trapped="yes",
    )
    assert Mark("number_55") in done.effects
    assert done.slots["requested_slot"] is None


@pytest.mark.parametrize(("code", "effect"), [("no", SilentMode()), ("other", Mark("duress"))])
def test_who_cannot_write_is_asked_nothing_more(run, code: str, effect) -> None:
    done = run(
        VALIDATE,
        code=f"write_safely:{code}",
        form=FORM,
        requested_slot="safe_to_write",
        country="MY",
        emergency_topic="emergency_crime",
    )
    assert effect in done.effects
    assert done.slots["requested_slot"] is None


def test_who_asked_for_silence_is_not_asked_again_in_a_new_danger(run) -> None:
    done = run("action_emergency", "help", "emergency_crime", safe_to_write="no", watched_where="x")
    assert (done.slots["safe_to_write"], done.slots["watched_where"]) == ("no", None)


def test_care_after_sexual_violence_comes_once_it_is_safe(run) -> None:
    done = run(
        VALIDATE,
        code="write_safely:yes",
        form=FORM,
        requested_slot="safe_to_write",
        country="MY",
        emergency_topic="emergency_sexual_violence",
    )
    assert done.said == ["utter_sexual_violence_care", "utter_ask_emergency_intake_form_watched_where"]


def test_another_message_goes_to_its_own_rule(run) -> None:
    asked = {"form": FORM, "requested_slot": "trapped", "emergency_topic": "emergency_fire"}
    assert run(VALIDATE, "a person please", "chat_human", **asked).slots == {}
    assert run(VALIDATE, "x", code="language:fr", **asked).slots == {}
    assert (
        run(
            VALIDATE,
            "photo",
            "case_add_information",
            entities=[{"entity": "attachment", "value": "photo"}],
            **asked,
        ).slots
        == {}
    )


@pytest.mark.parametrize(
    ("topic", "line"),
    [
        ("emergency_fire", "utter_emergency_noted"),
        ("emergency_crime", "utter_watched_noted"),
        ("emergency_self_harm", "utter_self_harm_noted"),
    ],
)
def test_the_last_line_fits_the_topic(run, topic: str, line: str) -> None:
    assert run("action_emergency_noted", emergency_topic=topic).said == [line]
