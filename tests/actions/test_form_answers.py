"""How a typed answer is read in a form, and what a free text says of waking and breathing."""

import pytest

from bot.dialogue.effects import Mark, NoteFact, NotePlace, RingAgain, SilentMode

FORM = "emergency_intake_form"
VALIDATE = f"validate_{FORM}"
PLACE = {"country": "MY", "emergency_where": "here"}


def answer(
    run, text: str, slot: str, topic: str, language: str = "en", intent: str = "nlu_fallback", **slots
):
    return run(
        VALIDATE,
        text,
        intent,
        confidence=0.4,
        form=FORM,
        requested_slot=slot,
        emergency_topic=topic,
        language=language,
        **slots,
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "gak tau napasnya normal apa nggak"),
        ("en", "I don't know if he is breathing normally"),
        ("en", "is this normal?"),
        ("zh", "不知道正不正常"),
        ("fr", "je ne sais pas si elle respire normalement"),
    ],
)
def test_doubt_about_breathing_is_answered_with_compressions(run, language: str, text: str) -> None:
    done = answer(run, text, "breathing", "emergency_medical", language, awake="no", **PLACE)
    assert done.slots["breathing"] == "unknown"
    assert "utter_compressions" in done.said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "nggak sadar"),
        ("en", "she isn't really responding"),
        ("zh", "没有意识"),
        ("fr", "elle ne me répond toujours pas"),
    ],
)
def test_a_negated_sign_of_life_is_none(run, language: str, text: str) -> None:
    done = answer(run, text, "awake", "emergency_medical", language, **PLACE)
    assert (done.slots["awake"], done.slots["requested_slot"]) == ("no", "breathing")


@pytest.mark.parametrize(
    ("slot", "topic", "slots"),
    [
        ("awake", "emergency_medical", PLACE),
        ("trapped", "emergency_fire", PLACE),
        ("company", "emergency_self_harm", {**PLACE, "ending_life": "yes"}),
    ],
)
@pytest.mark.parametrize(
    ("language", "text"), [("id", "gatau kak"), ("en", "I don't know"), ("zh", "不知道"), ("fr", "jsp")]
)
def test_i_do_not_know_is_an_answer(run, slot: str, topic: str, slots, language: str, text: str) -> None:
    done = answer(run, text, slot, topic, language, **slots)
    assert done.slots[slot] == "unknown"
    assert NoteFact(slot, "unknown") in done.effects


@pytest.mark.parametrize(
    ("slot", "topic", "slots"),
    [
        ("emergency_country", "emergency_fire", {}),
        ("emergency_where", "emergency_fire", {"country": "MY"}),
        ("people", "emergency_fire", {**PLACE, "trapped": "no"}),
        ("description", "emergency_missing_child", {**PLACE, "last_seen": "market"}),
    ],
)
@pytest.mark.parametrize(
    ("language", "text"),
    [("id", "gatau kak"), ("en", "No idea, sorry"), ("zh", "不知道"), ("fr", "je sais pas")],
)
def test_who_does_not_know_a_place_or_number_is_not_asked_again(
    run, slot: str, topic: str, slots, language: str, text: str
) -> None:
    done = answer(run, text, slot, topic, language, **slots)
    assert done.slots[slot] == "skipped"
    assert not [effect for effect in done.effects if isinstance(effect, NotePlace)]
    assert NoteFact("message", text) in done.effects


def test_not_knowing_with_a_landmark_is_a_place(run) -> None:
    said = "I don't know, next to a big white mosque"
    done = answer(run, said, "emergency_where", "emergency_fire", country="MY")
    assert done.slots["emergency_where"] == said


def test_self_harm_in_doubt_is_met_gently_and_not_left_alone(run) -> None:
    done = answer(run, "I don't know", "ending_life", "emergency_self_harm", **PLACE)
    assert done.said == ["utter_self_harm_no", "utter_ask_emergency_intake_form_company"]
    assert NoteFact("self_harm", "unknown") in done.effects


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("zh", "我没有想死", "no"),
        ("en", "I don't want to die", "no"),
        ("en", "my wife left me", "skipped"),
        ("fr", "j'ai perdu mon fils", "skipped"),
        ("id", "bukan saya, teman saya", "other"),
    ],
)
def test_self_harm_is_not_read_into_other_words(run, language: str, text: str, value: str) -> None:
    done = answer(run, text, "ending_life", "emergency_self_harm", language, **PLACE)
    assert done.slots["ending_life"] == value


@pytest.mark.parametrize(
    ("language", "text"),
    [("id", "gak yakin aman"), ("en", "I'm not sure it is safe"), ("zh", "安全吗"), ("fr", "je sais pas")],
)
def test_doubt_about_safety_is_no(run, language: str, text: str) -> None:
    done = answer(run, text, "safe_to_write", "emergency_captivity", language)
    assert SilentMode() in done.effects
    assert done.slots["requested_slot"] is None


def test_doubt_about_a_safe_contact_is_no(run) -> None:
    done = run(
        "validate_consular_intake_form",
        "not sure",
        "nlu_fallback",
        form="consular_intake_form",
        requested_slot="contact_safe",
        consular_topic="consular_extortion",
    )
    assert Mark("contact_not_safe") in done.effects


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "tidak sadar dan tidak bernapas"),
        ("en", "no, and she isn't breathing"),
        ("zh", "没有，也没有呼吸"),
        ("fr", "non et elle respire plus"),
    ],
)
def test_an_answer_that_says_more_is_heard_at_once(run, language: str, text: str) -> None:
    done = answer(run, text, "awake", "emergency_medical", language, **PLACE)
    assert done.said == ["utter_compressions"]
    assert done.slots["requested_slot"] is None
    assert [effect for effect in done.effects if isinstance(effect, RingAgain)] == [
        RingAgain("not_breathing_normally")
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "he doesn't answer the phone and there is smoke"),
        ("fr", "il ne répond pas au téléphone et il y a de la fumée"),
        ("zh", "他不接电话，有烟"),
        ("en", "the windows are rattling, this is not normal"),
    ],
)
def test_a_free_text_asks_nothing_about_waking_without_a_sign(run, language: str, text: str) -> None:
    done = run("action_emergency", text, "emergency_fire", language=language)
    assert (done.said, done.slots["awake"], done.slots["breathing"]) == ([], None, None)
    assert not [effect for effect in done.effects if isinstance(effect, RingAgain)]
