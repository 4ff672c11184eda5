"""All sixteen language pairs: an operator asks in one language, a traveller answers in another, and the case
file is the same whatever the pair and whether the answer was tapped, counted or written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.card_words import coded_words
from bot.desk.labels import Labels
from bot.engine.deck import deck
from bot.store.database import Store
from tests.engine.asking import Talk

LANGUAGES = ("id", "en", "zh", "fr")
TRAVELLERS = [("id", "Latn"), ("en", "Latn"), ("zh", "Hans"), ("zh", "Hant"), ("fr", "Latn")]
INTAKE = ("how_many", "awake", "breathing", "trapped", "floor", "write_safely")
EXPECTED = {
    "people": "2", "awake": "no", "breathing": "none", "trapped": "yes", "floor": "5", "write_safely": "yes",
}  # fmt: skip
WORDS = {
    "id": ("dua orang", "tidak sadar", "tidak bernapas", "ada yang terjebak", "lantai lima", "aman"),
    "en": ("two people", "unconscious", "she isn't breathing", "someone is trapped", "fifth floor", "yes"),
    "zh": ("两个人", "昏迷了", "没有呼吸", "有人被困", "五楼", "安全"),
    "fr": ("deux personnes", "inconsciente", "elle ne respire pas", "quelqu'un est coincé", "cinquième étage", "oui"),
}
HANT = ("兩個人", "昏迷了", "沒有呼吸", "有人被困", "五樓", "安全")


@pytest.mark.parametrize("way", ["button", "digit", "words"])
@pytest.mark.parametrize("traveller", TRAVELLERS, ids="-".join)
@pytest.mark.parametrize("operator", LANGUAGES)
async def test_the_coded_file_is_the_same(
    store: Store, tmp_path: Path, operator: str, traveller: tuple[str, str], way: str
) -> None:
    language, script = traveller
    channel = "whatsapp" if way == "digit" else "telegram"
    talk = Talk(store, tmp_path, language, script, channel, reads=operator)
    said = HANT if script == "Hant" else WORDS[language]
    for key, words in zip(INTAKE, said, strict=True):
        card = deck().card(key)
        talk.ask(key)
        code = EXPECTED[card.field]
        if way == "words":
            await talk.hear(words)
        elif card.is_typed:
            await talk.hear(code)
        elif way == "digit":
            await talk.hear(str(card.answers.index(code) + 1))
        else:
            await talk.tap(key, code)
    assert {name: talk.fact(name)["code"] for name in EXPECTED} == EXPECTED
    assert all(row.answered_at and row.answer_id for row in talk.asked())
    # What the traveller got stands in his language, and nothing but the cards was sent.
    texts = [deck().words(key, language, script).text for key in INTAKE]
    first_answers = len(talk.sent()) - len(texts)
    shown = [item["text"] for item in talk.sent()[first_answers:]]
    assert [text.startswith(asked) for text, asked in zip(shown, texts, strict=True)] == [True] * len(texts)
    # And what came back reads in the operator's.
    read = coded_words(Labels(operator), "breathing", talk.fact("breathing")["code"])
    assert read == deck().words("breathing", operator).read["none"]
