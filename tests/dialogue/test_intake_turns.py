"""The consular intake through the real dialogue, turn after turn, in four languages."""

from __future__ import annotations

import pytest

from bot.dialogue import parse, sessions
from bot.dialogue.context import CaseSummary
from bot.dialogue.effects import NoteField, OpenCase, RingAgain
from tests.dialogue.rasa_talk import Talk, parsed_as

pytestmark = pytest.mark.rasa
ASK = "utter_ask_consular_intake_form_"
FIELD = "utter_field_"


def opened(talk: Talk, topic: str, watched: bool = False) -> None:
    """From now on the case is open, as the commit of the first turn leaves it."""
    talk.context.case = CaseSummary("JKT-7K4P-2", topic, "urgent", "new", watched)


async def test_an_arrest_from_the_first_word_to_the_last_question(talk: Talk) -> None:
    talk.slots |= {"country": "MY", "nationality": "ID"}
    first = await talk.turn(parsed_as("my brother was arrested", "consular_arrest"))
    assert [reply.key for reply in first.replies] == [
        "utter_guidance", "utter_intake_begin", FIELD + "held_where",
    ]  # fmt: skip
    assert OpenCase("consular_arrest", "urgent") in first.effects
    opened(talk, "consular_arrest")
    assert await talk.say("Ipoh prison", "chat_location") == [ASK + "contact_safe"]
    assert await talk.say("yes", "chat_affirm") == [FIELD + "held_since"]
    assert await talk.say("skip", "nlu_fallback") == [FIELD + "hurt"]
    assert await talk.tap("f:hurt:no") == [FIELD + "minor"]
    assert await talk.say("no", "chat_deny") == [FIELD + "medicine"]
    assert await talk.say("yes, insulin", "chat_affirm") == ["utter_case_opened", "utter_intake_more"]
    assert sessions.active_form(talk.events) is None
    assert await talk.tap("topic:consular_arrest") == [FIELD + "interpreter"]
    fixed = await talk.turn(parsed_as("the prison is Tapah, not Ipoh prison", "chat_location"))
    assert [reply.key for reply in fixed.replies] == ["utter_field_corrected", FIELD + "interpreter"]
    assert fixed.replies[0].text.endswith("Place of detention: Tapah")
    assert NoteField("consular_arrest", "held_where", "", "Tapah") in fixed.effects
    assert await talk.say("a person please", "chat_human") == ["utter_handover_case", FIELD + "interpreter"]
    for name in ("interpreter", "lawyer", "charge", "person_name"):
        keys = await talk.say("I don't know", "nlu_fallback")
        assert FIELD + name not in keys
    assert keys == [FIELD + "phone_owner"]
    assert await talk.tap("f:phone_owner:mine") == ["utter_case_opened"]


@pytest.mark.parametrize(
    ("language", "text", "answer", "skip"),
    [
        ("id", "paspor saya ditahan majikan", "tidak boleh keluar rumah", "lewati"),
        ("en", "my employer keeps my passport", "no, they lock the door", "skip"),
        ("zh", "老板扣了我的护照", "不让走", "跳过"),
        ("fr", "mon patron garde mon passeport", "je ne peux pas partir", "passer"),
    ],
)
async def test_who_may_not_leave_is_heard_in_every_language(
    talk: Talk, language: str, text: str, answer: str, skip: str
) -> None:
    talk.slots = {"language": language, "country": "MY", "nationality": "ID"}
    assert (await talk.say(text, "consular_labour_dispute"))[-1] == FIELD + "about"
    opened(talk, "consular_labour_dispute")
    assert await talk.tap("f:about:self") == [FIELD + "can_leave_self"]
    result = await talk.turn(parsed_as(answer, "nlu_fallback", 0.3))
    assert RingAgain("may not leave") in result.effects
    assert [reply.key for reply in result.replies] == ["utter_numbers_now", ASK + "contact_safe"]
    assert {reply.language for reply in result.replies} == {language}
    assert await talk.say(skip, "nlu_fallback") == [FIELD + "hurt_self"]


async def test_a_photo_answers_the_question_that_is_open(talk: Talk) -> None:
    talk.slots |= {"country": "MY", "nationality": "ID"}
    await talk.say("my mother is in hospital", "consular_hospitalised")
    opened(talk, "consular_hospitalised")
    result = await talk.turn(parse.parse_attachment("photo"))
    assert NoteField("consular_hospitalised", "hospital", state="filed") in result.effects
    assert [reply.key for reply in result.replies] == ["utter_intake_filed", FIELD + "patient_awake"]


async def test_watched_people_are_asked_first_whether_writing_is_safe(talk: Talk) -> None:
    talk.slots |= {"country": "MY", "nationality": "ID"}
    assert (await talk.say("they want money", "consular_extortion"))[-1] == ASK + "contact_safe"
    opened(talk, "consular_extortion", watched=True)
    assert await talk.say("not sure", "nlu_fallback") == ["utter_contact_not_safe"]
    assert sessions.active_form(talk.events) is None


async def test_fifty_answers_leave_the_session_short(talk: Talk) -> None:
    """The answers travel in one slot: the head of a rolled session stays far below the length of a session."""
    talk.slots |= {"country": "MY", "nationality": "ID"}
    for topic in ("consular_arrest", "consular_labour_dispute", "consular_stranded", "consular_evacuation"):
        await talk.say("help", topic)
        opened(talk, topic)
        for _ in range(3):
            while sessions.active_form(talk.events):
                await talk.say("skip", "nlu_fallback")
            await talk.tap(f"topic:{topic}")
    head = sessions.roll_session(sessions.session_events(talk.events), 0.0)
    assert len(head) < sessions.ROLL_AFTER
