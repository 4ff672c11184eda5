"""More than was asked: a place, somebody trapped; and what still holds when another danger is told."""

import pytest

from bot.dialogue.context import CaseSummary
from bot.dialogue.effects import NoteFact, NotePlace

FORM = "emergency_intake_form"
VALIDATE = f"validate_{FORM}"
ASK = f"utter_ask_{FORM}_"


def test_a_place_told_to_another_question_is_kept_and_the_question_comes_again(run) -> None:
    done = run(
        VALIDATE,
        "Hotel Istana, room 1204",
        "chat_location",
        form=FORM,
        requested_slot="breathing",
        emergency_topic="emergency_medical",
        country="MY",
        awake="no",
        unclear_count=1,
    )
    assert NotePlace("Hotel Istana, room 1204", "MY") in done.effects
    assert (done.slots["emergency_where"], done.slots["unclear_count"]) == ("Hotel Istana, room 1204", 0)
    assert done.said == [f"{ASK}breathing"]


def test_what_a_life_hangs_on_is_asked_three_times(run) -> None:
    asked = {
        "form": FORM,
        "requested_slot": "breathing",
        "emergency_topic": "emergency_medical",
        "country": "MY",
        "emergency_where": "here",
        "awake": "no",
    }
    done = run(VALIDATE, "please hurry", "nlu_fallback", confidence=0.2, unclear_count=1, **asked)
    assert (done.said, done.slots["unclear_count"]) == ([f"{ASK}breathing"], 2)
    done = run(VALIDATE, "please hurry", "nlu_fallback", confidence=0.2, unclear_count=2, **asked)
    assert done.slots["breathing"] == "skipped"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "asap di mana-mana, kami tidak bisa keluar"),
        ("en", "smoke everywhere, we can't get out"),
        ("zh", "都是烟，出不去"),
        ("fr", "de la fumée partout, on peut pas sortir, coincés"),
    ],
)
def test_who_has_said_to_be_trapped_is_not_asked(run, language: str, text: str) -> None:
    done = run("action_emergency", text, "emergency_fire", language=language)
    assert done.slots["trapped"] == "yes"
    assert NoteFact("trapped", "yes") in done.effects


def test_a_graver_thing_is_not_taken_for_an_address(run) -> None:
    done = run(
        VALIDATE,
        "he is not moving, gasping",
        "emergency_medical",
        form=FORM,
        requested_slot="emergency_where",
        emergency_topic="emergency_medical",
        country="MY",
    )
    assert not [effect for effect in done.effects if isinstance(effect, NotePlace)]
    assert done.said == ["utter_compressions"]


def test_a_country_told_with_more_is_also_a_place(run) -> None:
    asked = {"form": FORM, "requested_slot": "emergency_country", "emergency_topic": "emergency_accident"}
    done = run(VALIDATE, "in Malaysia, near Ipoh", "chat_location", **asked)
    assert NotePlace("in Malaysia, near Ipoh", "MY") in done.effects
    done = run(VALIDATE, "Malaysia", "chat_location", **asked)
    assert not [effect for effect in done.effects if isinstance(effect, NotePlace)]


def test_words_of_despair_are_no_address(run) -> None:
    done = run(
        VALIDATE,
        "nobody cares",
        "chat_complaint",
        form=FORM,
        requested_slot="emergency_where",
        emergency_topic="emergency_self_harm",
        country="MY",
        ending_life="yes",
        company="no",
    )
    assert (done.slots["emergency_where"], done.slots["requested_slot"]) == ("skipped", None)
    assert not [effect for effect in done.effects if isinstance(effect, NotePlace)]


@pytest.mark.parametrize(("minutes", "kept"), [(2, True), (120, False)])
def test_what_was_answered_minutes_ago_still_holds(run, context, minutes: int, kept: bool) -> None:
    context.case = CaseSummary("B", "emergency_crime", "critical", "ringing", watched=True)
    earlier = {
        "safe_to_write": "yes",
        "emergency_where": "Jalan 3",
        "emergency_topic": "emergency_unspecified",
    }
    done = run("action_emergency", "he has a knife", "emergency_crime", minutes_ago=minutes, **earlier)
    assert done.slots["watched_where"] == ("Jalan 3" if kept else None)
    assert done.slots["safe_to_write"] == ("yes" if kept else None)
