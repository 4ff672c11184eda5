import pytest

from bot.dialogue.effects import Mark, NoteFact, NoteField, OpenCase, SetNationality

FORM = "consular_intake_form"
VALIDATE = f"validate_{FORM}"
ABOUT_ANOTHER = {"consular_arrest": {"about": "other"}}


def test_the_case_is_opened_before_any_question(run) -> None:
    done = run("action_consular", "arrested", "consular_arrest")
    assert done.said == ["utter_consular_arrest"]
    assert done.effects == [OpenCase("consular_arrest", "urgent")]


@pytest.mark.parametrize(
    ("stated", "urgency"), [("critical", "critical"), ("routine", "urgent"), (None, "urgent")]
)
def test_the_higher_urgency_wins(run, stated: str | None, urgency: str) -> None:
    assert run("action_consular", "x", "consular_arrest", urgency=stated).effects == [
        OpenCase("consular_arrest", urgency)
    ]


def test_everyday_matters_offer_an_officer_and_open_nothing(run) -> None:
    done = run("action_consular", "renew", "consular_passport_renewal")
    assert done.said == ["utter_consular_passport_renewal", "utter_offer_officer"]
    assert done.effects == []


def test_an_everyday_matter_that_presses_is_taken_up(run) -> None:
    done = run("action_consular", "renew", "consular_passport_renewal", urgency="urgent")
    assert done.effects == [OpenCase("consular_passport_renewal", "urgent")]
    assert done.others[-1]["name"] == FORM


def test_nationality_is_what_the_person_says(run) -> None:
    done = run(
        VALIDATE,
        code="nationality:FR",
        form=FORM,
        requested_slot="asked_nationality",
        consular_topic="consular_arrest",
        country="MY",
        intake=ABOUT_ANOTHER,
    )
    assert done.effects == [SetNationality("FR"), NoteField("consular_arrest", "held_where", state="asked")]
    assert (done.slots["nationality"], done.slots["requested_slot"]) == ("FR", "held_where")


@pytest.mark.parametrize(
    ("language", "text"),
    [("id", "saya orang Prancis"), ("en", "I am French"), ("zh", "我是法国人"), ("fr", "je suis français")],
)
def test_nationality_is_told_in_words(run, language: str, text: str) -> None:
    done = run(
        VALIDATE,
        text,
        "nlu_fallback",
        form=FORM,
        requested_slot="asked_nationality",
        consular_topic="consular_arrest",
        country="MY",
        language=language,
        intake=ABOUT_ANOTHER,
    )
    assert done.effects[0] == SetNationality("FR")


def test_an_unsafe_contact_stops_the_questions(run) -> None:
    done = run(
        VALIDATE,
        "he reads my messages",
        "consular_extortion",
        form=FORM,
        requested_slot="contact_safe",
        consular_topic="consular_extortion",
    )
    assert done.said == ["utter_contact_not_safe"]
    assert Mark("contact_not_safe") in done.effects
    assert done.slots["requested_slot"] is None


def test_what_happened_is_kept_in_the_persons_words(run) -> None:
    done = run(
        VALIDATE,
        "they took my papers",
        "consular_theft_fraud",
        form=FORM,
        requested_slot="details",
        consular_topic="consular_immigration",
        country="MY",
        nationality="ID",
        consular_where="KL",
    )
    assert done.effects == [NoteFact("details", "they took my papers")]


def test_danger_leaves_the_form(run) -> None:
    done = run(
        VALIDATE,
        "he has a knife",
        "emergency_crime",
        form=FORM,
        requested_slot="details",
        consular_topic="consular_labour_dispute",
    )
    assert done.slots == {}


def test_the_code_is_told_where_nobody_reads_along(run, context, case, watched) -> None:
    assert run("action_consular_noted", consular_topic="consular_arrest").said == [
        "utter_case_opened_no_code"
    ]
    context.case = case
    done = run("action_consular_noted", consular_topic="consular_arrest")
    assert (done.said, done.values[0]["case_code"]) == (["utter_case_opened"], "JKT-7K4P-2")
    assert run("action_consular_noted", consular_topic="consular_extortion").said == [
        "utter_consular_noted_watched"
    ]
    context.case = watched
    assert run("action_consular_noted", consular_topic="consular_arrest").said == [
        "utter_consular_noted_watched"
    ]
