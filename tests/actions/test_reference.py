from bot.dialogue.context import MissionCard, NumberLine, NumbersCard, PlaceCard, PlaceChoice
from bot.dialogue.effects import RequestHandover

LOOK_UP = "action_look_up"


def card(doubtful: bool = False) -> NumbersCard:
    return NumbersCard("MY", [NumberLine("police", "999"), NumberLine("fire", "994")], "2026-11-24", doubtful)


def test_numbers_of_the_named_country(run, context) -> None:
    context.numbers = {"MY": card()}
    done = run(LOOK_UP, "police in Malaysia?", "info_emergency_numbers", country="ID")
    assert done.said == ["utter_emergency_numbers"]
    assert done.values[0]["numbers"] == "Police: 999\nFire: 994"
    assert (done.values[0]["country"], done.values[0]["date"]) == ("Malaysia", "2026-11-24")


def test_doubt_is_said(run, context) -> None:
    context.numbers = {"MY": card(doubtful=True)}
    assert run(LOOK_UP, "?", "info_emergency_numbers", country="MY").said == [
        "utter_emergency_numbers_doubtful"
    ]


def test_without_a_row_nothing_is_invented(run) -> None:
    assert run(LOOK_UP, "?", "info_emergency_numbers", country="MY").said == ["utter_emergency_numbers_none"]
    done = run(LOOK_UP, "?", "consular_find_mission", country="MY", nationality="ID")
    assert done.said == ["utter_missions_none"]


def test_an_unknown_country_is_asked_for(run) -> None:
    done = run(LOOK_UP, "?", "info_emergency_numbers")
    assert (done.said, done.others[-1]["name"]) == ([], "reference_form")


def test_inside_another_form_nothing_more_is_asked(run) -> None:
    done = run(LOOK_UP, "?", "info_emergency_numbers", form="emergency_intake_form")
    assert (done.said, done.others, done.slots) == ([], [], {})


def test_missions_show_the_fields_they_have(run, context) -> None:
    context.missions = {
        ("FR", "MY"): [MissionCard("Embassy of France", "Kuala Lumpur", phone="+60 3"), MissionCard("B")]
    }
    named = [{"entity": "mission", "value": "French embassy", "country": "FR"}]
    done = run(
        LOOK_UP, "French embassy", "consular_find_mission", country="MY", nationality="ID", entities=named
    )
    assert done.values[0]["mission_lines"] == "Embassy of France, Kuala Lumpur\nPhone: +60 3\n\nB"


def test_a_country_nobody_understands_ends_with_a_person(run) -> None:
    asked = {"reference_topic": "info_emergency_numbers", "asked_country": "skipped"}
    assert run("action_reference_found", **asked).said == ["utter_country_unclear"]


def test_hospitals_near_a_known_position(run, context) -> None:
    assert run("action_info_hospital").said == ["utter_info_hospital"]
    context.places = {"hospital": [PlaceCard("RS A", "Jl. 1", "+62 21")] * 5}
    done = run("action_info_hospital")
    assert done.values[0]["places"].splitlines() == ["RS A, Jl. 1, +62 21"] * 3


def test_vital_medicine_goes_to_a_person(run) -> None:
    assert run("action_info_hospital", urgency="urgent").effects == [
        RequestHandover("vital_medicine", "urgent")
    ]


def test_an_ambiguous_place_is_asked_about(run, context) -> None:
    context.ambiguous = {"georgia": [PlaceChoice("GE", "Georgia"), PlaceChoice("US", "Georgia, United States")]}
    ran = run("validate_reference_form", "georgia", "chat_location", form="reference_form",
              reference_topic="info_emergency_numbers", requested_slot="asked_country")  # fmt: skip
    assert ran.said == ["utter_which_place"]
    assert [b["payload"] for b in ran.values[0]["buttons"]] == ["country:GE", "country:US", "country:other"]
    assert ran.slots["requested_slot"] == "asked_country"
