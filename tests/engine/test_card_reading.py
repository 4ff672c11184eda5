"""Typed answers to cards, in the traveller's words."""

from __future__ import annotations

import pytest

from bot.engine.deck import deck, reader
from bot.phrases.coding import read_words, turned

CASES = [
    ("how_many", "id", "dua orang", "2"), ("how_many", "id", "kami bertiga", "3"), ("how_many", "zh", "两个人", "2"),
    ("how_many", "fr", "nous sommes trois", "3"), ("how_many", "en", "five", "5"), ("how_many", "en", "5", "5"),
    ("how_many", "id", "lantai 5", None), ("how_many", "en", "many", None),
    ("floor", "id", "lantai lima", "5"), ("floor", "id", "lt 12", "12"), ("floor", "fr", "au 3e étage", "3"),
    ("floor", "fr", "troisième étage", "3"), ("floor", "fr", "rez-de-chaussée", "0"), ("floor", "zh", "五楼", "5"),
    ("floor", "zh", "第十二层", "12"), ("floor", "en", "on the fifth floor", "5"), ("floor", "en", "12th floor", "12"),
    ("floor", "en", "basement", "-1"), ("floor", "en", "7", "7"), ("floor", "id", "dua orang", None),
    ("breathing", "zh", "没有呼吸", "none"), ("breathing", "zh", "沒有呼吸", "none"),
    ("breathing", "fr", "elle ne respire pas", "none"), ("breathing", "id", "tidak bernapas", "none"),
    ("breathing", "en", "not breathing", "none"), ("breathing", "en", "gasping", "gasping"),
    ("breathing", "id", "normal", "normal"), ("breathing", "id", "tidak normal", "gasping"),
    ("breathing", "zh", "呼吸不正常", "gasping"), ("breathing", "fr", "elle ne respire pas normalement", "gasping"),
    ("breathing", "fr", "je ne sais pas", "unknown"), ("breathing", "id", "tidak tahu", "unknown"),
    ("trapped", "id", "tidak ada", "no"), ("trapped", "zh", "没有", "no"), ("trapped", "zh", "有", "yes"),
    ("gas_smell", "fr", "oui ça sent le gaz", "yes"), ("gas_smell", "zh", "有", "yes"),
    ("gas_smell", "id", "tidak", "no"),
    ("bleeding", "id", "banyak", "heavy"), ("bleeding", "fr", "beaucoup", "heavy"),
    ("bleeding", "zh", "很多血", "heavy"),
    ("bleeding", "en", "a lot of blood", "heavy"), ("battery", "en", "full", "full"),
    ("battery", "en", "not full", None),
    ("cpr_start", "en", "done", "done"), ("cpr_start", "id", "sudah", "done"), ("cpr_start", "zh", "好了", "done"),
    ("cpr_start", "fr", "je ne peux pas", "cannot"), ("cpr_start", "en", "yes", "done"),
    ("country", "id", "Jepang", "JP"), ("country", "fr", "au Japon", "JP"), ("country", "zh", "我在日本", "JP"),
    ("country", "en", "no idea", None), ("where_exactly", "en", "behind the mosque", None),
    ("write_safely", "id", "lainnya", "other"), ("write_safely", "zh", "其他", "other"),
    ("ending_life", "id", "bukan saya, teman saya", "other"), ("about", "en", "it's about my brother", None),
    ("smoke", "fr", "sous la porte", "door"), ("helper_near", "fr", "personne", "no"),
    ("breathing", "en", "I went to the market yesterday and bought a lot of things for my family there", None),
]  # fmt: skip


@pytest.mark.parametrize(("key", "language", "text", "code"), CASES)
def test_words_become_codes(key: str, language: str, text: str, code: str | None) -> None:
    card = deck().card(key)
    words, alike = deck().words(key, language), deck().alike(card, language)
    assert read_words(card, words, text, language, reader(), alike=alike) == code


@pytest.mark.parametrize("language", ["id", "en", "zh", "fr"])
def test_every_answer_is_read_from_its_own_words(language: str) -> None:
    """Whoever types what the button says, in either script, means that button."""
    wrong = []
    for card in deck().structure.cards.values():
        for script in ("Hans", "Hant") if language == "zh" else ("Latn",):
            for code, text in deck().words(card.key, language, script).answers.items():
                plain = deck().words(card.key, language)
                read = read_words(card, plain, text, language, reader(), alike=deck().alike(card, language))
                wrong += [(card.key, code, text, read)] if read != code else []
    assert wrong == []


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("breathing", "tidak bernapas, lantai 5", "none"),
        ("floor", "tidak bernapas, lantai 5", "5"),
        ("floor", "ada 5", None),
        ("how_many", "5", None),
        ("trapped", "ya", None),
        ("gas_smell", "tidak", None),
    ],
)
def test_an_older_card_takes_only_words_of_its_own(key: str, text: str, code: str | None) -> None:
    words = deck().words(key, "id")
    assert read_words(deck().card(key), words, text, "id", reader(), asked=False) == code


def test_a_negation_turns_a_good_answer_where_one_bad_one_is_left() -> None:
    assert turned(deck().card("awake"), "yes") == "no"
    assert turned(deck().card("breathing"), "normal") == "unknown"
    assert turned(deck().card("battery"), "full") is None
    assert turned(deck().card("breathing"), "none") is None
