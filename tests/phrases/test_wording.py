"""Every card and every answer has words in every language that fit the platforms, or nothing loads."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from bot.engine.texts import in_script
from bot.messages.capabilities import TELEGRAM, WHATSAPP
from bot.messages.render import render
from bot.messages.types import Button
from bot.phrases.cards import CardsError, read_structure
from bot.phrases.deck import LANGUAGES, Deck, Step
from bot.phrases.payloads import BYTES, payload_of, read_digit, read_payload
from bot.phrases.wording import UNREVIEWED, read_wording
from bot.settings import ROOT

DATA = ROOT / "nlu_data"
DECK = Deck.load(DATA, in_script)
SCRIPTS = [("id", "Latn"), ("en", "Latn"), ("zh", "Hans"), ("zh", "Hant"), ("fr", "Latn")]


def changed(tmp_path: Path, language: str, change) -> Path:
    for name in LANGUAGES:
        (tmp_path / name).mkdir()
        shutil.copy(DATA / name / "cards.yml", tmp_path / name / "cards.yml")
    path = tmp_path / language / "cards.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data["cards"].pop("breathing"), "card breathing has no words"),
        (lambda data: data["cards"]["breathing"]["answers"].pop("none"), "breathing: 'answers' must have"),
        (lambda data: data["cards"]["breathing"]["read"].pop("none"), "breathing: 'read' must have"),
        (lambda data: data["cards"]["breathing"].update(text=" "), "breathing: the text is empty"),
        (lambda data: data["cards"]["awake"]["answers"].update(yes="y" * 21), "21 characters; at most 20"),
        (lambda data: data["sets"].pop("core"), "set core has no words"),
    ],
)
def test_what_lacks_a_language_loads_nothing(tmp_path: Path, language: str, change, words: str) -> None:
    folder = changed(tmp_path, language, change)
    with pytest.raises(CardsError, match=f"{language}/cards.yml.*{words}"):
        Deck.load(folder, in_script)


def test_a_language_without_a_file_loads_nothing(tmp_path: Path) -> None:
    with pytest.raises(CardsError, match=r"zh/cards\.yml is missing"):
        read_wording(tmp_path, "zh", read_structure())


@pytest.mark.parametrize(("language", "script"), SCRIPTS)
@pytest.mark.parametrize("able", [TELEGRAM, WHATSAPP], ids=["telegram", "whatsapp"])
def test_every_card_fits_every_platform(language: str, script: str, able) -> None:
    for card in DECK.structure.cards.values():
        words = DECK.words(card.key, language, script)
        buttons = [Button(words.answers[code], payload_of(card, code)) for code in card.answers]
        sent = render("c", words.text, able, buttons)
        assert len(sent) == 1, card.key
        assert [shown.title for shown in sent[0].buttons] == [button.title for button in buttons], card.key


def test_payloads_are_short_and_come_back() -> None:
    for card in DECK.structure.cards.values():
        for number, code in enumerate(card.answers, 1):
            payload = payload_of(card, code)
            assert len(payload.encode()) <= BYTES
            assert read_payload(payload) == (card.key, code)
            for digit in (str(number), f" {number}. ", f"({number})", chr(0xFF10 + number)):
                assert read_digit(card, digit) == code
        assert read_digit(card, str(len(card.answers) + 1)) is None
    assert read_payload("consent:7:no") is None
    assert read_payload("c:breathing") is None


def test_traditional_script_is_made_from_simplified() -> None:
    simplified, traditional = DECK.words("breathing", "zh", "Hans"), DECK.words("breathing", "zh", "Hant")
    assert (simplified.answers["none"], traditional.answers["none"]) == ("没有呼吸", "沒有呼吸")
    assert DECK.words("breathing", "en", "Hant") == DECK.words("breathing", "en")


def test_an_unknown_language_is_answered_in_english() -> None:
    assert DECK.words("breathing", None) == DECK.words("breathing", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_state_of_review_is_kept_per_language_and_card(tmp_path: Path, language: str) -> None:
    assert DECK.review(language, "breathing") == UNREVIEWED
    folder = changed(tmp_path, language, lambda data: data["cards"]["breathing"].update(review="Rina, 2026-11-20"))
    deck = Deck.load(folder, in_script)
    assert deck.review(language, "breathing") == "Rina, 2026-11-20"
    assert (deck.review(language, "awake"), deck.review(language)) == (UNREVIEWED, UNREVIEWED)


@pytest.mark.parametrize(
    ("steps", "facts", "expected"),
    [
        ([Step("breathing", "none")], {}, "cpr_start"),
        ([Step("breathing", "unknown")], {"awake": "no"}, "cpr_start"),
        ([Step("breathing", "unknown")], {"awake": "yes"}, "where_exactly"),
        ([Step("breathing", "unknown")], {}, "awake"),
        ([Step("breathing", "none"), Step("cpr_start", "done")], {}, "cpr_count"),
        ([Step("breathing", "none"), Step("cpr_start")], {"breathing": "none"}, "where_exactly"),
        ([], {"where": "Jl. Thamrin", "awake": "yes"}, "breathing"),
    ],
)
def test_the_next_card(steps: list[Step], facts: dict[str, str], expected: str) -> None:
    assert DECK.next_card(steps, facts, ["medical"]) == expected
