"""Answers to cards while a human holds the case: to which card they belong, and what else they mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cases import ownership
from bot.cases.ownership import NotYours
from bot.engine.card_sending import NoSuchCard, send_sentence, shown_text
from bot.messages.capabilities import TELEGRAM, WHATSAPP
from bot.messages.types import Button, Media, Position
from bot.phrases.sentences import BadValue
from bot.store.database import Store
from bot.store.tables import CaseEvent, Message, User
from tests.engine.asking import Talk


async def test_the_answer_keeps_who_when_and_the_own_words(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, "fr")
    talk.ask("breathing")
    line = await talk.hear("elle ne respire pas du tout !")
    fact = talk.fact("breathing")
    assert (fact["code"], fact["text"]) == ("none", "elle ne respire pas du tout !")
    assert (fact["by"], fact["message"], fact["card"]) == ("siti", line.id, "breathing")
    assert fact["asked"] <= fact["at"]
    assert line.content["coded"] == [{"card": "breathing", "code": "none"}]
    assert line.text == "elle ne respire pas du tout !"


async def test_a_button_belongs_to_its_own_card_a_digit_to_the_newest(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path)
    for key in ("awake", "trapped", "breathing"):
        talk.ask(key)
    await talk.hear("2")
    await talk.tap("awake", "no")
    assert talk.fact("breathing")["code"] == "gasping"
    assert talk.fact("awake")["code"] == "no"
    assert "code" not in talk.fact("trapped") or not talk.fact("trapped")["code"]
    await talk.hear("nobody is trapped")
    assert talk.fact("trapped")["code"] == "no"


async def test_a_number_that_is_asked_for_is_no_choice_of_an_older_card(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path)
    talk.ask("breathing")
    talk.ask("floor")
    await talk.hear("2")
    assert talk.fact("floor")["code"] == "2"
    assert not talk.fact("breathing").get("code")


async def test_one_message_may_answer_two_cards(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, "id")
    for key in ("breathing", "floor", "how_many"):
        talk.ask(key)
    line = await talk.hear("dua orang di lantai lima, satu tidak bernapas")
    assert [talk.fact(name)["code"] for name in ("people", "floor", "breathing")] == ["2", "5", "none"]
    assert len(line.content["coded"]) == 3


async def test_an_answer_may_be_corrected(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path)
    talk.ask("breathing")
    await talk.tap("breathing", "normal")
    await talk.hear("wait, he is not breathing")
    assert talk.fact("breathing")["code"] == "none"
    changed = store.read_now(
        lambda session: [event.data for event in session.scalars(select(CaseEvent)) if event.kind == "fact_changed"]
    )
    assert changed == [{"name": "breathing", "before": "normal"}]


async def test_what_is_no_answer_stays_a_message(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path)
    talk.ask("breathing")
    line = await talk.hear("please come quickly")
    assert "coded" not in line.content
    assert talk.asked()[0].answered_at is None


async def test_names_and_places_are_kept_as_written(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path)
    talk.ask("where_exactly")
    await talk.hear("ok")
    assert talk.asked()[0].answered_at is None
    await talk.hear("behind the big mosque in Kemang, Jakarta")
    fact = talk.fact("where")
    assert (fact["code"], fact["text"]) == ("", "behind the big mosque in Kemang, Jakarta")
    assert talk.case().conversation.place == "behind the big mosque in Kemang, Jakarta"
    talk.ask("where_exactly")
    await talk.hear(kind="location", position=Position(-6.26, 106.81))
    assert talk.fact("where")["code"] == "position"


async def test_a_country_is_resolved_or_asked_again(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, "id")
    talk.ask("country")
    await talk.hear("sebentar")
    assert talk.asked()[0].answered_at is None
    await talk.hear("saya di Jepang")
    assert talk.fact("country")["code"] == "JP"
    assert talk.case().conversation.country == "JP"


async def test_a_photo_answers_the_card_that_asks_for_it(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, topic="emergency_missing_child")
    talk.ask("send_photo")
    line = await talk.hear(kind="photo", media=Media("photo", "f1"))
    assert talk.fact("photo")["files"] == [line.id]
    assert talk.asked()[0].answered_at is not None


@pytest.mark.parametrize("way", ["tap", "digit", "words"])
async def test_the_duress_answer_marks_the_case_and_says_nothing(store: Store, tmp_path: Path, way: str) -> None:
    talk = Talk(store, tmp_path, "fr", topic="emergency_domestic_violence")
    talk.ask("near_now")
    before = len(talk.sent())
    if way == "tap":
        await talk.tap("near_now", "other")
    else:
        await talk.hear("3" if way == "digit" else "autre")
    case = talk.case()
    assert case.marks["duress"] is True
    assert case.marks["do_not_call"] is True
    assert case.conversation.watched
    assert len(talk.sent()) == before


async def test_other_outside_watched_sets_is_only_an_answer(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, topic="emergency_self_harm")
    for key in ("ending_life", "relation"):
        talk.ask(key)
        await talk.tap(key, "other")
    assert talk.fact("self_harm")["code"] == talk.fact("relation")["code"] == "other"
    assert "duress" not in talk.case().marks
    assert "do_not_call" not in talk.case().marks


async def test_who_cannot_talk_is_not_called(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, topic="emergency_crime")
    talk.ask("write_safely")
    await talk.tap("write_safely", "no")
    assert talk.case().conversation.silent
    assert talk.case().marks["do_not_call"] is True


@pytest.mark.parametrize(("key", "silent"), [("breathing", True), ("how_many", False)])
async def test_55_is_silence_unless_a_number_was_asked(store: Store, tmp_path: Path, key: str, silent: bool) -> None:
    talk = Talk(store, tmp_path)
    talk.ask(key)
    await talk.hear("55")
    assert talk.case().conversation.silent is silent
    assert ("number_55" in talk.case().marks) is not silent


async def test_an_answer_that_makes_it_graver_lifts_the_case(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, topic="consular_arrest", urgency="urgent")
    talk.ask("hurt")
    await talk.tap("hurt", "yes")
    assert talk.case().urgency == "critical"
    assert talk.case().reason.startswith("ill-treatment in detention")
    assert talk.case().operator_id == talk.user_id


async def test_a_tap_after_the_hand_back_still_counts(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path)
    talk.ask("awake")

    def _hand_back(session: Session) -> None:
        ownership.hand_back(session, talk.case_id, session.get_one(User, talk.user_id), "stable")

    store.write_now(_hand_back)
    await talk.tap("awake", "yes")
    assert talk.fact("awake")["code"] == "yes"


async def test_a_forged_tap_changes_nothing(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path)
    talk.ask("awake")
    for payload in ("c:awake:nonsense", "c:nothing:yes", "999:c:awake:yes", "c:trapped:yes"):
        await talk.hear("x", kind="button", payload=payload)
    assert not talk.fact("awake").get("code")
    assert "trapped" not in talk.case().facts


def test_only_who_holds_the_case_sends(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, claimed=False)
    with pytest.raises(NotYours):
        talk.ask("awake")
    assert talk.asked() == []


def test_an_unknown_card_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NoSuchCard):
        Talk(store, tmp_path).ask("nothing")


def test_a_second_press_sends_nothing(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path)
    assert talk.ask("awake", times=0) is not None
    assert talk.ask("awake", times=0) is None
    assert talk.ask("awake", times=1) is not None
    assert len(talk.asked()) == 2


@pytest.mark.parametrize(
    ("answers", "able", "numbered"),
    [(3, WHATSAPP, False), (4, WHATSAPP, True), (6, TELEGRAM, False), (3, TELEGRAM, False)],
)
def test_digits_are_shown_where_answers_hide_in_a_list(answers: int, able, numbered: bool) -> None:
    buttons = [Button(f"answer {number}", f"c:x:{number}") for number in range(answers)]
    assert ("1. answer 0" in shown_text("What?", buttons, able)) is numbered


def test_a_card_goes_out_as_the_operators_line_with_its_answers(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, "zh", "Hant", "whatsapp")
    message = talk.ask("breathing")
    line = talk.store.read_now(lambda session: session.get_one(Message, message.id))
    assert (line.author, line.content["card"], line.content["key"]) == ("operator", "breathing", "card.breathing")
    sent = talk.sent()[-1]
    assert sent["buttons"][2] == {"title": "沒有呼吸", "payload": f"{message.id}:c:breathing:none"}
    assert "3. 沒有呼吸" in sent["text"]
    assert talk.case().status == "active"


def test_a_sentence_is_filled_in_for_the_traveller(store: Store, tmp_path: Path) -> None:
    talk = Talk(store, tmp_path, "zh", "Hant")

    def _say(session: Session, **values: str) -> str:
        user = session.get_one(User, talk.user_id)
        return send_sentence(session, talk.case_id, user, "go_to", values).text

    sent = store.write_now(lambda session: _say(session, place="  RS  Fatmawati "))
    assert sent == "如果路上安全，請現在去RS Fatmawati。"
    with pytest.raises(BadValue):
        store.write_now(lambda session: _say(session, place=" "))
    with pytest.raises(BadValue):
        store.write_now(lambda session: _say(session, place="x" * 121))
    assert store.write_now(lambda session: _say(session, place="{number} {0}")).endswith("{number} {0}。")
