"""Turns through the two calls with a real Rasa process."""

import asyncio

import pytest

from bot.dialogue import sessions
from bot.dialogue.context import CaseSummary
from bot.dialogue.effects import (
    AskPosition,
    Mark,
    NoteFact,
    OpenCase,
    RequestHandover,
    RingAgain,
    SetLanguage,
    SilentMode,
)
from bot.dialogue.process import ROOT
from bot.dialogue.texts import Texts
from bot.dialogue.topics import topics
from tests.dialogue.rasa_talk import Talk, parsed_as

pytestmark = pytest.mark.rasa
FORM = "utter_ask_emergency_intake_form_"


@pytest.mark.parametrize("language", ["id", "en", "zh", "fr"])
async def test_the_bot_speaks_the_language_of_the_conversation(talk: Talk, language: str) -> None:
    talk.slots = {"language": language}
    result = await talk.turn(parsed_as("?", "info_transport"))
    expected = Texts.load(ROOT / "nlu_data").render("utter_info_transport", language)
    assert [reply.key for reply in result.replies] == ["utter_info_transport", "utter_ask_asked_country"]
    assert result.replies[0].text == expected.text
    assert (result.replies[0].language, result.replies[0].fallback) == (language, False)


@pytest.mark.parametrize("topic", [*topics(), "nlu_fallback"])
async def test_every_topic_is_answered_from_a_standing_start(talk: Talk, topic: str) -> None:
    assert await talk.say("a message", topic)


@pytest.mark.parametrize(
    ("language", "gasping"),
    [("id", "megap-megap"), ("en", "gasping"), ("zh", "喘息"), ("fr", "elle halète un peu, haletant")],
)
async def test_a_medical_intake_leads_to_compressions(talk: Talk, language: str, gasping: str) -> None:
    talk.slots = {"language": language, "first_answer_sent": True}
    assert await talk.say("help", "emergency_medical") == [FORM + "emergency_country"]
    assert await talk.tap("country:MY") == ["utter_numbers_now", FORM + "emergency_where"]
    assert await talk.say("Jalan Ampang 3", "chat_location") == [FORM + "awake"]
    assert await talk.tap("awake:no") == [FORM + "breathing"]
    result = await talk.turn(parsed_as(gasping, "emergency_medical"))
    assert [reply.key for reply in result.replies] == ["utter_compressions"]
    assert RingAgain("not_breathing_normally") in result.effects


async def test_a_cry_that_already_says_it_is_answered_with_compressions_at_once(talk: Talk) -> None:
    result = await talk.turn(parsed_as("my father is unconscious, he stopped breathing", "emergency_medical"))
    assert [reply.key for reply in result.replies] == ["utter_compressions"]


async def test_a_correction_upwards_counts_whatever_was_asked(talk: Talk) -> None:
    talk.context.country = "MY"
    talk.slots["country"] = "MY"
    await talk.say("she fell", "emergency_accident")
    result = await talk.turn(parsed_as("wait, she is not breathing", "emergency_medical", 0.4))
    assert RingAgain("breathing") in result.effects
    assert [reply.key for reply in result.replies] == [FORM + "awake"]
    assert await talk.tap("awake:no") == ["utter_compressions"]


async def test_the_service_and_the_dialogue_do_not_ask_the_same_twice(talk: Talk) -> None:
    keys = await talk.say("fire", "emergency_fire", already_asked=frozenset({FORM + "emergency_country"}))
    assert keys == []
    assert (await talk.say("in Malaysia", "chat_location"))[-1] == FORM + "emergency_where"


async def test_watched_people_are_not_pressed(talk: Talk) -> None:
    assert await talk.say("help", "emergency_captivity") == [FORM + "safe_to_write"]
    result = await talk.turn(parsed_as("i can't talk", "chat_out_of_scope"))
    assert SilentMode() in result.effects
    assert [reply.key for reply in result.replies] == ["utter_silent_country"]


async def test_the_duress_answer_looks_harmless_and_is_marked(talk: Talk) -> None:
    await talk.say("help", "emergency_domestic_violence")
    result = await talk.turn(
        {**parsed_as("Other", "answer"), "entities": [{"entity": "code", "value": "write_safely:other"}]}
    )
    assert [reply.key for reply in result.replies] == ["utter_watched_go_on"]
    assert Mark("duress") in result.effects


async def test_a_form_never_traps(talk: Talk) -> None:
    talk.slots["country"] = "MY"
    assert await talk.say("fire", "emergency_fire") == [FORM + "emergency_where"]
    assert await talk.say("a person please", "chat_human") == [
        "utter_handover_case",
        FORM + "emergency_where",
    ]
    assert await talk.say("Jalan 3", "chat_location") == [FORM + "trapped"]
    assert await talk.say(
        "they are coming with knives and guns to my door now please", "emergency_crime"
    ) == [FORM + "safe_to_write"]
    assert await talk.say("police number?", "info_emergency_numbers") == [
        "utter_emergency_numbers",
        FORM + "safe_to_write",
    ]
    assert await talk.say("skip", "chat_deny") == ["utter_watched_noted"], "the place was told minutes ago"
    assert await talk.say("it is over", "case_cancel") == ["utter_case_cancel_none"]
    assert await talk.say("hello", "chat_greet") == ["utter_greet"]


async def test_what_is_no_answer_is_kept_and_asked_once_more(talk: Talk) -> None:
    talk.slots["country"] = "MY"
    await talk.say("fire", "emergency_fire")
    await talk.say("Jalan 3", "chat_location")
    result = await talk.turn(parsed_as("the roof is red", "emergency_fire"))
    assert NoteFact("message", "the roof is red") in result.effects
    assert [reply.key for reply in result.replies] == [FORM + "trapped"]
    assert await talk.say("smoke everywhere", "emergency_fire") == [FORM + "people"]


async def test_a_new_danger_begins_a_new_intake(talk: Talk) -> None:
    talk.slots["country"] = "MY"
    await talk.say("unpaid wages", "consular_labour_dispute")
    result = await talk.turn(parsed_as("the ship is sinking", "emergency_rescue"))
    assert OpenCase("emergency_rescue", "critical") in result.effects
    assert AskPosition() in result.effects
    assert [reply.key for reply in result.replies] == [FORM + "emergency_where"]
    assert await talk.say("Strait of Malacca", "chat_location") == [FORM + "people"]
    assert await talk.say("many", "chat_affirm") == [FORM + "people"]
    assert await talk.say("11", "chat_affirm") == ["utter_emergency_noted"]
    assert await talk.say("we see a boat", "case_add_information") == ["utter_case_none"]


async def test_self_harm_is_asked_gently(talk: Talk) -> None:
    talk.slots["country"] = "MY"
    assert await talk.say("i am so tired of everything", "emergency_self_harm") == [FORM + "ending_life"]
    assert await talk.tap("self_harm:yes") == ["utter_self_harm_yes", FORM + "company"]
    assert await talk.say("my mother is here but she does not know", "chat_out_of_scope") == [
        FORM + "emergency_where"
    ]
    assert await talk.say("skip", "chat_deny") == ["utter_self_harm_noted"]


async def test_in_danger_a_misread_topic_starts_no_other_form(talk: Talk) -> None:
    talk.slots["country"] = "LB"
    talk.context.case = CaseSummary("JKT-7K4P-2", "emergency_conflict", "critical", "ringing")
    assert await talk.say("they shell our street", "emergency_conflict") == [FORM + "emergency_where"]
    assert await talk.say("it stopped", "consular_arrest") == [FORM + "trapped"]
    assert await talk.say("all are out", "chat_goodbye") == ["utter_emergency_noted"]
    assert await talk.say("it stopped", "consular_arrest") == ["utter_emergency_noted"]
    assert await talk.say("nobody cares", "chat_complaint") == ["utter_emergency_noted"]
    assert await talk.say("what will you store?", "chat_privacy") == ["utter_handover_case"]
    assert sessions.active_form(talk.events) is None


async def test_after_the_intake_a_bad_sign_brings_it_back(talk: Talk) -> None:
    talk.slots["country"] = "MY"
    talk.context.case = CaseSummary("JKT-7K4P-2", "emergency_fire", "critical", "ringing")
    await talk.say("fire", "emergency_fire")
    await talk.say("Jalan 3", "chat_location")
    await talk.tap("trapped:no")
    assert await talk.say("2", "chat_out_of_scope") == ["utter_emergency_noted"]
    assert await talk.say("my brother is not moving", "chat_deny", 0.3) == [FORM + "breathing"]
    assert await talk.say("I don't know", "chat_deny") == ["utter_compressions"]
    assert await talk.say("how long?", "chat_capabilities") == ["utter_compressions_go_on"]


async def test_silence_without_a_country_leaves_room_for_its_name(talk: Talk) -> None:
    await talk.say("help", "emergency_domestic_violence")
    talk.context.case = CaseSummary("JKT-7K4P-2", "emergency_domestic_violence", "critical", "ringing", True)
    assert await talk.say("not sure it is safe", "info_safety_advice") == ["utter_silent_country"]
    assert await talk.say("Malaysia", "chat_location") == ["utter_numbers_now", "utter_watched_noted"]


async def test_a_consular_intake_ends_with_the_code(talk: Talk) -> None:
    result = await talk.turn(parsed_as("my brother was arrested", "consular_arrest"))
    assert OpenCase("consular_arrest", "urgent") in result.effects
    assert [reply.key for reply in result.replies] == ["utter_consular_arrest", "utter_ask_asked_nationality"]
    talk.context.case = CaseSummary("JKT-7K4P-2", "consular_arrest", "urgent", "new")
    assert await talk.tap("nationality:other") == ["utter_country_typed"]
    assert await talk.say("Malaysia", "chat_location") == ["utter_ask_consular_intake_form_consular_country"]
    assert await talk.tap("country:MY") == ["utter_guidance", "utter_intake_begin", "utter_field_held_where"]
    assert await talk.say("Ipoh", "chat_location") == ["utter_ask_consular_intake_form_contact_safe"]
    assert await talk.say("yes", "chat_affirm") == ["utter_field_held_since"]
    assert await talk.say("two days ago, in prison", "consular_arrest") == ["utter_field_hurt"]
    result = await talk.turn(parsed_as("no", "chat_deny"))
    assert [(reply.key, "JKT-7K4P-2" in reply.text) for reply in result.replies] == [
        ("utter_case_opened", True),
        ("utter_intake_more", False),
    ]


async def test_an_everyday_matter_offers_an_officer(talk: Talk) -> None:
    talk.slots |= {"country": "MY", "nationality": "ID"}
    assert await talk.say("renew", "consular_passport_renewal") == [
        "utter_guidance",
        "utter_offer_officer",
    ]
    result = await talk.turn(
        {**parsed_as("Yes", "answer"), "entities": [{"entity": "code", "value": "officer:yes"}]}
    )
    assert OpenCase("consular_passport_renewal", "routine") in result.effects
    assert [reply.key for reply in result.replies] == ["utter_ask_consular_intake_form_consular_where"]


async def test_a_look_up_asks_what_it_lacks_and_invents_nothing(talk: Talk) -> None:
    assert await talk.say("which number", "info_emergency_numbers") == ["utter_ask_asked_country"]
    result = await talk.turn(parsed_as("malaysia", "nlu_fallback"))
    assert result.effects == []
    assert "999" in result.replies[0].text
    assert await talk.say("embassy", "consular_find_mission") == ["utter_ask_asked_nationality"]
    assert await talk.tap("nationality:FR") == ["utter_ask_asked_country"]
    assert await talk.tap("country:MY") == ["utter_missions_none"]


async def test_an_old_look_up_does_not_come_back(talk: Talk) -> None:
    await talk.say("which number", "info_emergency_numbers")
    assert await talk.say("are you a robot?", "chat_bot_challenge") == ["utter_bot_challenge"]
    assert await talk.say("Malaysia", "chat_location") == ["utter_location_noted"]


async def test_not_understood_twice_offers_a_person(talk: Talk) -> None:
    assert await talk.say("hm", "nlu_fallback", 0.1) == ["utter_unclear"]
    assert await talk.say("hmm", "nlu_fallback", 0.1) == ["utter_offer_human"]
    result = await talk.turn(parsed_as("Yes", "chat_human", 1.0))
    assert result.effects == [RequestHandover("asked", "routine")]


async def test_the_language_is_changed_in_the_new_language(talk: Talk) -> None:
    await talk.say("français?", "chat_language")
    parsed = {**parsed_as("Français", "answer"), "entities": [{"entity": "code", "value": "language:fr"}]}
    result = await talk.turn(parsed)
    assert result.effects == [SetLanguage("fr")]
    assert result.replies[0].key == "utter_language_set"
    assert result.replies[0].language == "fr"


async def test_two_hundred_turns_stay_short(talk: Talk) -> None:
    for _ in range(60):
        await talk.say("hello", "chat_greet")
    assert len(sessions.session_events(talk.events)) <= sessions.ROLL_AFTER + 10


async def test_many_talks_at_once_do_not_mix(talk: Talk) -> None:
    talks = [Talk(talk.client, slots={"language": language}) for language in ("en", "zh") * 10]
    results = await asyncio.gather(*(one.turn(parsed_as("?", "info_transport")) for one in talks))
    assert [result.replies[0].language for result in results] == ["en", "zh"] * 10
